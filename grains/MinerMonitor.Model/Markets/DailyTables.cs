namespace MinerMonitor.Model.Markets;

/// <summary>One day of Fear and Greed.</summary>
/// <param name="Date">Day, UTC.</param>
/// <param name="Value">0 (extreme fear) to 100 (extreme greed).</param>
/// <param name="Label">The source's own word for it; null: what the source usually says.</param>
/// <param name="ReportedAtMs">When it was reported: the day's value may be revised.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Origin">Where the number comes from.</param>
[GenerateSerializer, Immutable, Alias("mm.market.sentiment-report")]
public sealed record SentimentReport(
    [property: Id(0)] DateOnly Date,
    [property: Id(1)] int Value,
    [property: Id(2)] string? Label,
    [property: Id(3)] long ReportedAtMs,
    [property: Id(4)] string Source,
    [property: Id(5)] string Origin);

/// <summary>Fear and Greed by day. A day's value may be revised; the newest report counts.</summary>
[GenerateSerializer, Alias("mm.market.sentiment-table")]
public sealed class SentimentTable
{
    /// <summary>First day of the index.</summary>
    public static readonly DateOnly FirstDay = new(2018, 2, 1);

    private const int MaxDays = 400;

    [Id(0)] private readonly SortedDictionary<DateOnly, SentimentReport> _days = [];

    /// <summary>All days, oldest first.</summary>
    public IReadOnlyCollection<SentimentReport> Days => _days.Values;

    /// <summary>Newest day.</summary>
    public SentimentReport? Newest => _days.Count == 0 ? null : _days.Values.Last();

    /// <summary>Takes a report. Without a date it is about the day of <paramref name="reportedAtMs"/>.</summary>
    public MarketFault? Report(
        string? date, double? value, string? label, long reportedAtMs, string source, string origin, long nowMs, out bool changed)
    {
        changed = false;
        if (value is not { } index)
        {
            return MarketFault.Malformed("value is missing: give Fear and Greed, 0 to 100.");
        }

        if (!(index >= 0 && index <= 100) || index != Math.Round(index))
        {
            return MarketFault.OutOfRange($"value is {MarketDates.Say(index)}: Fear and Greed is a whole number from 0 to 100.");
        }

        var day = MarketDates.DayOf(reportedAtMs);
        if (date is not null && !MarketDates.TryParse(date, out day))
        {
            return MarketFault.Malformed($"date is '{date}': give the day as yyyy-MM-dd.");
        }

        if (day < FirstDay || day > MarketDates.DayOf(nowMs))
        {
            return MarketFault.OutOfRange($"date is {MarketDates.Iso(day)}: the index began on 2018-02-01 and has no future days.");
        }

        if (_days.TryGetValue(day, out var held) && held.ReportedAtMs > reportedAtMs)
        {
            return null;
        }

        var report = new SentimentReport(day, (int)index, label, reportedAtMs, source, origin);
        changed = held is null || held with { ReportedAtMs = reportedAtMs } != report;
        _days[day] = report;
        while (_days.Count > MaxDays)
        {
            _days.Remove(_days.Keys.First());
        }

        return null;
    }
}
