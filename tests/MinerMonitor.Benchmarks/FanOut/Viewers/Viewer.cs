using System.Buffers.Text;

namespace MinerMonitor.Benchmarks.FanOut.Viewers;

/// <summary>One connection that watches, as cheaply as its protocol allows.</summary>
internal abstract class Viewer
{
    private byte[] _kept = [];
    private int _keptLength;

    /// <summary>Number in its process.</summary>
    public int Number { get; set; }

    /// <summary>Descriptor of the socket; negative when there is none.</summary>
    public int Socket { get; set; } = -1;

    /// <summary>True when the server has confirmed that frames follow.</summary>
    public bool IsWatching { get; protected set; }

    /// <summary>What is sent once the socket is connected.</summary>
    public abstract ReadOnlySpan<byte> Opening { get; }

    /// <summary>What is sent every 15 s so that the server takes the viewer for alive; empty for nothing.</summary>
    public virtual ReadOnlySpan<byte> SignOfLife => [];

    /// <summary>A viewer of a protocol.</summary>
    /// <exception cref="ArgumentException">There is no such protocol.</exception>
    public static Viewer Create(string protocol) => protocol switch
    {
        "watch" => new HubViewer("every"),
        "watch-latest" => new HubViewer("latest"),
        "group" => new HubViewer(null),
        "mqtt" => new MqttViewer(),
        "nats" => new NatsViewer(),
        _ => throw new ArgumentException($"'{protocol}' is not a protocol of viewers.", nameof(protocol)),
    };

    /// <summary>Takes bytes as they arrive.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="loop">Answers go through it, and frames are counted by it.</param>
    public void Take(ReadOnlySpan<byte> data, ViewerLoop loop)
    {
        if (_keptLength > 0)
        {
            Keep(data);
            data = _kept.AsSpan(0, _keptLength);
        }

        var rest = data[Read(data, loop)..];
        if (_keptLength > 0)
        {
            rest.CopyTo(_kept);
            _keptLength = rest.Length;
        }
        else if (!rest.IsEmpty)
        {
            Keep(rest);
        }
    }

    /// <summary>Reads whole units of the protocol and says how many bytes that were; the rest comes again with more.</summary>
    protected abstract int Read(ReadOnlySpan<byte> data, ViewerLoop loop);

    /// <summary>Counts a payload when it is a frame of the sector; the price is its number.</summary>
    protected void Count(ReadOnlySpan<byte> payload, ViewerLoop loop)
    {
        var at = payload.IndexOf("\"priceUsd\":"u8);
        if (at >= 0 && Utf8Parser.TryParse(payload[(at + 11)..], out double price, out _))
        {
            loop.Received(this, (int)price, payload);
        }
    }

    private void Keep(ReadOnlySpan<byte> data)
    {
        if (_kept.Length < _keptLength + data.Length)
        {
            Array.Resize(ref _kept, Math.Max(8192, _keptLength + data.Length));
        }

        data.CopyTo(_kept.AsSpan(_keptLength));
        _keptLength += data.Length;
    }
}
