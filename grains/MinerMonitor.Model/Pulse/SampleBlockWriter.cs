using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using MinerMonitor.Model.Telemetry;

namespace MinerMonitor.Model.Pulse;

/// <summary>Where a miner lives: its place in a shard, and how often that place was given away.</summary>
/// <param name="Shard">Shard of the fleet, from 0.</param>
/// <param name="Slot">Slot in the shard, from 0.</param>
/// <param name="Generation">Changes when a slot is given to another miner: a stale route is noticed.</param>
[GenerateSerializer, Immutable, Alias("mm.pulse.address")]
public readonly record struct MinerAddress([property: Id(0)] int Shard, [property: Id(1)] ushort Slot, [property: Id(2)] byte Generation)
{
    /// <summary>Of a miner that got no place, since its fleet is full.</summary>
    public static MinerAddress Nowhere { get; } = new(-1, 0, 0);
}

/// <summary>Builds the body of a samples block: samples of one shard, in the order in which they arrived.</summary>
/// <remarks>
/// Body: counts of stale (u32), refused (u32) and clock-skewed (u32) lines that came with the batch, number of samples (u32), offset of
/// the texts from the body's start (u32), time of receipt in Unix ms (i64); then the samples: slot (u16), members present and generation (u32: 24 bits and 8), then each
/// present member in the order of its flag: time as i32 ms relative to receipt, quantities as f32, share counts and share difficulty as
/// f64, last share as i64, enums as u8, texts as u16 numbers of the block's own table; then the texts: count (u16), each length (u16)
/// and UTF-8; only those that the block's samples name, so that a batch of many texts for many shards does not carry each to all. 24 bits of mantissa are finer than any sensor and half the bytes.
/// </remarks>
public sealed class SampleBlockWriter : IDisposable
{
    internal const int BodyHeaderBytes = 28;
    private const SampleFields TextFields = SampleFields.Site | SampleFields.Model | SampleFields.Firmware | SampleFields.StateReason;
    private const SampleFields OneByte = SampleFields.PowerSource | SampleFields.State;
    private const SampleFields FourBytes = SampleFields.AtMs | SampleFields.HashrateThs | SampleFields.HashrateWindowSec | SampleFields.NominalHashrateThs
        | SampleFields.PowerW | SampleFields.ChipTemperatureC | SampleFields.InletTemperatureC | SampleFields.UptimeSec;
    private const SampleFields EightBytes = SampleFields.SharesAccepted | SampleFields.SharesRejected | SampleFields.SharesStale
        | SampleFields.ShareDifficulty | SampleFields.LastShareAtMs;
    private const uint FieldsMask = 0xFF_FFFF; // the byte above is the generation
    private const int LargestSampleBytes = 6 + 4 + 8 * 4 + 4 * 8 + 8 + 2 + 4 * 2;
    private readonly TextTable _texts;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(4096);
    private int _length = JournalBlock.HeaderBytes + BodyHeaderBytes;
    private uint _staleCount;
    private uint _refusedCount;
    private uint _skewedCount;

    /// <param name="texts">Texts of the block; blocks of one batch share a table, so that samples can be copied from one to another.</param>
    public SampleBlockWriter(TextTable texts) => _texts = texts;

    /// <summary>Samples written so far.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes so far, without the texts.</summary>
    public int Length => _length;

    /// <summary>Counts lines that are not applied but belong to the fleet's counts.</summary>
    public void CountLines(int stale, int refused, int skewed)
    {
        _staleCount += (uint)stale;
        _refusedCount += (uint)refused;
        _skewedCount += (uint)skewed;
    }

    /// <summary>Appends one sample.</summary>
    /// <param name="slot">Slot of the miner in the shard.</param>
    /// <param name="generation">Generation of the slot.</param>
    /// <param name="sample">The sample; its time is present only where it was believable.</param>
    /// <param name="receivedAtMs">World time of receipt of the whole block, Unix milliseconds.</param>
    public void Append(ushort slot, byte generation, in RawSample sample, long receivedAtMs)
    {
        Reserve(LargestSampleBytes);
        var present = sample.Present & ~TextFields; // an empty text is none, whatever the marks say
        if (!sample.Site.IsEmpty) { present |= SampleFields.Site; }
        if (!sample.Model.IsEmpty) { present |= SampleFields.Model; }
        if (!sample.Firmware.IsEmpty) { present |= SampleFields.Firmware; }
        if (!sample.StateReason.IsEmpty) { present |= SampleFields.StateReason; }

        var writer = new SpanWriter(_buffer.AsSpan(_length));
        writer.U16(slot);
        writer.U32((uint)present | ((uint)generation << 24));
        if (present.HasFlag(SampleFields.AtMs)) { writer.I32((int)Math.Clamp(sample.AtMs - receivedAtMs, int.MinValue, int.MaxValue)); }
        if (present.HasFlag(SampleFields.HashrateThs)) { writer.F32(sample.HashrateThs); }
        if (present.HasFlag(SampleFields.HashrateWindowSec)) { writer.F32(sample.HashrateWindowSec); }
        if (present.HasFlag(SampleFields.NominalHashrateThs)) { writer.F32(sample.NominalHashrateThs); }
        if (present.HasFlag(SampleFields.PowerW)) { writer.F32(sample.PowerW); }
        if (present.HasFlag(SampleFields.PowerSource)) { writer.U8((byte)sample.PowerSource); }
        if (present.HasFlag(SampleFields.State)) { writer.U8((byte)sample.State); }
        if (present.HasFlag(SampleFields.SharesAccepted)) { writer.F64(sample.SharesAccepted); }
        if (present.HasFlag(SampleFields.SharesRejected)) { writer.F64(sample.SharesRejected); }
        if (present.HasFlag(SampleFields.SharesStale)) { writer.F64(sample.SharesStale); }
        if (present.HasFlag(SampleFields.ShareDifficulty)) { writer.F64(sample.ShareDifficulty); }
        if (present.HasFlag(SampleFields.LastShareAtMs)) { writer.I64(sample.LastShareAtMs); }
        if (present.HasFlag(SampleFields.ChipTemperatureC)) { writer.F32(sample.ChipTemperatureC); }
        if (present.HasFlag(SampleFields.InletTemperatureC)) { writer.F32(sample.InletTemperatureC); }
        if (present.HasFlag(SampleFields.UptimeSec)) { writer.F32(sample.UptimeSec); }
        if (present.HasFlag(SampleFields.Site)) { writer.U16(_texts.Intern(sample.Site)); }
        if (present.HasFlag(SampleFields.Model)) { writer.U16(_texts.Intern(sample.Model)); }
        if (present.HasFlag(SampleFields.Firmware)) { writer.U16(_texts.Intern(sample.Firmware)); }
        if (present.HasFlag(SampleFields.StateReason)) { writer.U16(_texts.Intern(sample.StateReason)); }
        _length += writer.Position;
        Count++;
    }

    /// <summary>Appends a sample that was written by another writer with the same texts, for the slot that its miner has got since.</summary>
    /// <param name="slot">Slot.</param>
    /// <param name="generation">Generation of the slot.</param>
    /// <param name="sample">Bytes of the sample in the other writer.</param>
    public void AppendCopy(ushort slot, byte generation, ReadOnlySpan<byte> sample)
    {
        Reserve(sample.Length);
        var place = _buffer.AsSpan(_length, sample.Length);
        sample.CopyTo(place);
        BinaryPrimitives.WriteUInt16LittleEndian(place, slot);
        place[5] = generation; // top byte of the marks
        _length += sample.Length;
        Count++;
    }

    /// <summary>Bytes written between two values of <see cref="Length"/>.</summary>
    public ReadOnlySpan<byte> Written(int from, int to) => _buffer.AsSpan(from, to - from);

    /// <summary>The finished block with its header, its number left 0 for the shard to set; nothing can be written afterwards.</summary>
    public byte[] Finish(long receivedAtMs)
    {
        var numbers = ArrayPool<ushort>.Shared.Rent(_texts.Texts.Count); // of the texts in the block, by their number in the batch; 0: not in the block
        numbers.AsSpan(0, _texts.Texts.Count).Clear();
        var texts = NumberTexts(numbers);
        var block = new byte[_length + 2 + texts.Sum(text => 2 + text.Length)];
        _buffer.AsSpan(0, _length).CopyTo(block);
        ArrayPool<ushort>.Shared.Return(numbers);
        JournalBlock.WriteHeader(block, JournalBlockKind.Samples, 0, receivedAtMs);

        var header = new SpanWriter(block.AsSpan(JournalBlock.HeaderBytes));
        header.U32(_staleCount);
        header.U32(_refusedCount);
        header.U32(_skewedCount);
        header.U32((uint)Count);
        header.U32((uint)(_length - JournalBlock.HeaderBytes));
        header.I64(receivedAtMs);

        var tail = new SpanWriter(block.AsSpan(_length));
        tail.U16((ushort)texts.Count);
        foreach (var text in texts)
        {
            tail.U16((ushort)text.Length);
            tail.Bytes(text);
        }

        return block;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    /// <summary>Gives the texts that samples name numbers of this block's own, in the samples too; returns the texts by those.</summary>
    private List<byte[]> NumberTexts(ushort[] numbers)
    {
        List<byte[]> texts = [[]];
        for (var at = JournalBlock.HeaderBytes + BodyHeaderBytes; at < _length;)
        {
            var present = (SampleFields)(BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(at + 2)) & FieldsMask);
            at += SampleBytes(present);
            for (var left = Members(present, TextFields); left > 0; left--)
            {
                var place = _buffer.AsSpan(at - (2 * left));
                ref var number = ref numbers[BinaryPrimitives.ReadUInt16LittleEndian(place)];
                if (number == 0)
                {
                    number = (ushort)texts.Count;
                    texts.Add(Encoding.UTF8.GetBytes(_texts[BinaryPrimitives.ReadUInt16LittleEndian(place)]));
                }

                BinaryPrimitives.WriteUInt16LittleEndian(place, number);
            }
        }

        return texts;
    }

    private static int SampleBytes(SampleFields present) =>
        2 + 4 + Members(present, OneByte) + (2 * Members(present, TextFields)) + (4 * Members(present, FourBytes)) + (8 * Members(present, EightBytes));

    private static int Members(SampleFields present, SampleFields of) => BitOperations.PopCount((uint)(present & of));

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length >= bytes)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
