using System.Buffers.Binary;
using System.Text;

namespace MinerMonitor.Benchmarks.FanOut.Viewers;

/// <summary>SignalR's JSON protocol over a WebSocket: a watch of the product, or whatever a bare hub sends to its group.</summary>
/// <remarks>A hub message ends with the record separator and may be spread over several WebSocket messages, fragments and reads.</remarks>
internal sealed class HubViewer : Viewer
{
    private const byte Separator = 0x1e;

    private static readonly byte[] s_ping = Message("{\"type\":6}");
    private static readonly Dictionary<string, byte[]> s_openings = [];
    private readonly byte[] _opening;
    private byte[] _message = [];
    private int _length;
    private bool _isUpgraded;
    private readonly bool _isGroup;

    /// <param name="mode">Mode of the watch; null: only listen.</param>
    public HubViewer(string? mode)
    {
        _isGroup = mode is null;
        if (!s_openings.TryGetValue(mode ?? "", out var opening))
        {
            opening = s_openings[mode ?? ""] = Open(mode);
        }

        _opening = opening;
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Opening => _opening;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> SignOfLife => s_ping;

    /// <inheritdoc/>
    protected override int Read(ReadOnlySpan<byte> data, ViewerLoop loop)
    {
        var at = 0;
        if (!_isUpgraded)
        {
            var end = data.IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                return 0;
            }

            if (!data.StartsWith("HTTP/1.1 101"u8))
            {
                throw new InvalidOperationException($"The server refused a WebSocket: {Encoding.UTF8.GetString(data[..end])}");
            }

            _isUpgraded = true;
            at = end + 4;
        }

        while (TryReadFrame(data[at..], out var header, out var length))
        {
            var payload = data.Slice(at + header, length);
            switch (data[at] & 0xf)
            {
                case 0 or 1 or 2:
                    Append(payload, loop);
                    break;
                case 8:
                    throw new InvalidOperationException($"The server closed a WebSocket: {Encoding.UTF8.GetString(payload)}");
            }

            at += header + length;
        }

        return at;
    }

    private static bool TryReadFrame(ReadOnlySpan<byte> data, out int header, out int length)
    {
        (header, length) = (2, 0);
        if (data.Length < 2)
        {
            return false;
        }

        length = data[1] & 0x7f;
        if (length == 126)
        {
            header = 4;
            length = data.Length < 4 ? int.MaxValue - 4 : BinaryPrimitives.ReadUInt16BigEndian(data[2..]);
        }
        else if (length == 127)
        {
            header = 10;
            length = data.Length < 10 ? int.MaxValue - 10 : (int)BinaryPrimitives.ReadUInt64BigEndian(data[2..]);
        }

        return data.Length >= header + length;
    }

    private static byte[] Open(string? mode)
    {
        var upgrade = "GET /hub/v1 HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        var watch = $$"""{"type":4,"invocationId":"1","target":"Watch","arguments":[[{"world":"live","topic":"sector","mode":"{{mode}}"}],null]}""";
        return
        [
            .. Encoding.ASCII.GetBytes(upgrade),
            .. Message("""{"protocol":"json","version":1}"""),
            .. mode is null ? [] : Message(watch),
        ];
    }

    /// <summary>One hub message in a WebSocket message, masked with zeros.</summary>
    private static byte[] Message(string json)
    {
        byte[] payload = [.. Encoding.UTF8.GetBytes(json), Separator];
        byte[] length = payload.Length < 126 ? [(byte)(0x80 | payload.Length)] : [0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length];
        return [0x81, .. length, 0, 0, 0, 0, .. payload];
    }

    private void Append(ReadOnlySpan<byte> payload, ViewerLoop loop)
    {
        int end;
        while ((end = payload.IndexOf(Separator)) >= 0)
        {
            if (_length == 0)
            {
                Handle(payload[..end], loop);
            }
            else
            {
                Add(payload[..end]);
                Handle(_message.AsSpan(0, _length), loop);
                _length = 0;
            }

            payload = payload[(end + 1)..];
        }

        Add(payload);
    }

    private void Handle(ReadOnlySpan<byte> message, ViewerLoop loop)
    {
        if (message.StartsWith("{\"type\":3"u8) || message.StartsWith("{\"type\":7"u8))
        {
            throw new InvalidOperationException($"The server ended a watch: {Encoding.UTF8.GetString(message)}");
        }

        // A hub's group needs no more than the handshake's answer; a watch begins with its snapshot.
        if (!IsWatching && (_isGroup || message.StartsWith("{\"type\":2"u8)))
        {
            IsWatching = true;
            loop.Began();
        }

        Count(message, loop);
    }

    private void Add(ReadOnlySpan<byte> part)
    {
        if (_message.Length < _length + part.Length)
        {
            Array.Resize(ref _message, 2 * (_length + part.Length));
        }

        part.CopyTo(_message.AsSpan(_length));
        _length += part.Length;
    }
}
