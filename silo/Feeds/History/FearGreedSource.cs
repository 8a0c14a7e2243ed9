using System.Globalization;
using System.Text.Json;
using MinerMonitor.Model.Stress;
using MinerMonitor.Model.Stress.History;

namespace MinerMonitor.Silo.Feeds.History;

/// <summary>Reads the whole history of Fear and Greed as alternative.me gives it: everything is a string, newest first.</summary>
internal static class FearGreedSource
{
    /// <summary>First day of the index.</summary>
    public static readonly DateOnly FirstDay = new(2018, 2, 1);

    /// <summary>Values of days that are over.</summary>
    /// <exception cref="FeedFormatException">The source says that it could not answer.</exception>
    public static IEnumerable<FearGreedRow> Read(JsonElement root, DateOnly today, Action<string> refuse)
    {
        if (root.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String)
            throw new FeedFormatException($"Fear & Greed answered '{error.GetString()}'.");
        foreach (var row in root.GetProperty("data").EnumerateArray())
        {
            var day = UtcDay.Of(long.Parse(row.GetProperty("timestamp").GetString()!, CultureInfo.InvariantCulture) * 1_000);
            var value = double.Parse(row.GetProperty("value").GetString()!, CultureInfo.InvariantCulture);
            if (day < FirstDay || !(value >= 0 && value <= 100)) refuse("implausible");
            else if (day < today) yield return new FearGreedRow(day, value);
        }
    }
}
