using System.Buffers.Binary;

namespace MinerMonitor.Model.Pulse;

/// <summary>Writes little-endian values one after another.</summary>
internal ref struct SpanWriter(Span<byte> span)
{
    private readonly Span<byte> _span = span;

    /// <summary>Bytes written.</summary>
    public int Position { get; private set; }

    public void U8(byte value) => _span[Position++] = value;

    public void U16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_span[Position..], value);
        Position += 2;
    }

    public void U32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_span[Position..], value);
        Position += 4;
    }

    public void I32(int value) => U32(unchecked((uint)value));

    public void I64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_span[Position..], value);
        Position += 8;
    }

    public void F32(double value)
    {
        // A number beyond the range of a float stays a number: infinity would poison every sum that it enters.
        BinaryPrimitives.WriteSingleLittleEndian(_span[Position..], (float)Math.Clamp(value, -float.MaxValue, float.MaxValue));
        Position += 4;
    }

    public void F64(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_span[Position..], value);
        Position += 8;
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_span[Position..]);
        Position += bytes.Length;
    }
}

/// <summary>Reads little-endian values one after another.</summary>
internal ref struct SpanReader(ReadOnlySpan<byte> span)
{
    private readonly ReadOnlySpan<byte> _span = span;

    /// <summary>Bytes read.</summary>
    public int Position { get; private set; }

    /// <summary>True when nothing is left.</summary>
    public readonly bool AtEnd => Position >= _span.Length;

    public byte U8() => _span[Position++];

    public ushort U16()
    {
        var value = BinaryPrimitives.ReadUInt16LittleEndian(_span[Position..]);
        Position += 2;
        return value;
    }

    public uint U32()
    {
        var value = BinaryPrimitives.ReadUInt32LittleEndian(_span[Position..]);
        Position += 4;
        return value;
    }

    public int I32() => unchecked((int)U32());

    public long I64()
    {
        var value = BinaryPrimitives.ReadInt64LittleEndian(_span[Position..]);
        Position += 8;
        return value;
    }

    public float F32()
    {
        var value = BinaryPrimitives.ReadSingleLittleEndian(_span[Position..]);
        Position += 4;
        return value;
    }

    public double F64()
    {
        var value = BinaryPrimitives.ReadDoubleLittleEndian(_span[Position..]);
        Position += 8;
        return value;
    }

    public ReadOnlySpan<byte> Bytes(int count)
    {
        var bytes = _span.Slice(Position, count);
        Position += count;
        return bytes;
    }
}
