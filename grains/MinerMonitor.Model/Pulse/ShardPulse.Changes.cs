using System.Numerics;

namespace MinerMonitor.Model.Pulse;

public sealed partial class ShardPulse
{
    private readonly Dictionary<int, string> _labels = [];

    /// <summary>True while the miner that had this slot in this generation has it.</summary>
    public bool Holds(int slot, byte generation) => slot < SlotCount && _rows[slot].Generation == generation && _rows[slot].Id is not null;

    /// <summary>Slots of the miners that a query wants.</summary>
    public IReadOnlyList<ushort> Where(MinerQuery query)
    {
        Span<ulong> wanted = stackalloc ulong[Capacity / BitsPerWord];
        var slots = new List<ushort>(Mark(query, wanted));
        for (var word = 0; word < wanted.Length; word++)
        {
            for (var bits = wanted[word]; bits != 0; bits &= bits - 1)
            {
                slots.Add((ushort)((word * BitsPerWord) + BitOperations.TrailingZeroCount(bits)));
            }
        }

        return slots;
    }

    /// <summary>True when a change would leave the miner in a slot as it is.</summary>
    public bool IsAlready(int slot, MinerChange change)
    {
        ref readonly var row = ref _rows[slot];
        return (change.Label is null || change.Label == _labels.GetValueOrDefault(slot, ""))
            && (change.TariffOverrideUsdKwh is not { } tariff || tariff.Equals(_tariffOverrides.GetValueOrDefault(slot, double.NaN)))
            && (change.Maintenance is not { } maintenance || maintenance == row.Flags.HasFlag(RowFlags.Maintenance))
            && (change.Site is null || change.Site == _texts[_siteTexts[row.Site]])
            && (change.Model is null || change.Model == _texts[row.Model])
            && (change.NominalHashrateThs is not { } nominal || ((float)nominal).Equals(row.NominalThs));
    }

    private BlockResult ApplyChanges(byte[] block, long nowMs)
    {
        var moved = 0;
        foreach (var (slot, generation, change, retire) in ChangesBlock.Read(block))
        {
            if (!Holds(slot, generation))
            {
                moved++;
                continue;
            }

            Accrue(slot, nowMs);
            Leave(slot);
            ref var row = ref _rows[slot];
            Set(ref row, slot, change, retire);
            Reprice(ref row, slot);
            MoveTo(ref row, slot, StateOf(in row, nowMs), nowMs);
            Enter(slot);
            _nextDeadlineMs = Math.Min(_nextDeadlineMs, DeadlineMsOf(in row));
            RowTouched?.Invoke(slot);
            if (retire)
            {
                Free(slot);
            }
        }

        return new BlockResult(0, 0, 0, moved);
    }

    private void Set(ref Row row, int slot, MinerChange change, bool retire)
    {
        if (change.Label is { } label)
        {
            _labels.Remove(slot);
            if (label.Length > 0)
            {
                _labels.Add(slot, label);
            }
        }

        if (change.TariffOverrideUsdKwh is { } tariff)
        {
            _tariffOverrides.Remove(slot);
            if (!double.IsNaN(tariff))
            {
                _tariffOverrides.Add(slot, tariff);
            }
        }

        if (change.Maintenance is { } maintenance) row.Flags = maintenance ? row.Flags | RowFlags.Maintenance : row.Flags & ~RowFlags.Maintenance;
        if (change.Site is { } site) row.Site = (ushort)SiteIndex(_texts.Intern(site));
        if (change.NominalHashrateThs is { } nominal) row.NominalThs = (float)nominal;
        if (change.Model is { } model && _texts.Intern(model) is var text && text != row.Model)
        {
            row.Model = text;
            if (row.PowerSource == Telemetry.PowerSource.Nameplate)
            {
                (row.EfficiencyJth, row.PowerSource) = (float.NaN, Telemetry.PowerSource.Unknown); // it was the former model's
            }
        }

        if (change.Model is not null || change.NominalHashrateThs is not null) Learn(ref row, isFirstHashrate: false);
        if (retire) row.Flags |= RowFlags.Retired;
    }
}
