using System.Runtime.InteropServices;
using MinerMonitor.Model.Telemetry;

namespace MinerMonitor.Model.Pulse;

/// <summary>Samples that came late, in the ledger of the day they belong to.</summary>
public sealed partial class ShardPulse
{
    /// <summary>Days behind the one under way that late samples still change: those that 48 hours reach into.</summary>
    public const int LateDays = 2;

    /// <summary>Most changes of terms that are kept: for what is older, those of the oldest kept hold.</summary>
    private const int TermsLimit = 256;

    private readonly List<(long FromMs, LedgerPrices Prices)> _pastPrices = [];
    private readonly List<(long FromMs, SiteTerms[] Terms)> _pastTerms = [];
    private readonly Dictionary<(int Day, ushort Slot, byte Generation), LedgerSums> _lateSums = [];
    private long[]? _gapFromMs; // both made with the shard's first gap: 64 KB
    private long[]? _gapToMs;

    /// <summary>Late samples that changed the ledger of a closed day since the shard began.</summary>
    public long CorrectionCount { get; private set; }

    /// <summary>Days whose stored columns lack what came late, and for which nothing more can come.</summary>
    public IReadOnlyList<int> FinalLateDays => [.. _lateSums.Keys.Select(key => key.Day).Distinct().Where(day => day < _day - LateDays).Order()];

    /// <summary>What came late for a closed day and is not in its stored column.</summary>
    public IEnumerable<(ushort Slot, byte Generation, LedgerSums Sums)> LateOf(int day) =>
        _lateSums.Where(late => late.Key.Day == day).Select(late => (late.Key.Slot, late.Key.Generation, late.Value));

    /// <summary>Forgets what a stored column holds by now.</summary>
    public void LateStored(int day)
    {
        foreach (var key in _lateSums.Keys.Where(key => key.Day == day).ToList())
        {
            _lateSums.Remove(key);
        }
    }

    /// <summary>
    /// Counts a sample that came late: for one report interval from its time on, as far as that lies in its miner's newest gap. What lies
    /// before its end is left no more, so samples count in the order of their times and one that is sent again adds nothing. The newest of
    /// a buffer are live, and their own time may lie in the gap that they end as well.
    /// </summary>
    private void CountLate(int slot, long atMs, in DecodedSample sample)
    {
        ref readonly var row = ref _rows[slot];
        var hashrateThs = sample.Present.HasFlag(SampleFields.HashrateThs) ? sample.HashrateThs : float.NaN;
        var powerW = sample.Present.HasFlag(SampleFields.PowerW) ? sample.PowerW : float.NaN;
        if (row.State == MinerState.Retired || (float.IsNaN(hashrateThs) && float.IsNaN(powerW)))
        {
            return;
        }

        var (gapFromMs, gapToMs) = GapOf(slot);
        var fromMs = Math.Max(atMs, gapFromMs);
        var toMs = Math.Min(atMs + (long)ReportInterval.TotalMilliseconds, gapToMs);
        if (fromMs >= toMs)
        {
            return;
        }

        SetGap(slot, toMs, IsInGap(in row) ? long.MaxValue : gapToMs);
        var site = sample.Present.HasFlag(SampleFields.Site) ? SiteIndex(sample.Site) : row.Site;
        while (fromMs < toMs)
        {
            var day = ShardDay.Of(fromMs);
            var partToMs = Math.Min(toMs, (day + 1) * ShardDay.LengthMs);
            AddLate(slot, site, day, Integrate(slot, hashrateThs, powerW, partToMs - fromMs, 0, TermsAt(site, fromMs), PricesAt(fromMs)));
            fromMs = partToMs;
        }
    }

    private void AddLate(int slot, int site, int day, in LedgerSums part)
    {
        if (day == _day)
        {
            _ledger[slot].Add(in part);
            CollectionsMarshal.AsSpan(_siteDays)[site] += part;
            return;
        }

        var index = _closedDays.FindIndex(closed => closed.Day == day);
        if (index < 0 || day < _day - LateDays)
        {
            return; // before the ledger began
        }

        var (closedDay, name, sums) = (_closedDays[index], _texts[_siteTexts[site]], part);
        _closedDays[index] = closedDay with
        {
            Sites = closedDay.Sites.Any(one => one.Site == name)
                ? [.. closedDay.Sites.Select(one => one.Site == name ? one with { Sums = one.Sums + sums } : one)]
                : [.. closedDay.Sites, new SiteLedger(name, sums)],
        };
        var key = (day, (ushort)slot, _rows[slot].Generation);
        _lateSums[key] = _lateSums.GetValueOrDefault(key) + part;
        CorrectionCount++;
    }

    /// <summary>A live sample ends the miner's gap, if it has one: what is left of it is the newest gap from now on.</summary>
    private void EndGap(int slot, long nowMs)
    {
        if (IsInGap(in _rows[slot]))
        {
            SetGap(slot, GapOf(slot).FromMs, nowMs);
        }
    }

    private bool IsInGap(in Row row) => NowMs - row.HeardAtMs > SilentAfterMs;

    /// <summary>What is left of a miner's newest gap; the one that it is in goes on to this moment.</summary>
    private (long FromMs, long ToMs) GapOf(int slot)
    {
        var silentFromMs = _rows[slot].HeardAtMs + SilentAfterMs;
        return !IsInGap(in _rows[slot])
            ? (_gapFromMs?[slot] ?? 0, Math.Min(_gapToMs?[slot] ?? 0, silentFromMs))
            : (_gapToMs?[slot] == long.MaxValue ? Math.Max(silentFromMs, _gapFromMs![slot]) : silentFromMs, NowMs); // it is open where late samples count already
    }

    private void SetGap(int slot, long fromMs, long toMs)
    {
        _gapFromMs ??= new long[Capacity];
        _gapToMs ??= new long[Capacity];
        (_gapFromMs[slot], _gapToMs[slot]) = (fromMs, toMs);
    }

    private void ForgetGap(int slot)
    {
        if (_gapFromMs is not null)
        {
            SetGap(slot, 0, 0);
        }
    }

    private void KeepPrices(long nowMs)
    {
        _pastPrices.Add((nowMs, _prices));
        ForgetPast(_pastPrices.FindIndex(past => past.FromMs > nowMs - s_staleAfterMs - ShardDay.LengthMs), _pastPrices);
    }

    private void KeepTerms(long nowMs)
    {
        if (_pastTerms.Count > 0 && _pastTerms[^1].Terms.AsSpan().SequenceEqual(CollectionsMarshal.AsSpan(_terms)))
        {
            return;
        }

        _pastTerms.Add((nowMs, [.. _terms]));
        ForgetPast(
            Math.Max(_pastTerms.FindIndex(past => past.FromMs > nowMs - s_staleAfterMs - ShardDay.LengthMs), _pastTerms.Count - TermsLimit + 1), _pastTerms);
    }

    /// <summary>Drops what ended before the first that is wanted: the one before it still holds when it begins.</summary>
    private static void ForgetPast<T>(int firstWanted, List<T> past)
    {
        if (firstWanted > 1)
        {
            past.RemoveRange(0, firstWanted - 1);
        }
    }

    private LedgerPrices PricesAt(long atMs)
    {
        var index = _pastPrices.FindLastIndex(past => past.FromMs <= atMs);
        return index < 0 ? LedgerPrices.Unknown : _pastPrices[index].Prices;
    }

    private SiteTerms TermsAt(int site, long atMs)
    {
        var index = Math.Max(0, _pastTerms.FindLastIndex(past => past.FromMs <= atMs));
        return index < _pastTerms.Count && site < _pastTerms[index].Terms.Length ? _pastTerms[index].Terms[site] : _terms[site];
    }

    private void WriteLateLedger(BinaryWriter writer)
    {
        writer.Write(CorrectionCount);
        WriteList(writer, _pastPrices, (w, past) =>
        {
            w.Write(past.FromMs);
            w.Write(past.Prices.HashpriceUsdPhDay);
            w.Write(past.Prices.HashvalueBtcPhDay);
        });
        WriteList(writer, _pastTerms, (w, past) =>
        {
            w.Write(past.FromMs);
            WriteList(w, past.Terms, WriteTerms);
        });
        WriteList(writer, [.. _lateSums.OrderBy(late => late.Key)], (w, late) => // equal shards have equal snapshots
        {
            w.Write(late.Key.Day);
            w.Write(late.Key.Slot);
            w.Write(late.Key.Generation);
            WriteSums(w, late.Value);
        });
        int[] gaps = _gapToMs is null ? [] : [.. Enumerable.Range(0, SlotCount).Where(slot => _gapToMs[slot] != 0)];
        WriteList(writer, gaps, (w, slot) =>
        {
            w.Write((ushort)slot);
            w.Write(_gapFromMs![slot]);
            w.Write(_gapToMs![slot]);
        });
    }

    private void ReadLateLedger(BinaryReader reader, byte version)
    {
        if (version < 5)
        {
            KeepPrices(NowMs); // what was worth how much before is not known
            return;
        }

        CorrectionCount = reader.ReadInt64();
        ReadList(reader, r => _pastPrices.Add((r.ReadInt64(), new LedgerPrices(r.ReadDouble(), r.ReadDouble()))));
        ReadList(reader, r =>
        {
            var fromMs = r.ReadInt64();
            var terms = new List<SiteTerms>();
            ReadList(r, inner => terms.Add(ReadTerms(inner)));
            _pastTerms.Add((fromMs, [.. terms]));
        });
        ReadList(reader, r => _lateSums.Add((r.ReadInt32(), r.ReadUInt16(), r.ReadByte()), ReadSums(r)));
        ReadList(reader, r => SetGap(r.ReadUInt16(), r.ReadInt64(), r.ReadInt64()));
    }

    private static void WriteTerms(BinaryWriter writer, SiteTerms terms)
    {
        writer.Write(terms.TariffUsdKwh ?? double.NaN);
        writer.Write(terms.Pue);
        writer.Write(terms.PoolFee);
        writer.Write(terms.OtherCostUsdPhDay);
        writer.Write(terms.AssumedEfficiencyJth ?? double.NaN);
    }

    private static SiteTerms ReadTerms(BinaryReader reader) => new(
        NullIfNaN(reader.ReadDouble()), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), NullIfNaN(reader.ReadDouble()));
}
