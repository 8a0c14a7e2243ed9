namespace MinerMonitor.Benchmarks.FanOut.Viewers;

/// <summary>MQTT 3.1.1 with quality of service 0.</summary>
internal sealed class MqttViewer : Viewer
{
    private const byte Subscribed = 0x90;
    private const byte Publish = 0x30;

    // CONNECT with a clean session, no keep-alive and an id that the broker makes; SUBSCRIBE to "sector".
    private static readonly byte[] s_opening =
        [0x10, 12, 0, 4, .. "MQTT"u8, 4, 2, 0, 0, 0, 0, 0x82, 11, 0, 1, 0, 6, .. "sector"u8, 0];

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Opening => s_opening;

    /// <summary>PUBLISH of a payload to <c>sector</c>.</summary>
    public static byte[] Message(ReadOnlySpan<byte> payload)
    {
        var length = payload.Length + 8;
        return [Publish, (byte)(0x80 | (length & 0x7f)), (byte)(length >> 7), 0, 6, .. "sector"u8, .. payload];
    }

    /// <inheritdoc/>
    protected override int Read(ReadOnlySpan<byte> data, ViewerLoop loop)
    {
        var at = 0;
        while (TryReadHeader(data[at..], out var header, out var length))
        {
            if ((data[at] & 0xf0) == Publish)
            {
                Count(data.Slice(at + header, length), loop);
            }
            else if (data[at] == Subscribed)
            {
                IsWatching = true;
                loop.Began();
            }

            at += header + length;
        }

        return at;
    }

    private static bool TryReadHeader(ReadOnlySpan<byte> data, out int header, out int length)
    {
        length = 0;
        for (header = 1; header < data.Length && header < 5; header++)
        {
            length |= (data[header] & 0x7f) << (7 * (header - 1));
            if (data[header] < 0x80)
            {
                header++;
                return data.Length >= header + length;
            }
        }

        return false;
    }
}
