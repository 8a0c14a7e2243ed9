using System.Buffers.Text;

namespace MinerMonitor.Benchmarks.FanOut.Viewers;

/// <summary>The text protocol of NATS.</summary>
internal sealed class NatsViewer : Viewer
{
    private static readonly byte[] s_opening = [.. "CONNECT {\"verbose\":false}\r\nSUB sector 1\r\nPING\r\n"u8];
    private static readonly byte[] s_pong = [.. "PONG\r\n"u8];

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Opening => s_opening;

    /// <inheritdoc/>
    protected override int Read(ReadOnlySpan<byte> data, ViewerLoop loop)
    {
        var at = 0;
        while (true)
        {
            var rest = data[at..];
            var end = rest.IndexOf("\r\n"u8);
            if (end < 0)
            {
                return at;
            }

            var line = rest[..end];
            if (line.StartsWith("MSG "u8))
            {
                // MSG sector 1 LENGTH
                if (!Utf8Parser.TryParse(line[(line.LastIndexOf((byte)' ') + 1)..], out int length, out _) || rest.Length < end + 2 + length + 2)
                {
                    return at;
                }

                Count(rest.Slice(end + 2, length), loop);
                at += end + 2 + length + 2;
                continue;
            }

            at += end + 2;
            if (line.StartsWith("PING"u8))
            {
                loop.Send(this, s_pong);
            }
            else if (line.StartsWith("PONG"u8) && !IsWatching)
            {
                IsWatching = true;
                loop.Began();
            }
            else if (line.StartsWith("-ERR"u8))
            {
                throw new InvalidOperationException($"The server ended a subscription: {System.Text.Encoding.UTF8.GetString(line)}");
            }
        }
    }
}
