using System.Globalization;

namespace MinerMonitor.Model.Markets;

/// <summary>What one listed miner said about one month. Null is "not disclosed", unlike 0.</summary>
/// <param name="Ticker">Company ticker, upper case.</param>
/// <param name="Month">First day of the month.</param>
/// <param name="MinedBtc">BTC mined.</param>
/// <param name="SoldBtc">BTC sold.</param>
/// <param name="HeldBtc">BTC held at the end of the month.</param>
/// <param name="HashrateEhs">Hashrate at the end of the month, EH/s.</param>
/// <param name="ReportedAtMs">When it was reported, Unix milliseconds.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Origin">Where the numbers come from.</param>
[GenerateSerializer, Immutable, Alias("mm.market.treasury-report")]
public sealed record TreasuryReport(
    [property: Id(0)] string Ticker,
    [property: Id(1)] DateOnly Month,
    [property: Id(2)] double? MinedBtc,
    [property: Id(3)] double? SoldBtc,
    [property: Id(4)] double? HeldBtc,
    [property: Id(5)] double? HashrateEhs,
    [property: Id(6)] long ReportedAtMs,
    [property: Id(7)] string Source,
    [property: Id(8)] string Origin);

/// <summary>What listed miners mine, sell and hold, by company and month; the newest report of a month counts.</summary>
[GenerateSerializer, Alias("mm.market.treasury-table")]
public sealed class TreasuryTable
{
    private const int MaxRows = 5_000; // 40 companies for ten years
    private const double MaxBtc = 21_000_000;
    private const double MaxHashrateEhs = 100_000;
    private const double MaxDoubt = 0.05;

    [Id(0)] private readonly Dictionary<(string Ticker, DateOnly Month), TreasuryReport> _rows = [];

    /// <summary>All months, oldest first, by ticker within a month.</summary>
    public IEnumerable<TreasuryReport> Months =>
        _rows.Values.OrderBy(row => row.Month).ThenBy(row => row.Ticker, StringComparer.Ordinal);

    /// <summary>BTC held by all companies, each by its newest month that says so; null when none does.</summary>
    public double? HeldBtc()
    {
        var newest = _rows.Values.Where(row => row.HeldBtc is not null).GroupBy(row => row.Ticker).Select(rows => rows.MaxBy(row => row.Month)!).ToList();
        return newest.Count == 0 ? null : newest.Sum(row => row.HeldBtc);
    }

    /// <summary>What is wrong with a report; null when nothing is.</summary>
    public MarketFault? FaultOf(
        string? ticker, string? month, double? minedBtc, double? soldBtc, double? heldBtc, double? hashrateEhs, long nowMs)
    {
        var name = NameOf(ticker);
        if (name.Length is 0 or > 12 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-'))
        {
            return MarketFault.Malformed($"ticker is '{ticker}': give 1 to 12 letters, digits, dots or dashes, for example RIOT.");
        }

        if (MonthOf(month) is not { } first)
        {
            return MarketFault.Malformed($"month is '{month}': give yyyy-MM, month 01 to 12.");
        }

        if (first.Year < 2009 || first > MarketDates.DayOf(nowMs))
        {
            return MarketFault.OutOfRange($"month is {month}: before the first block, or in the future.");
        }

        if (minedBtc is null && soldBtc is null && heldBtc is null && hashrateEhs is null)
        {
            return MarketFault.Malformed("The month has no figure: give minedBtc, soldBtc, heldBtc or hashrateEhs.");
        }

        if (FigureRules.FaultOf(
            ("minedBtc", minedBtc, MaxBtc), ("soldBtc", soldBtc, MaxBtc), ("heldBtc", heldBtc, MaxBtc), ("hashrateEhs", hashrateEhs, MaxHashrateEhs)) is { } fault)
        {
            return fault;
        }

        return _rows.Count >= MaxRows && !_rows.ContainsKey((name, first)) ? MarketFault.OutOfRange($"{MaxRows} company months are held already.") : null;
    }

    /// <summary>Takes a report. What it does not disclose stays as it was disclosed before.</summary>
    public MarketFault? Report(
        string? ticker, string? month, double? minedBtc, double? soldBtc, double? heldBtc, double? hashrateEhs,
        long reportedAtMs, string source, string origin, long nowMs, out bool changed)
    {
        changed = false;
        if (FaultOf(ticker, month, minedBtc, soldBtc, heldBtc, hashrateEhs, nowMs) is { } fault) return fault;
        var (name, first) = (NameOf(ticker), MonthOf(month)!.Value);
        if (_rows.TryGetValue((name, first), out var held) && held.ReportedAtMs > reportedAtMs) return null;
        var report = new TreasuryReport(
            name, first, minedBtc ?? held?.MinedBtc, soldBtc ?? held?.SoldBtc, heldBtc ?? held?.HeldBtc, hashrateEhs ?? held?.HashrateEhs, reportedAtMs, source, origin);
        changed = held is null || held with { ReportedAtMs = reportedAtMs } != report;
        _rows[(name, first)] = report;
        return null;
    }

    /// <summary>What does not fit about a month: holdings are those of the month before, and mined, less sold; null when they are, or it cannot be told.</summary>
    public string? DoubtOf(string? ticker, string? month)
    {
        if (MonthOf(month) is not { } first || _rows.GetValueOrDefault((NameOf(ticker), first)) is not { MinedBtc: { } mined, SoldBtc: { } sold, HeldBtc: { } held } row
            || _rows.GetValueOrDefault((row.Ticker, first.AddMonths(-1)))?.HeldBtc is not { } before) return null;
        var expected = before + mined - sold;
        return Math.Abs(held - expected) <= MaxDoubt * Math.Max(held, expected)
            ? null
            : $"{row.Ticker} {first:yyyy-MM}: {MarketDates.Say(held)} BTC are held, but {MarketDates.Say(before)} + {MarketDates.Say(mined)} mined - {MarketDates.Say(sold)} sold is {MarketDates.Say(expected)}.";
    }

    private static string NameOf(string? ticker) => ticker?.Trim().ToUpperInvariant() ?? "";

    private static DateOnly? MonthOf(string? month) =>
        DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) ? first : null;
}
