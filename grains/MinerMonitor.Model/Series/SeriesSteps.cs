namespace MinerMonitor.Model.Series;

/// <summary>Joins the buckets of a resolution into wider steps.</summary>
public static class SeriesSteps
{
    /// <summary>Points of width <paramref name="stepMs"/> whose step overlaps [from, to), oldest first. The input is oldest first as well.</summary>
    public static IEnumerable<SeriesPoint> Join(IEnumerable<SeriesPoint> points, long fromMs, long toMs, long stepMs)
    {
        SeriesPoint? open = null;
        foreach (var point in points)
        {
            var start = point.StartMs - Modulo(point.StartMs, stepMs);
            if (start + stepMs <= fromMs || start >= toMs) continue;
            if (open is { } current && current.StartMs == start)
            {
                open = current with { Bucket = current.Bucket.Merge(point.Bucket) };
                continue;
            }

            if (open is { } done) yield return done;
            open = new SeriesPoint(start, point.Bucket, stepMs);
        }

        if (open is { } last) yield return last;
    }

    private static long Modulo(long value, long divisor) => ((value % divisor) + divisor) % divisor;
}
