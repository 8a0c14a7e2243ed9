namespace MinerMonitor.Model.Markets;

/// <summary>BTC that went from miners to exchanges in one day: an estimate based on labels, revised later.</summary>
/// <param name="Date">Day, UTC.</param>
/// <param name="ToExchangesBtc">BTC of the day, or of the part of it that is known.</param>
/// <param name="ReportedAtMs">When it was reported, Unix milliseconds.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Origin">Where the number comes from.</param>
/// <param name="Coverage">Share of the day that is known, 0 to 1.</param>
[GenerateSerializer, Immutable, Alias("mm.market.miner-flow-report")]
public sealed record MinerFlowReport(
    [property: Id(0)] DateOnly Date,
    [property: Id(1)] double ToExchangesBtc,
    [property: Id(2)] long ReportedAtMs,
    [property: Id(3)] string Source,
    [property: Id(4)] string Origin,
    [property: Id(5)] double Coverage = 1);

/// <summary>A part of a day, as it was reported.</summary>
[GenerateSerializer, Immutable, Alias("mm.market.miner-flow-part")]
public sealed record MinerFlowPart([property: Id(0)] long FromMs, [property: Id(1)] long ToMs, [property: Id(2)] double Btc, [property: Id(3)] long ReportedAtMs);

/// <summary>Flows from miners to exchanges by day, reported whole or in parts; the newest report of a day or part counts.</summary>
[GenerateSerializer, Alias("mm.market.miner-flow-table")]
public sealed class MinerFlowTable
{
    private const int MaxDays = 400;

    // All coins that miners could ever hold; beyond it a unit is wrong.
    private const double MaxBtc = 2_000_000;

    private static readonly DateOnly s_firstBlock = new(2009, 1, 3);

    [Id(0)] private readonly SortedDictionary<DateOnly, MinerFlowReport> _days = [];
    [Id(1)] private readonly SortedDictionary<long, MinerFlowPart> _parts = [];

    /// <summary>All days, oldest first.</summary>
    public IReadOnlyCollection<MinerFlowReport> Days => _days.Values;

    /// <summary>Newest day that is whole; before the first one the newest.</summary>
    public MinerFlowReport? Newest => _days.Values.LastOrDefault(day => day.Coverage >= 1) ?? _days.Values.LastOrDefault();

    /// <summary>What is wrong with a report; null when nothing is.</summary>
    public MarketFault? FaultOf(string? date, double? toExchangesBtc, (long? FromMs, long? ToMs) part, long reportedAtMs, long nowMs)
    {
        if (toExchangesBtc is not { } btc) return MarketFault.Malformed("toExchangesBtc is missing: give the BTC of the day.");
        if (!(btc >= 0 && btc <= MaxBtc)) return MarketFault.OutOfRange($"toExchangesBtc is {MarketDates.Say(btc)}: give BTC of the day, 0 to 2,000,000.");
        var day = MarketDates.DayOf(part.FromMs ?? reportedAtMs);
        if (date is not null && !MarketDates.TryParse(date, out day)) return MarketFault.Malformed($"date is '{date}': give the day as yyyy-MM-dd.");
        if (day < s_firstBlock || day > MarketDates.DayOf(nowMs)) return MarketFault.OutOfRange($"date is {MarketDates.Iso(day)}: before the first block, or in the future.");
        if (part is { FromMs: null, ToMs: null }) return null;
        if (date is not null || part is not { FromMs: { } fromMs, ToMs: { } toMs })
            return MarketFault.Malformed("Give a date for a whole day, or the start and the end of a part of one.");
        if (toMs <= fromMs || MarketDates.DayOf(fromMs) != MarketDates.DayOf(toMs - 1))
            return MarketFault.OutOfRange("The end lies before the start, or on another UTC day: report each day by itself.");
        return _parts.Values.FirstOrDefault(known => known.FromMs < toMs && fromMs < known.ToMs && (known.FromMs, known.ToMs) != (fromMs, toMs)) is { } other
            ? MarketFault.OutOfRange($"It overlaps {Say(other.FromMs)} to {Say(other.ToMs)}, which was reported before: use the same cuts.")
            : null;
    }

    /// <summary>Takes a report of a whole day; without a date it is about the day of <paramref name="reportedAtMs"/>.</summary>
    public MarketFault? Report(string? date, double? toExchangesBtc, long reportedAtMs, string source, string origin, long nowMs, out bool changed) =>
        Report(date, toExchangesBtc, (null, null), reportedAtMs, source, origin, nowMs, out changed);

    /// <summary>Takes a report of a whole day, or of a part of one; a day that was reported whole is not put together from parts.</summary>
    public MarketFault? Report(
        string? date, double? toExchangesBtc, (long? FromMs, long? ToMs) part, long reportedAtMs, string source, string origin, long nowMs, out bool changed)
    {
        changed = false;
        if (FaultOf(date, toExchangesBtc, part, reportedAtMs, nowMs) is { } fault) return fault;
        var day = date is not null && MarketDates.TryParse(date, out var named) ? named : MarketDates.DayOf(part.FromMs ?? reportedAtMs);
        _days.TryGetValue(day, out var held);
        var report = new MinerFlowReport(day, toExchangesBtc!.Value, reportedAtMs, source, origin);
        if (part is { FromMs: { } fromMs, ToMs: { } toMs })
        {
            var isWhole = held is not null && PartsOf(day).Count == 0;
            if (isWhole || (_parts.TryGetValue(fromMs, out var known) && known.ReportedAtMs > reportedAtMs)) return null;
            _parts[fromMs] = new MinerFlowPart(fromMs, toMs, toExchangesBtc.Value, reportedAtMs);
            var parts = PartsOf(day);
            report = report with { ToExchangesBtc = parts.Sum(one => one.Btc), Coverage = parts.Sum(one => one.ToMs - one.FromMs) / (double)MarketDates.DayMs };
        }
        else if (held?.ReportedAtMs > reportedAtMs)
        {
            return null;
        }
        else
        {
            foreach (var one in PartsOf(day)) _parts.Remove(one.FromMs);
        }

        changed = held is null || held with { ReportedAtMs = reportedAtMs } != report;
        _days[day] = report;
        while (_days.Count > MaxDays)
        {
            foreach (var one in PartsOf(_days.Keys.First())) _parts.Remove(one.FromMs);
            _days.Remove(_days.Keys.First());
        }

        return null;
    }

    private List<MinerFlowPart> PartsOf(DateOnly day) => [.. _parts.Values.Where(part => MarketDates.DayOf(part.FromMs) == day)];

    private static string Say(long atMs) => DateTimeOffset.FromUnixTimeMilliseconds(atMs).ToString("yyyy-MM-dd'T'HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
