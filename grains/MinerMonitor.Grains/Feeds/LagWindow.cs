namespace MinerMonitor.Grains.Feeds;

/// <summary>Delays of the last 1,024 readings.</summary>
internal sealed class LagWindow
{
    private const int Size = 1_024;
    private readonly double[] _lagsMs = new double[Size];
    private long _count;

    /// <summary>Adds one delay, milliseconds; negative when the source's clock runs ahead.</summary>
    public void Add(double lagMs) => _lagsMs[_count++ % Size] = lagMs;

    /// <summary>Median and 99th percentile, milliseconds, and by how much the source's clock runs ahead at least; null when unknown or not so.</summary>
    public (double? P50Ms, double? P99Ms, double? AheadMs) Read()
    {
        var known = (int)Math.Min(_count, Size);
        if (known == 0)
        {
            return default;
        }

        var sorted = _lagsMs[..known];
        Array.Sort(sorted);
        return (sorted[known / 2], sorted[known * 99 / 100], sorted[0] < 0 ? -sorted[0] : null);
    }
}
