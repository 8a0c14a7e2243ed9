using System.Globalization;

namespace MinerMonitor.Silo.Live.Wire;

/// <summary>Days on the wire.</summary>
internal static class WireDates
{
    /// <summary>ISO date.</summary>
    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
