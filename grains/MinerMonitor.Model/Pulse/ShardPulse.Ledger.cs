using System.Runtime.InteropServices;

namespace MinerMonitor.Model.Pulse;

/// <remarks>
/// Ledger. A reading holds from the receipt of its sample until that of the next one, at most for the time after which a miner is
/// silent (three report intervals): what lies beyond is a gap, counted by nothing but the miner's expected time, so it lowers the
/// coverage. Power that is not read is efficiency times hashrate, where that is known. Samples that come late count in a gap: see
/// <see cref="CountLate"/>. Money is taken at the prices of the last prices block and the terms of the site; where
/// either is not known, that sum does not grow and says so. Days are UTC; a day closes when world time passes midnight.
/// </remarks>
public sealed partial class ShardPulse
{
    /// <summary>Closed days that are kept for the fleet's ledger: a fleet that was down for less misses nothing.</summary>
    public const int DaysKept = 8;

    private readonly List<LedgerSums> _siteDays = [];
    private readonly List<ShardDay> _closedDays = [];
    private readonly List<(int Day, byte[] Column)> _unstoredDays = [];
    private RowLedger[] _ledger = new RowLedger[64];
    private LedgerPrices _prices = LedgerPrices.Unknown;
    private int _day;
    private long _appliedBeforeDay;

    /// <summary>Prices that the ledgers take now.</summary>
    public LedgerPrices Prices => _prices;

    /// <summary>Columns of closed days that are not stored yet.</summary>
    public IReadOnlyList<(int Day, byte[] Column)> UnstoredDays => _unstoredDays;

    /// <summary>Forgets a column that was stored.</summary>
    public void DayStored(int day) => _unstoredDays.RemoveAll(unstored => unstored.Day == day);

    /// <summary>Ledgers of the days from one to another, both included, oldest first; the day under way as it would be if it ended now.</summary>
    public IReadOnlyList<ShardDay> Days(int from, int to)
    {
        var days = _closedDays.Where(day => day.Day >= from && day.Day <= to).ToList();
        if (_day >= from && _day <= to && _day != 0)
        {
            var sums = _siteDays.ToList();
            for (var slot = 0; slot < SlotCount; slot++)
            {
                if (_rows[slot].Id is not null)
                {
                    sums[_rows[slot].Site] += Since(slot, NowMs);
                }
            }

            days.Add(DayOf(sums, isClosed: false));
        }

        return days;
    }

    /// <summary>Sums of one miner for the day under way, up to now.</summary>
    public LedgerSums Today(int slot)
    {
        var since = Since(slot, NowMs);
        return _ledger[slot].Sums() + since with { ExpectedMs = NowMs % ShardDay.LengthMs };
    }

    /// <summary>The day under way, days since 1970-01-01.</summary>
    public int Day => _day;

    private BlockResult ApplyPrices(byte[] block, long nowMs)
    {
        AccrueAll(nowMs);
        _prices = PricesBlock.Read(block);
        KeepPrices(nowMs);
        return default;
    }

    private void AccrueAll(long nowMs)
    {
        for (var slot = 0; slot < SlotCount; slot++)
        {
            if (_rows[slot].Id is not null)
            {
                Accrue(slot, nowMs);
            }
        }
    }

    /// <summary>Sums a row up to now; must come before anything changes that the sums depend on.</summary>
    private void Accrue(int slot, long nowMs)
    {
        ref var ledger = ref _ledger[slot];
        if (nowMs <= ledger.ThroughMs)
        {
            return;
        }

        var part = Since(slot, nowMs);
        ledger.ThroughMs = nowMs;
        ledger.Add(in part);
        CollectionsMarshal.AsSpan(_siteDays)[_rows[slot].Site] += part;
    }

    /// <summary>What a row adds between what is summed already and now.</summary>
    private LedgerSums Since(int slot, long nowMs)
    {
        ref readonly var row = ref _rows[slot];
        var fromMs = _ledger[slot].ThroughMs;
        if (row.State == MinerState.Retired || nowMs <= fromMs)
        {
            return default;
        }

        var coveredMs = Math.Min(nowMs, row.HeardAtMs + SilentAfterMs) - fromMs;
        if (row.AtMs == 0 || coveredMs <= 0 || (float.IsNaN(row.HashrateThs) && float.IsNaN(row.PowerW)))
        {
            return new LedgerSums { ExpectedMs = nowMs - fromMs };
        }

        return Integrate(slot, row.HashrateThs, row.PowerW, coveredMs, nowMs - fromMs, _terms[row.Site], _prices);
    }

    /// <summary>What readings of a slot's machine add in some time, NaN where there is none.</summary>
    private LedgerSums Integrate(
        int slot, float hashrateThs, float readPowerW, long coveredMs, long expectedMs, SiteTerms terms, in LedgerPrices prices)
    {
        ref readonly var row = ref _rows[slot];
        var seconds = coveredMs / 1000.0;
        var isHashing = !float.IsNaN(hashrateThs);
        var workTh = isHashing ? hashrateThs * seconds : 0;
        double efficiency = float.IsNaN(row.EfficiencyJth) ? terms.AssumedEfficiencyJth ?? double.NaN : row.EfficiencyJth;
        var powerW = float.IsNaN(readPowerW) ? efficiency * hashrateThs : readPowerW;
        var energyJ = powerW * seconds;
        var phDays = workTh / (1000 * 86_400.0);
        var keeps = 1 - terms.PoolFee;
        var tariff = _tariffOverrides.Count > 0 && _tariffOverrides.TryGetValue(slot, out var own) ? own : terms.TariffUsdKwh ?? double.NaN;
        var revenueUsd = isHashing ? keeps * prices.HashpriceUsdPhDay * phDays : double.NaN;
        var costUsd = (energyJ / 3.6e6 * terms.Pue * tariff) + (terms.OtherCostUsdPhDay * phDays);
        var (hasEnergy, hasRevenue, hasCost) = (!double.IsNaN(energyJ), !double.IsNaN(revenueUsd), !double.IsNaN(costUsd));
        return new LedgerSums
        {
            WorkTh = workTh,
            EnergyJ = hasEnergy ? energyJ : 0,
            RevenueUsd = hasRevenue ? revenueUsd : 0,
            ExpectedBtc = hasRevenue ? keeps * prices.HashvalueBtcPhDay * phDays : 0,
            CostUsd = hasCost ? costUsd : 0,
            MarginUsd = hasRevenue && hasCost ? revenueUsd - costUsd : 0,
            CoveredMs = isHashing ? coveredMs : 0,
            ExpectedMs = expectedMs,
            Known = (isHashing ? LedgerParts.Work : 0) | (hasEnergy ? LedgerParts.Energy : 0) | (hasRevenue ? LedgerParts.Revenue : 0)
                | (hasCost ? LedgerParts.Cost : 0) | (hasRevenue && hasCost ? LedgerParts.Margin : 0),
        };
    }

    /// <summary>Ends the day at midnight and begins the next one.</summary>
    private void CloseDay(long midnightMs)
    {
        AccrueAll(midnightMs);
        _closedDays.Add(DayOf(_siteDays, isClosed: true));
        if (_closedDays.Count > DaysKept)
        {
            _closedDays.RemoveAt(0);
        }

        _unstoredDays.Add((_day, LedgerColumn.Encode(_day, _rows.AsSpan(0, SlotCount), _ledger)));
        if (_unstoredDays.Count > LedgerColumn.Kept)
        {
            _unstoredDays.RemoveAt(0);
        }

        for (var slot = 0; slot < SlotCount; slot++)
        {
            _ledger[slot] = new RowLedger { ThroughMs = midnightMs };
        }

        CollectionsMarshal.AsSpan(_siteDays).Clear();
        _appliedBeforeDay = AppliedCount;
        _day = ShardDay.Of(midnightMs);
    }

    private ShardDay DayOf(List<LedgerSums> sums, bool isClosed) => new(
        _day,
        isClosed,
        AppliedCount - _appliedBeforeDay,
        [.. sums.Select((site, index) => new SiteLedger(_texts[_siteTexts[index]], site)).Where(site => site.Sums != default)]);

    private void WriteLedger(BinaryWriter writer)
    {
        writer.Write(_prices.HashpriceUsdPhDay);
        writer.Write(_prices.HashvalueBtcPhDay);
        writer.Write(_day);
        writer.Write(_appliedBeforeDay);
        foreach (var site in _siteDays) // as many as there are sites
        {
            WriteSums(writer, site);
        }

        WriteList(writer, _closedDays, (w, day) =>
        {
            w.Write(day.Day);
            w.Write(day.Samples);
            WriteList(w, day.Sites, (inner, site) =>
            {
                inner.Write(site.Site);
                WriteSums(inner, site.Sums);
            });
        });
        WriteList(writer, _unstoredDays, (w, day) =>
        {
            w.Write(day.Day);
            w.Write(day.Column.Length);
            w.Write(day.Column);
        });
    }

    private void ReadLedger(BinaryReader reader, byte version)
    {
        _prices = new LedgerPrices(reader.ReadDouble(), reader.ReadDouble());
        _day = reader.ReadInt32();
        _appliedBeforeDay = reader.ReadInt64();
        for (var site = 0; site < _siteDays.Count; site++)
        {
            _siteDays[site] = ReadSums(reader);
        }

        for (var slot = 0; slot < SlotCount && version < PlanesVersion; slot++)
        {
            if (_rows[slot].Id is not null)
            {
                _ledger[slot] = new RowLedger { ThroughMs = reader.ReadInt64() };
                _ledger[slot].Add(ReadSums(reader));
            }
        }

        ReadList(reader, r =>
        {
            var (day, samples) = (r.ReadInt32(), r.ReadInt64());
            var sites = new List<SiteLedger>();
            ReadList(r, inner => sites.Add(new SiteLedger(inner.ReadString(), ReadSums(inner))));
            _closedDays.Add(new ShardDay(day, true, samples, [.. sites]));
        });
        ReadList(reader, r => _unstoredDays.Add((r.ReadInt32(), r.ReadBytes(r.ReadInt32()))));
    }

    /// <summary>A snapshot from before there was a ledger: it begins now.</summary>
    private void BeginLedger()
    {
        _day = ShardDay.Of(NowMs);
        _appliedBeforeDay = AppliedCount;
        for (var slot = 0; slot < SlotCount; slot++)
        {
            _ledger[slot].ThroughMs = NowMs;
        }
    }

    private static void WriteSums(BinaryWriter writer, in LedgerSums sums)
    {
        writer.Write(sums.WorkTh);
        writer.Write(sums.EnergyJ);
        writer.Write(sums.ExpectedBtc);
        writer.Write(sums.RevenueUsd);
        writer.Write(sums.CostUsd);
        writer.Write(sums.MarginUsd);
        writer.Write(sums.CoveredMs);
        writer.Write(sums.ExpectedMs);
        writer.Write((byte)sums.Known);
    }

    private static LedgerSums ReadSums(BinaryReader reader) => new()
    {
        WorkTh = reader.ReadDouble(),
        EnergyJ = reader.ReadDouble(),
        ExpectedBtc = reader.ReadDouble(),
        RevenueUsd = reader.ReadDouble(),
        CostUsd = reader.ReadDouble(),
        MarginUsd = reader.ReadDouble(),
        CoveredMs = reader.ReadInt64(),
        ExpectedMs = reader.ReadInt64(),
        Known = (LedgerParts)reader.ReadByte(),
    };
}
