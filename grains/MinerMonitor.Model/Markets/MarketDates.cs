using System.Globalization;

namespace MinerMonitor.Model.Markets;

/// <summary>Days of daily figures: ISO dates, UTC.</summary>
internal static class MarketDates
{
    public const long DayMs = 86_400_000;

    public static bool TryParse(string? text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    /// <summary>A date that is known to be one.</summary>
    public static DateOnly Parse(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateOnly DayOf(long atMs) => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(atMs).UtcDateTime);

    public static long StartMs(DateOnly day) => new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Text of a number in a sentence.</summary>
    public static string Say(double value) => value.ToString("#,0.####", CultureInfo.InvariantCulture);
}
