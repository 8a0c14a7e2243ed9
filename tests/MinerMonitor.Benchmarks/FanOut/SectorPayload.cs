using System.Buffers.Text;

namespace MinerMonitor.Benchmarks.FanOut;

/// <summary>A sector frame as the product sent it, to be sent again with another price, which numbers it, and another time.</summary>
internal sealed class SectorPayload
{
    private readonly byte[] _frame;
    private readonly int _priceAt;
    private readonly int _timeAt;

    /// <param name="frame">The frame; its price has five digits.</param>
    public SectorPayload(byte[] frame)
    {
        _frame = frame;
        _priceAt = After("\"priceUsd\":"u8);
        _timeAt = After("\"atMs\":"u8);
    }

    /// <summary>Bytes of a frame.</summary>
    public int Length => _frame.Length;

    /// <summary>The frame as it was.</summary>
    public byte[] Original => _frame;

    /// <summary>A frame.</summary>
    /// <param name="number">Its number, and price: five digits.</param>
    /// <param name="atMs">Time of publishing, Unix milliseconds.</param>
    public byte[] At(int number, long atMs)
    {
        byte[] frame = [.. _frame];
        Utf8Formatter.TryFormat(number, frame.AsSpan(_priceAt), out _);
        Utf8Formatter.TryFormat(atMs, frame.AsSpan(_timeAt), out _);
        return frame;
    }

    private int After(ReadOnlySpan<byte> name) => _frame.AsSpan().IndexOf(name) is >= 0 and var at
        ? at + name.Length
        : throw new ArgumentException("The frame has no price or no time.");
}
