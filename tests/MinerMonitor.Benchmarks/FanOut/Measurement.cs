using MinerMonitor.Benchmarks.FanOut.Viewers;

namespace MinerMonitor.Benchmarks.FanOut;

/// <summary>What one measurement of one system gave; times in milliseconds.</summary>
/// <param name="SincePublished">Latencies from publishing to receipt, ascending.</param>
/// <param name="SinceTick">Latencies from what made the server publish to receipt, ascending.</param>
/// <param name="Missing">Frames that did not arrive at viewers.</param>
/// <param name="Lost">Connections of measured viewers that broke.</param>
/// <param name="CpuUs">Processor time of the server for one frame at one viewer, microseconds, with whatever else it did.</param>
/// <param name="ConnectedSec">How long connecting and subscribing all measured viewers took.</param>
/// <param name="ReconnectedSec">How long the storm took; null without one.</param>
internal sealed record Measurement(
    double[] SincePublished, double[] SinceTick, int Missing, int Lost, double CpuUs, double ConnectedSec, double? ReconnectedSec)
{
    /// <summary>Relates receipts to ticks.</summary>
    /// <param name="receipts">What was received.</param>
    /// <param name="publishedAtMs">When each frame was published, Unix milliseconds.</param>
    /// <param name="ticks">When each frame was asked for.</param>
    /// <param name="viewers">Viewers.</param>
    public static (double[] SincePublished, double[] SinceTick, int Missing) Relate(
        Receipt[] receipts, Dictionary<int, long> publishedAtMs, IReadOnlyDictionary<int, Tick> ticks, int viewers)
    {
        var seen = new HashSet<(int, int)>();
        var sincePublished = new List<double>(receipts.Length);
        var sinceTick = new List<double>(receipts.Length);
        foreach (var (viewer, frame, at) in receipts)
        {
            if (!ticks.TryGetValue(frame, out var tick) || !seen.Add((viewer, frame)))
            {
                continue;
            }

            var ms = (at - tick.At) * 1000.0 / TimeProvider.System.TimestampFrequency;
            sinceTick.Add(ms);
            sincePublished.Add(ms - (publishedAtMs[frame] - tick.AtUnixMs));
        }

        sincePublished.Sort();
        sinceTick.Sort();
        return ([.. sincePublished], [.. sinceTick], (ticks.Count * viewers) - seen.Count);
    }

    /// <summary>Value below which a share of ascending values lies.</summary>
    public static double At(double[] values, double share) =>
        values.Length == 0 ? double.NaN : values[Math.Min(values.Length - 1, (int)(values.Length * share))];

    /// <summary>The middle of some values.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return ordered.Length == 0 ? double.NaN : (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }
}
