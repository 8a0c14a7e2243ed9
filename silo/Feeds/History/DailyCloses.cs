namespace MinerMonitor.Silo.Feeds.History;

/// <summary>Closes of days at several venues, and the one price that comes of them.</summary>
/// <remarks>
/// Venues in USD count; one in USDT only where no other has the day. Of three or more the median is taken, of two the mean, and of one what it
/// says. Two that differ by more than 2 %, and a price that is more than twice or less than half of the one before it within 3 days, give
/// none: the day waits for another venue, or for a person who knows.
/// </remarks>
internal sealed class DailyCloses
{
    /// <summary>Venues further apart than this do not speak of the same price.</summary>
    public const double MaxDifference = 0.02;

    /// <summary>A price is held against the newest one of so many days before it.</summary>
    public const int DaysBefore = 3;

    private const double MaxFactor = 2;

    private readonly Dictionary<DateOnly, List<(string Venue, bool IsUsd, double Close)>> _closes = [];

    /// <summary>Takes a candle; answers what is wrong with it, as a short name, or null.</summary>
    public string? Add(CandleVenue venue, Candle candle)
    {
        var start = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(candle.StartSec, 0, 4_102_444_800));
        if (start.TimeOfDay != TimeSpan.Zero) return "not-a-day";
        if (!(candle.VolumeBtc > 0)) return "no-trades";
        if (!(candle.Close > 0) || !double.IsFinite(candle.Close) || candle.Low > candle.Close || candle.High < candle.Close) return "implausible";
        var day = DateOnly.FromDateTime(start.UtcDateTime);
        if (!_closes.TryGetValue(day, out var closes)) _closes[day] = closes = [];
        if (!closes.Exists(known => known.Venue == venue.Name)) closes.Add((venue.Name, venue.IsUsd, candle.Close));
        return null;
    }

    /// <summary>The price of a day and who says so; a fault as a short name where the venues do not give one; neither when none has the day.</summary>
    public (double? PriceUsd, string? Source, string? Fault) PriceOf(DateOnly day)
    {
        if (Closes(day) is not { Count: > 0 } closes) return (null, null, null);
        var median = Median(closes);
        var agreeing = closes.Where(close => Math.Abs(close.Close / median - 1) <= MaxDifference / 2).ToList();
        if (agreeing.Count == 0 || (closes.Count == 2 && agreeing.Count < 2)) return (null, null, "venues-disagree");
        var before = Enumerable.Range(1, DaysBefore).Select(back => Closes(day.AddDays(-back))).FirstOrDefault(known => known.Count > 0);
        if (before is not null && Math.Abs(Math.Log(median / Median(before))) > Math.Log(MaxFactor)) return (null, null, "implausible");
        var names = string.Join(", ", agreeing.Select(close => close.Venue).Order(StringComparer.Ordinal));
        return (median, agreeing.Count switch { 1 => names, 2 => $"mean of {names}", _ => $"median of {names}" }, null);
    }

    private static double Median(List<(string Venue, bool IsUsd, double Close)> closes) =>
        (closes[(closes.Count - 1) / 2].Close + closes[closes.Count / 2].Close) / 2;

    /// <summary>The closes that count for a day, lowest first.</summary>
    private List<(string Venue, bool IsUsd, double Close)> Closes(DateOnly day)
    {
        var all = _closes.GetValueOrDefault(day, []);
        return [.. all.Where(close => close.IsUsd || !all.Exists(other => other.IsUsd)).OrderBy(close => close.Close)];
    }
}
