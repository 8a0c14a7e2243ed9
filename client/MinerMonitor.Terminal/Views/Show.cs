using System.Globalization;

namespace MinerMonitor.Terminal.Views;

/// <summary>Figures as people read them; a missing one is a dash, never a zero.</summary>
internal static class Show
{
    public const string Missing = "–";

    public static string Number(double? value, int decimals = 0) =>
        value is { } known ? known.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : Missing;

    public static string Usd(double? value, int decimals = 0) => value is { } known ? (known < 0 ? "-$" : "$") + Number(Math.Abs(known), decimals) : Missing;

    /// <summary>A fraction as percent, with its sign when asked for.</summary>
    public static string Percent(double? fraction, int decimals = 1, bool signed = false) => fraction is { } known
        ? (signed && known > 0 ? "+" : "") + Number(known * 100, decimals) + " %"
        : Missing;

    /// <summary>A fraction that a publication gave, in percent with its sign and no more digits than it had.</summary>
    public static string Said(double fraction) => (fraction * 100).ToString("+0.##;-0.##;0", CultureInfo.InvariantCulture) + " %";

    /// <summary>A time, UTC, to the second.</summary>
    public static string At(long? unixMs) => unixMs is { } known
        ? DateTimeOffset.FromUnixTimeMilliseconds(known).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : Missing;

    /// <summary>How long ago something was, as of a moment of the same clock.</summary>
    public static string Age(long? unixMs, long nowMs) => unixMs is { } known ? Span(TimeSpan.FromMilliseconds(Math.Max(0, nowMs - known))) : Missing;

    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => $"{(int)span.TotalSeconds} s",
        { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} min",
        { TotalHours: < 48 } => $"{(int)span.TotalHours} h",
        _ => $"{(int)span.TotalDays} d",
    };

    public static string Hashrate(double? ths) => ths switch
    {
        null => Missing,
        >= 1e6 => Number(ths / 1e6, 2) + " EH/s",
        >= 1e3 => Number(ths / 1e3, 2) + " PH/s",
        _ => Number(ths, 1) + " TH/s",
    };

    public static string Power(double? watts) => watts switch
    {
        null => Missing,
        >= 1e6 => Number(watts / 1e6, 2) + " MW",
        >= 1e3 => Number(watts / 1e3, 1) + " kW",
        _ => Number(watts) + " W",
    };
}
