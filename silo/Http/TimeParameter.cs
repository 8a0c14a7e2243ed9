using System.Globalization;

namespace MinerMonitor.Silo.Http;

/// <summary>Times in queries.</summary>
internal static class TimeParameter
{
    /// <summary>What to write.</summary>
    public const string Remedy = "from and to are Unix milliseconds, or ISO times such as 2026-02-05T00:00:00Z.";

    /// <summary>Reads Unix milliseconds or an ISO time; an absent one is null, and fine.</summary>
    public static bool TryParse(string? text, out long? atMs)
    {
        atMs = null;
        if (text is null) return true;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && number <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            atMs = number;
        }
        else if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            atMs = time.ToUnixTimeMilliseconds();
        }

        return atMs is not null;
    }
}
