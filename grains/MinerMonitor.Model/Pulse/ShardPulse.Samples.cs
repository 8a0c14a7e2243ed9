using MinerMonitor.Model.Telemetry;

namespace MinerMonitor.Model.Pulse;

public sealed partial class ShardPulse
{
    private enum Fate
    {
        Live,
        Merge,
        Late,
        Repeat,
        Stale,
    }

    private BlockResult ApplySamples(byte[] block, long nowMs, long blockNumber)
    {
        var body = block.AsSpan(JournalBlock.HeaderBytes);
        var header = new SpanReader(body);
        StaleCount += header.U32();
        RefusedCount += header.U32();
        SkewedCount += header.U32();
        var count = (int)header.U32();
        var texts = ReadTexts(body[(int)header.U32()..]);
        var receivedAtMs = header.I64();
        BeginBlock(receivedAtMs);
        int applied = 0, merged = 0, stale = 0, moved = 0;
        var reader = new SpanReader(body);
        reader.Bytes(SampleBlockWriter.BodyHeaderBytes);
        for (var index = 0; index < count; index++)
        {
            var sample = ReadSample(ref reader, texts, out var slot, out var generation, receivedAtMs);
            if (slot >= SlotCount || _rows[slot].Generation != generation || _rows[slot].Id is null)
            {
                moved++;
                continue;
            }

            switch (Judge(slot, in sample, receivedAtMs, blockNumber, out var atMs))
            {
                case Fate.Live:
                    NoteLive(slot, receivedAtMs);
                    ApplyLive(slot, in sample, atMs, nowMs, isMerge: false);
                    applied++;
                    break;
                case Fate.Merge:
                    ApplyLive(slot, in sample, atMs, nowMs, isMerge: true);
                    merged++;
                    break;
                case Fate.Late:
                    AddLateMean(slot, atMs, in sample, blockNumber);
                    CountLate(slot, atMs, in sample);
                    NotePassed(slot, atMs, sample.Present & MeanFields, receivedAtMs);
                    applied++;
                    break;
                case Fate.Repeat:
                    MergePassed(slot, atMs, sample, blockNumber);
                    merged++;
                    break;
                default:
                    stale++;
                    break;
            }
        }

        AppliedCount += applied;
        MergedCount += merged;
        StaleCount += stale;
        return new BlockResult(applied, merged, stale, moved);
    }

    /// <summary>Decides between live, merged, late, repeated and stale; see the remarks of the class.</summary>
    private Fate Judge(int slot, in DecodedSample sample, long receivedAtMs, long blockNumber, out long atMs)
    {
        ref readonly var row = ref _rows[slot];
        if (!sample.Present.HasFlag(SampleFields.AtMs))
        {
            atMs = receivedAtMs;
            return atMs == row.AtMs ? Fate.Merge : Fate.Live;
        }

        atMs = sample.AtMs + _clockSkewMs.GetValueOrDefault(slot);
        if (atMs - receivedAtMs > s_liveWithinMs)
        {
            _clockSkewMs.Remove(slot); // the clock was put right
            atMs = sample.AtMs;
        }

        var lateLimitMs = Math.Max(s_liveWithinMs, SilentAfterMs);
        if (atMs == row.AtMs && row.AtMs != 0)
        {
            return Fate.Merge;
        }

        if (atMs > row.AtMs && receivedAtMs - atMs <= lateLimitMs)
        {
            if (_backwardClocks.Count > 0)
            {
                _backwardClocks.Remove(slot);
            }

            return Fate.Live;
        }

        if (receivedAtMs - sample.AtMs > s_staleAfterMs)
        {
            return Fate.Stale;
        }

        if (_passed.Count > 0 && HasPassed(slot, atMs))
        {
            return Fate.Repeat;
        }

        var before = _backwardClocks.GetValueOrDefault(slot);
        var isRising = before.Rising > 0 && sample.AtMs > before.AtMs;
        if (isRising && blockNumber == before.Block)
        {
            _backwardClocks[slot] = before with { AtMs = sample.AtMs };
            return Fate.Late;
        }

        var isAtPace = sample.AtMs - before.AtMs <= 2 * (receivedAtMs - before.ReceivedAtMs);
        var rising = isRising && isAtPace ? before.Rising + 1 : 1;
        if (rising < 3)
        {
            _backwardClocks[slot] = new BackwardClock(sample.AtMs, rising, blockNumber, receivedAtMs);
            return Fate.Late;
        }

        _backwardClocks.Remove(slot);
        _clockSkewMs[slot] = receivedAtMs - sample.AtMs;
        atMs = receivedAtMs;
        return Fate.Live;
    }

    private void ApplyLive(int slot, in DecodedSample sample, long atMs, long nowMs, bool isMerge)
    {
        Accrue(slot, nowMs);
        ref var row = ref _rows[slot];
        int siteBefore = row.Site;
        var before = ContributionOf(in row);
        if (!isMerge)
        {
            EndGap(slot, nowMs);
            row.AtMs = atMs;
            row.HeardAtMs = nowMs;
            if (nowMs - atMs >= (long)ReportInterval.TotalMilliseconds)
            {
                CountLate(slot, atMs, in sample);
            }

            row.Flags &= ~(RowFlags.HashrateRead | RowFlags.PowerRead);
        }

        var present = sample.Present;
        if (present.HasFlag(SampleFields.Site)) { row.Site = (ushort)SiteIndex(sample.Site); }
        if (present.HasFlag(SampleFields.Model)) { row.Model = sample.Model; }
        if (present.HasFlag(SampleFields.Firmware)) { row.Firmware = sample.Firmware; }
        if (present.HasFlag(SampleFields.NominalHashrateThs)) { row.NominalThs = sample.NominalHashrateThs; }
        if (present.HasFlag(SampleFields.HashrateThs)) { row.HashrateThs = sample.HashrateThs; }
        if (present.HasFlag(SampleFields.HashrateWindowSec)) { row.HashrateWindowSec = sample.HashrateWindowSec; }
        if (present.HasFlag(SampleFields.PowerW)) { row.PowerW = sample.PowerW; }
        if (present.HasFlag(SampleFields.PowerW)) { row.PowerSource = sample.PowerSource; }
        if (present.HasFlag(SampleFields.SharesAccepted)) { row.SharesAccepted = sample.SharesAccepted; }
        if (present.HasFlag(SampleFields.SharesRejected)) { row.SharesRejected = sample.SharesRejected; }
        if (present.HasFlag(SampleFields.SharesStale)) { row.SharesStale = sample.SharesStale; }
        if (present.HasFlag(SampleFields.ShareDifficulty)) { row.ShareDifficulty = sample.ShareDifficulty; }
        if (present.HasFlag(SampleFields.LastShareAtMs)) { row.LastShareAtMs = sample.LastShareAtMs; }
        if (present.HasFlag(SampleFields.ChipTemperatureC)) { row.ChipTemperatureC = sample.ChipTemperatureC; }
        if (present.HasFlag(SampleFields.InletTemperatureC)) { row.InletTemperatureC = sample.InletTemperatureC; }
        if (present.HasFlag(SampleFields.UptimeSec)) { row.UptimeSec = sample.UptimeSec; }
        row.Reported = present.HasFlag(SampleFields.State) ? sample.State : isMerge ? row.Reported : ReportedState.Unknown;
        row.Reason = present.HasFlag(SampleFields.StateReason) ? sample.StateReason : isMerge ? row.Reason : (ushort)0;
        if (row.Reported == ReportedState.Offline && !present.HasFlag(SampleFields.HashrateThs))
        {
            row.HashrateThs = float.NaN; // nobody was reached: the last reading is no reading of now
            row.PowerW = float.NaN;
        }

        var isFirstHashrate = present.HasFlag(SampleFields.HashrateThs) && !row.Flags.HasFlag(RowFlags.HashrateRead);
        var isFirstPower = present.HasFlag(SampleFields.PowerW) && !row.Flags.HasFlag(RowFlags.PowerRead);
        row.Flags |= (isFirstHashrate ? RowFlags.HashrateRead : 0) | (isFirstPower ? RowFlags.PowerRead : 0);
        Learn(ref row, isFirstHashrate);
        Reprice(ref row, slot);
        AddMean(ref row, in sample, isFirstHashrate, isFirstPower);
        MoveTo(ref row, slot, StateOf(in row, nowMs), nowMs);
        Recount(slot, siteBefore, in before);
        _nextDeadlineMs = Math.Min(_nextDeadlineMs, DeadlineMsOf(in row));
        RowTouched?.Invoke(slot);
    }

    /// <summary>Keeps what outlives a stop: the efficiency and typical hashrate of a running machine.</summary>
    private void Learn(ref Row row, bool isFirstHashrate)
    {
        if (isFirstHashrate && row.HashrateThs > 0 && row.Reported is ReportedState.Unknown or ReportedState.Hashing)
        {
            row.TypicalThs = float.IsNaN(row.TypicalThs) ? row.HashrateThs : row.TypicalThs + (row.HashrateThs - row.TypicalThs) / 16;
        }

        var model = row.Model == 0 ? null : _texts[row.Model];
        row.EffectiveNominalThs = !float.IsNaN(row.NominalThs) ? row.NominalThs
            : model is not null && _nameplateHashrateThs(model) is { } nameplate ? (float)nameplate
            : !float.IsNaN(row.TypicalThs) ? row.TypicalThs
            : 0;
        if (row.Flags.HasFlag(RowFlags.HashrateRead | RowFlags.PowerRead) && row.PowerW > 0 && row.HashrateThs > 0
            && row.HashrateThs >= row.EffectiveNominalThs / 4)
        {
            row.EfficiencyJth = row.PowerW / row.HashrateThs;
        }
        else if (float.IsNaN(row.EfficiencyJth) && model is not null && _nameplateEfficiencyJth(model) is { } efficiency)
        {
            row.EfficiencyJth = (float)efficiency;
            row.PowerSource = row.PowerSource == PowerSource.Unknown ? PowerSource.Nameplate : row.PowerSource;
        }
    }

    private void Reprice(ref Row row, int slot) => row.BreakEvenBin = BreakEvenBins.Of(
        _terms[row.Site].BreakEvenHashpriceUsdPhDay(row.EfficiencyJth, _tariffOverrides.GetValueOrDefault(slot, double.NaN)));

    private ushort[] ReadTexts(ReadOnlySpan<byte> tail)
    {
        var reader = new SpanReader(tail);
        var numbers = new ushort[reader.U16()];
        for (var index = 0; index < numbers.Length; index++)
        {
            numbers[index] = _texts.Intern(reader.Bytes(reader.U16()));
        }

        return numbers;
    }

    private static DecodedSample ReadSample(ref SpanReader reader, ushort[] texts, out int slot, out byte generation, long receivedAtMs)
    {
        slot = reader.U16();
        var marks = reader.U32();
        generation = (byte)(marks >> 24);
        var present = (SampleFields)(marks & 0xFFFFFF);
        DecodedSample sample = default;
        sample.Present = present;
        if (present.HasFlag(SampleFields.AtMs)) { sample.AtMs = receivedAtMs + reader.I32(); }
        if (present.HasFlag(SampleFields.HashrateThs)) { sample.HashrateThs = reader.F32(); }
        if (present.HasFlag(SampleFields.HashrateWindowSec)) { sample.HashrateWindowSec = reader.F32(); }
        if (present.HasFlag(SampleFields.NominalHashrateThs)) { sample.NominalHashrateThs = reader.F32(); }
        if (present.HasFlag(SampleFields.PowerW)) { sample.PowerW = reader.F32(); }
        if (present.HasFlag(SampleFields.PowerSource)) { sample.PowerSource = (PowerSource)reader.U8(); }
        if (present.HasFlag(SampleFields.State)) { sample.State = (ReportedState)reader.U8(); }
        if (present.HasFlag(SampleFields.SharesAccepted)) { sample.SharesAccepted = reader.F64(); }
        if (present.HasFlag(SampleFields.SharesRejected)) { sample.SharesRejected = reader.F64(); }
        if (present.HasFlag(SampleFields.SharesStale)) { sample.SharesStale = reader.F64(); }
        if (present.HasFlag(SampleFields.ShareDifficulty)) { sample.ShareDifficulty = reader.F64(); }
        if (present.HasFlag(SampleFields.LastShareAtMs)) { sample.LastShareAtMs = reader.I64(); }
        if (present.HasFlag(SampleFields.ChipTemperatureC)) { sample.ChipTemperatureC = reader.F32(); }
        if (present.HasFlag(SampleFields.InletTemperatureC)) { sample.InletTemperatureC = reader.F32(); }
        if (present.HasFlag(SampleFields.UptimeSec)) { sample.UptimeSec = reader.F32(); }
        if (present.HasFlag(SampleFields.Site)) { sample.Site = texts[reader.U16()]; }
        if (present.HasFlag(SampleFields.Model)) { sample.Model = texts[reader.U16()]; }
        if (present.HasFlag(SampleFields.Firmware)) { sample.Firmware = texts[reader.U16()]; }
        if (present.HasFlag(SampleFields.StateReason)) { sample.StateReason = texts[reader.U16()]; }
        return sample;
    }

    private struct DecodedSample
    {
        public SampleFields Present;
        public long AtMs;
        public long LastShareAtMs;
        public double SharesAccepted;
        public double SharesRejected;
        public double SharesStale;
        public double ShareDifficulty;
        public float HashrateThs;
        public float HashrateWindowSec;
        public float NominalHashrateThs;
        public float PowerW;
        public float ChipTemperatureC;
        public float InletTemperatureC;
        public float UptimeSec;
        public ushort Site;
        public ushort Model;
        public ushort Firmware;
        public ushort StateReason;
        public PowerSource PowerSource;
        public ReportedState State;
    }
}
