namespace MinerMonitor.Model.Series;

/// <summary>Values of one step: how many, their sum, extremes and the last one. A bucket without a value does not exist.</summary>
/// <param name="Count">Number of values, above zero.</param>
/// <param name="Sum">Their sum.</param>
/// <param name="Min">Lowest.</param>
/// <param name="Max">Highest.</param>
/// <param name="Last">The one with the latest time; of two with one time the later to arrive.</param>
/// <param name="LastAtMs">Its time, Unix milliseconds.</param>
[GenerateSerializer, Immutable, Alias("mm.series.bucket")]
public readonly record struct SeriesBucket(
    [property: Id(0)] int Count,
    [property: Id(1)] double Sum,
    [property: Id(2)] double Min,
    [property: Id(3)] double Max,
    [property: Id(4)] double Last,
    [property: Id(5)] long LastAtMs)
{
    /// <summary>Mean of the values.</summary>
    public double Mean => Sum / Count;

    /// <summary>A bucket of one value.</summary>
    public static SeriesBucket Of(long atMs, double value) => new(1, value, value, value, value, atMs);

    /// <summary>This bucket and the values of another.</summary>
    public SeriesBucket Merge(SeriesBucket other)
    {
        if (Count == 0) return other;
        if (other.Count == 0) return this;
        var later = other.LastAtMs >= LastAtMs;
        return new SeriesBucket(
            Count + other.Count,
            Sum + other.Sum,
            Math.Min(Min, other.Min),
            Math.Max(Max, other.Max),
            later ? other.Last : Last,
            later ? other.LastAtMs : LastAtMs);
    }
}

/// <summary>A bucket with its place in time.</summary>
/// <param name="StartMs">Start of the step, Unix milliseconds.</param>
/// <param name="Bucket">Values of the step.</param>
/// <param name="StepMs">Width of the step, milliseconds.</param>
[GenerateSerializer, Immutable, Alias("mm.series.point")]
public readonly record struct SeriesPoint(
    [property: Id(0)] long StartMs, [property: Id(1)] SeriesBucket Bucket, [property: Id(2)] long StepMs);
