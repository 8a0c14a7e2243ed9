namespace MinerMonitor.Model.Stress.History;

/// <summary>The closed days of one world and every trailing window over them.</summary>
/// <remarks>
/// Last write wins: a changed day invalidates the sums and windows from that day on, and they are rebuilt when next asked for,
/// so the result never depends on the order of arrival. A window of n values needs n values and must not span many more than n
/// days (one day, or a twentieth of the window, may be absent); otherwise what needs it is null. Not thread-safe.
/// </remarks>
public sealed partial class DailyHistory(StressModelOptions options)
{
    private readonly SortedList<DateOnly, DailyRow> _rows = [];
    private readonly SortedList<int, DifficultyEpochRow> _epochs = [];
    private readonly SortedList<DateOnly, FearGreedRow> _fearGreed = [];
    private readonly SortedList<DateOnly, EtfFlowRow> _etfFlows = [];
    private readonly SortedList<DateOnly, EfficiencyRow> _efficiency = [];
    private readonly List<Derived> _derived = [];
    private EfficiencyCurve? _curve;

    public StressModelOptions Options => options;

    public IReadOnlyList<DailyRow> Rows => _rows.Values.AsReadOnly();

    public IReadOnlyList<DifficultyEpochRow> Epochs => _epochs.Values.AsReadOnly();

    public IReadOnlyList<FearGreedRow> FearGreed => _fearGreed.Values.AsReadOnly();

    public IReadOnlyList<EtfFlowRow> EtfFlows => _etfFlows.Values.AsReadOnly();

    public IReadOnlyList<EfficiencyRow> Efficiency => _efficiency.Values.AsReadOnly();

    public DateOnly? FirstDate => _rows.Count > 0 ? _rows.GetKeyAtIndex(0) : null;

    public DateOnly? LastDate => _rows.Count > 0 ? _rows.GetKeyAtIndex(_rows.Count - 1) : null;

    public DailyRow? Row(DateOnly date) => _rows.GetValueOrDefault(date);

    public DifficultyEpochRow? Epoch(int epoch) => _epochs.GetValueOrDefault(epoch);

    public void Upsert(DailyRow row)
    {
        _rows[row.Date] = row;
        var index = _rows.IndexOfKey(row.Date);
        if (index < _derived.Count) _derived.RemoveRange(index, _derived.Count - index);
    }

    public void Upsert(DifficultyEpochRow row) => _epochs[row.Epoch] = row;

    public void Upsert(FearGreedRow row) => _fearGreed[row.Date] = row;

    public void Upsert(EtfFlowRow row) => _etfFlows[row.Date] = row;

    public void Upsert(EfficiencyRow row)
    {
        _efficiency[row.Date] = row;
        _curve = null;
    }

    /// <summary>Takes in every row of a parsed table; labelled windows are no history and are left out.</summary>
    public void Upsert(HistoryTable table)
    {
        foreach (var row in table.Days) Upsert(row);
        foreach (var row in table.Epochs) Upsert(row);
        foreach (var row in table.FearGreed) Upsert(row);
        foreach (var row in table.EtfFlows) Upsert(row);
        foreach (var row in table.Efficiency) Upsert(row);
    }

    /// <summary>All windows as of the close of a day; null when the day is not part of the history.</summary>
    public DailyWindows? Windows(DateOnly date)
    {
        var index = _rows.IndexOfKey(date);
        if (index < 0) return null;
        Derive(index);
        var own = _derived[index];
        var windows = options.Windows;
        var peak7 = Highest(index, windows.HashPeak, row => row.HashShownThs);
        var peak14 = Highest(index, windows.HashPeak, row => row.HashMeanThs);
        var revenue = Mean(index, windows.RevenueShort, row => row.RevenueUsd) / Mean(index, windows.RevenueLong, row => row.RevenueUsd);
        var puell = own.IssuanceUsd / Mean(index, windows.RevenueLong, row => row.IssuanceUsd);
        var ribbon = Mean(index, windows.RibbonShort, row => row.HashrateThs) / Mean(index, windows.RibbonLong, row => row.HashrateThs);
        var etf = EtfFlow(date);
        var fear = LastUpTo(_fearGreed, date);
        return new DailyWindows
        {
            Date = date,
            Fit = own.Regression.Fit(date, options.Fit),
            FeePerBlockBtc = FeePerBlock(index),
            RevenueMultiple = Finite(revenue),
            PuellMultiple = Finite(puell),
            Hashrate7dEhs = own.HashShownThs / 1e6,
            Hashrate14dEhs = own.HashMeanThs / 1e6,
            Peak7dEhs = peak7 is { } top ? top.Value / 1e6 : null,
            Peak7dAtMs = peak7 is { } when ? UtcDay.StartMs(_rows.GetKeyAtIndex(when.Index)) : null,
            Drawdown7d = Finite(1 - own.HashShownThs / peak7?.Value),
            Drawdown14d = Finite(1 - own.HashMeanThs / peak14?.Value),
            HashRibbon = Finite(ribbon),
            DifficultyPeak = Highest(index, windows.DifficultyPeak, row => row.DifficultyEod)?.Value,
            DefaultSupportUsd = DefaultSupport(index),
            EtfFlowUsd = etf?.Usd,
            EtfReportDate = etf?.Date,
            FearGreed = fear is { } mood ? mood.Value : null,
            FearGreedDate = fear?.Date,
            EfficiencyJth = Curve().At(date).JoulesPerTerahash,
            EfficiencyAssumed = _efficiency.Count == 0,
        };
    }

    private (double Usd, DateOnly Date)? EtfFlow(DateOnly date)
    {
        var count = CountUpTo(_etfFlows, date);
        var reports = options.Windows.EtfReports;
        if (count < reports) return null;
        var sum = 0.0;
        for (var index = count - reports; index < count; index++) sum += _etfFlows.GetValueAtIndex(index).NetFlowUsdM;
        return (sum * 1e6, _etfFlows.GetKeyAtIndex(count - 1));
    }

    private EfficiencyCurve Curve() => _curve ??= new EfficiencyCurve(_efficiency.Count > 0
        ? _efficiency.Values.Select(row => new EfficiencyPoint(row.Date, row.JoulesPerTerahash))
        : options.Energy.NetworkEfficiency);

    private static T? LastUpTo<T>(SortedList<DateOnly, T> rows, DateOnly date) where T : struct
    {
        var count = CountUpTo(rows, date);
        return count > 0 ? rows.GetValueAtIndex(count - 1) : null;
    }

    private static int CountUpTo<T>(SortedList<DateOnly, T> rows, DateOnly date)
    {
        var (low, high) = (0, rows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (rows.GetKeyAtIndex(middle) <= date) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
