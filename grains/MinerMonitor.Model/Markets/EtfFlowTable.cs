using System.Collections.Immutable;

namespace MinerMonitor.Model.Markets;

/// <summary>One trading day of U.S. spot bitcoin funds as somebody reported it.</summary>
/// <param name="Date">U.S. trading day.</param>
/// <param name="NetFlowUsdM">Net flow of all funds, million USD.</param>
/// <param name="Funds">Flow by fund, million USD; null is "not reported yet", unlike 0.</param>
/// <param name="Provisional">True while some funds have not reported.</param>
/// <param name="ReportedAtMs">When it was reported, Unix milliseconds: a newer report replaces an older one.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Origin">Where the number comes from.</param>
[GenerateSerializer, Immutable, Alias("mm.market.etf-report")]
public sealed record EtfReport(
    [property: Id(0)] DateOnly Date,
    [property: Id(1)] double NetFlowUsdM,
    [property: Id(2)] ImmutableSortedDictionary<string, double?> Funds,
    [property: Id(3)] bool Provisional,
    [property: Id(4)] long ReportedAtMs,
    [property: Id(5)] string Source,
    [property: Id(6)] string Origin);

/// <summary>Net flow of one calendar year.</summary>
/// <param name="Year">Year.</param>
/// <param name="NetFlowUsdM">Sum of its final days, million USD.</param>
/// <param name="Days">Final days that are known.</param>
/// <param name="From">First of them.</param>
/// <param name="IsFromStart">False when earlier days of the year are not known.</param>
[GenerateSerializer, Immutable, Alias("mm.market.etf-year")]
public sealed record EtfYear(
    [property: Id(0)] int Year,
    [property: Id(1)] double NetFlowUsdM,
    [property: Id(2)] int Days,
    [property: Id(3)] DateOnly From,
    [property: Id(4)] bool IsFromStart);

/// <summary>Daily net flows of U.S. spot bitcoin funds.</summary>
/// <remarks>
/// A day is final when every fund has reported or a later trading day has a row; until then its total is a partial sum, stays out of every
/// figure, and even its sign may change.
/// </remarks>
[GenerateSerializer, Alias("mm.market.etf-table")]
public sealed class EtfFlowTable
{
    /// <summary>First trading day of these funds.</summary>
    public static readonly DateOnly FirstDay = new(2024, 1, 11);

    /// <summary>No fund and no day ever moved this much, million USD: beyond it a unit is wrong.</summary>
    public const double MaxFlowUsdM = 10_000;

    /// <summary>Each fund is rounded to 0.1, so a sum may differ from the total by this much, million USD.</summary>
    public const double RoundingUsdM = 0.3;

    /// <summary>Reports in the sum that the model uses.</summary>
    public const int ReportsInSum = 5;

    private const int MaxFunds = 64;
    private const int MaxDays = 366 * 12;

    [Id(0)] private readonly SortedDictionary<DateOnly, EtfReport> _days = [];

    /// <summary>All days, oldest first.</summary>
    public IReadOnlyCollection<EtfReport> Days => _days.Values;

    /// <summary>Newest day.</summary>
    public EtfReport? Newest => _days.Count == 0 ? null : _days.Values.Last();

    /// <summary>What is wrong with a report; null when nothing is.</summary>
    public MarketFault? FaultOf(
        string? date, double? netFlowUsdM, IReadOnlyDictionary<string, double?>? funds, bool? provisional, long reportedAtMs, long nowMs)
    {
        if (!MarketDates.TryParse(date, out var day))
        {
            return MarketFault.Malformed($"date is '{date}': give the U.S. trading day as yyyy-MM-dd.");
        }

        if ((FaultOfDay(day, nowMs) ?? FaultOfFlows(netFlowUsdM, funds)) is { } fault)
        {
            return fault;
        }

        if (_days.TryGetValue(day, out var held) && held.ReportedAtMs > reportedAtMs)
        {
            return FaultOfTotal(netFlowUsdM, funds, provisional); // it changes nothing, so it has to fit only itself
        }

        var merged = Merge(held, funds);
        return merged.Count > MaxFunds
            ? MarketFault.OutOfRange($"The day names more than {MaxFunds} funds.")
            // Who calls a day final says all of it; others may add a fund to what was said before.
            : FaultOfTotal(netFlowUsdM, funds is null || provisional == false ? funds : merged, provisional);
    }

    /// <summary>Takes a report.</summary>
    /// <param name="date">ISO date of the trading day.</param>
    /// <param name="netFlowUsdM">Net flow, million USD; null: the sum of the funds.</param>
    /// <param name="funds">Flow by fund; null value: not reported yet. Funds that are absent keep what was said before.</param>
    /// <param name="provisional">True while some funds have not reported; null: as the funds say.</param>
    /// <param name="reportedAtMs">When it was reported; older than what is held: ignored.</param>
    /// <param name="source">Who says so.</param>
    /// <param name="origin">Where the number comes from.</param>
    /// <param name="nowMs">Now.</param>
    /// <param name="changed">True when the table changed.</param>
    public MarketFault? Report(
        string? date, double? netFlowUsdM, IReadOnlyDictionary<string, double?>? funds, bool? provisional,
        long reportedAtMs, string source, string origin, long nowMs, out bool changed)
    {
        changed = false;
        if (FaultOf(date, netFlowUsdM, funds, provisional, reportedAtMs, nowMs) is { } fault)
        {
            return fault;
        }

        var day = MarketDates.Parse(date!);

        if (_days.TryGetValue(day, out var held) && held.ReportedAtMs > reportedAtMs)
        {
            return null;
        }

        var merged = Merge(held, funds);
        var open = merged.Any(fund => fund.Value is null);
        var report = new EtfReport(day, netFlowUsdM ?? Sum(merged), merged, provisional ?? open, reportedAtMs, source, origin);
        changed = held is null || !Same(held, report);
        _days[day] = report;
        while (_days.Count > MaxDays)
        {
            _days.Remove(_days.Keys.First());
        }

        return null;
    }

    /// <summary>True while a day's total is a partial sum.</summary>
    public bool IsProvisional(EtfReport report) => report.Provisional && report.Date == _days.Keys.Last();

    /// <summary>Sum of the newest five final reports, million USD; null when fewer are known.</summary>
    public double? Sum5UsdM()
    {
        var newest = Final().TakeLast(ReportsInSum).ToList();
        return newest.Count < ReportsInSum ? null : newest.Sum(report => report.NetFlowUsdM);
    }

    /// <summary>Sum of the newest day's calendar year, million USD; null unless the table reaches back to that year's first trading days.</summary>
    public double? YearToDateUsdM()
    {
        if (Final().LastOrDefault() is not { } newest)
        {
            return null;
        }

        var year = newest.Date.Year;
        var complete = _days.Keys.First() <= new DateOnly(year, 1, 3) || (year == FirstDay.Year && _days.ContainsKey(FirstDay));
        return complete ? Final().Where(report => report.Date.Year == year).Sum(report => report.NetFlowUsdM) : null;
    }

    /// <summary>Sum of the final days of each calendar year, oldest first.</summary>
    public IEnumerable<EtfYear> Years()
    {
        var first = _days.Count == 0 ? FirstDay : _days.Keys.First();
        return Final().GroupBy(report => report.Date.Year).Select(year => new EtfYear(
            year.Key,
            year.Sum(report => report.NetFlowUsdM),
            year.Count(),
            year.First().Date,
            first <= new DateOnly(year.Key, 1, 4) || (year.Key == FirstDay.Year && _days.ContainsKey(FirstDay))));
    }

    /// <summary>True when a final day has another sign than the final day before it.</summary>
    public bool IsReversal(EtfReport report) =>
        !IsProvisional(report)
        && _days.Values.TakeWhile(day => day.Date < report.Date).LastOrDefault() is { } before
        && Math.Sign(before.NetFlowUsdM) * Math.Sign(report.NetFlowUsdM) < 0;

    /// <summary>Newest final day.</summary>
    public EtfReport? NewestFinal() => Final().LastOrDefault();

    private static MarketFault? FaultOfDay(DateOnly day, long nowMs)
    {
        if (day < FirstDay)
        {
            return MarketFault.OutOfRange($"date is {MarketDates.Iso(day)}: these funds began to trade on {MarketDates.Iso(FirstDay)}.");
        }

        if (day > MarketDates.DayOf(nowMs))
        {
            return MarketFault.OutOfRange($"date is {MarketDates.Iso(day)}, in the future: today is {MarketDates.Iso(MarketDates.DayOf(nowMs))}.");
        }

        return day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday
            ? MarketFault.OutOfRange($"date is {MarketDates.Iso(day)}, a {day.DayOfWeek}: funds report trading days only.")
            : null;
    }

    private static MarketFault? FaultOfFlows(double? netFlowUsdM, IReadOnlyDictionary<string, double?>? funds)
    {
        if (netFlowUsdM is null && (funds is null || funds.All(fund => fund.Value is null)))
        {
            return MarketFault.Malformed("netFlowUsdM is missing, and no fund has reported: give the total or at least one fund, in million USD.");
        }

        foreach (var (name, flow) in (funds ?? ImmutableDictionary<string, double?>.Empty).Append(new("netFlowUsdM", netFlowUsdM)))
        {
            if (name.Length is 0 or > 16)
            {
                return MarketFault.Malformed("A fund's name is empty or longer than 16 characters: use its ticker.");
            }

            if (flow is { } value && !(Math.Abs(value) <= MaxFlowUsdM))
            {
                return MarketFault.OutOfRange($"{name} is {MarketDates.Say(value)}: flows are in million USD, at most 10,000 either way.");
            }
        }

        return null;
    }

    private static MarketFault? FaultOfTotal(double? netFlowUsdM, IReadOnlyDictionary<string, double?>? funds, bool? provisional)
    {
        var open = funds?.FirstOrDefault(fund => fund.Value is null).Key;
        if (open is not null && provisional == false)
        {
            return MarketFault.Malformed($"The day is said to be final, but {open} has not reported: a day is final when every fund has.");
        }

        if (funds is null or { Count: 0 } || netFlowUsdM is not { } total || open is not null || provisional == true)
        {
            return null;
        }

        var sum = Sum(funds);
        return Math.Abs(sum - total) > RoundingUsdM
            ? MarketFault.OutOfRange($"The funds sum to {MarketDates.Say(sum)}, netFlowUsdM is {MarketDates.Say(total)}: they may differ by 0.3. Is a fund missing?")
            : null;
    }

    private static ImmutableSortedDictionary<string, double?> Merge(EtfReport? held, IReadOnlyDictionary<string, double?>? funds) =>
        (held?.Funds ?? ImmutableSortedDictionary<string, double?>.Empty).SetItems(funds ?? ImmutableDictionary<string, double?>.Empty);

    private static double Sum(IEnumerable<KeyValuePair<string, double?>> funds) => funds.Sum(fund => fund.Value ?? 0);

    private static bool Same(EtfReport a, EtfReport b) =>
        a.NetFlowUsdM.Equals(b.NetFlowUsdM) && a.Provisional == b.Provisional && a.Origin == b.Origin && a.Funds.SequenceEqual(b.Funds);

    private IEnumerable<EtfReport> Final() => _days.Values.Where(report => !IsProvisional(report));
}
