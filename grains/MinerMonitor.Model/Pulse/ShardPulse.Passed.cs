using MinerMonitor.Model.Telemetry;

namespace MinerMonitor.Model.Pulse;

/// <summary>Times of samples that count and are not the newest of their miner, so that a batch that is sent again counts once.</summary>
/// <remarks>
/// The newest time is the row's own. Kept here are the times that a later sample of the same block has passed, and those of late
/// samples: a batch of one time a miner, the usual one, keeps nothing.
/// </remarks>
public sealed partial class ShardPulse
{
    /// <summary>Most times kept: four a miner of a full shard.</summary>
    public const int PassedLimit = 4 * Capacity;

    private const SampleFields MeanFields = SampleFields.HashrateThs | SampleFields.PowerW;

    /// <summary>A sender that got no answer sends again within this.</summary>
    private static readonly long s_passedKeptMs = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    private readonly Dictionary<PassedTime, SampleFields> _passed = [];
    private readonly Queue<(PassedTime Time, long ReceivedAtMs)> _passedInOrder = new();
    private readonly ulong[] _liveInBlock = new ulong[Capacity / 64];

    private void BeginBlock(long receivedAtMs)
    {
        Array.Clear(_liveInBlock);
        while (_passedInOrder.TryPeek(out var oldest) && receivedAtMs - oldest.ReceivedAtMs > s_passedKeptMs)
        {
            _passed.Remove(_passedInOrder.Dequeue().Time);
        }
    }

    /// <summary>Notes that a slot is about to take a live sample of the block: an earlier one of the same block is passed by it.</summary>
    private void NoteLive(int slot, long receivedAtMs)
    {
        ref var word = ref _liveInBlock[slot / 64];
        var bit = 1UL << (slot % 64);
        if ((word & bit) != 0)
        {
            ref readonly var row = ref _rows[slot];
            var read = (row.Flags.HasFlag(RowFlags.HashrateRead) ? SampleFields.HashrateThs : 0) | (row.Flags.HasFlag(RowFlags.PowerRead) ? SampleFields.PowerW : 0);
            NotePassed(slot, row.AtMs, read, receivedAtMs);
        }

        word |= bit;
    }

    private void NotePassed(int slot, long atMs, SampleFields read, long receivedAtMs)
    {
        var time = new PassedTime((ushort)slot, _rows[slot].Generation, atMs);
        if (!_passed.TryAdd(time, read))
        {
            return;
        }

        _passedInOrder.Enqueue((time, receivedAtMs));
        if (_passedInOrder.Count > PassedLimit)
        {
            _passed.Remove(_passedInOrder.Dequeue().Time);
        }
    }

    private bool HasPassed(int slot, long atMs) => _passed.ContainsKey(new PassedTime((ushort)slot, _rows[slot].Generation, atMs));

    /// <summary>Adds to history what the first sample of a passed time did not say.</summary>
    private void MergePassed(int slot, long atMs, DecodedSample sample, long blockNumber)
    {
        var time = new PassedTime((ushort)slot, _rows[slot].Generation, atMs);
        var read = _passed[time];
        _passed[time] = read | (sample.Present & MeanFields);
        sample.Present &= MeanFields & ~read;
        if (sample.Present != 0)
        {
            AddLateMean(slot, atMs, in sample, blockNumber);
        }
    }

    private void WritePassed(BinaryWriter writer) => WriteList(writer, _passedInOrder, (w, passed) =>
    {
        w.Write(passed.Time.Slot);
        w.Write(passed.Time.Generation);
        w.Write(passed.Time.AtMs);
        w.Write(passed.ReceivedAtMs);
        w.Write((uint)_passed[passed.Time]);
    });

    private void ReadPassed(BinaryReader reader) => ReadList(reader, r =>
    {
        var time = new PassedTime(r.ReadUInt16(), r.ReadByte(), r.ReadInt64());
        _passedInOrder.Enqueue((time, r.ReadInt64()));
        _passed.Add(time, (SampleFields)r.ReadUInt32());
    });

    private readonly record struct PassedTime(ushort Slot, byte Generation, long AtMs);
}
