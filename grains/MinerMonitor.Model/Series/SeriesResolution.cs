using System.Collections.Immutable;

namespace MinerMonitor.Model.Series;

/// <summary>A width of buckets, how many of them are stored together, and how long they are kept.</summary>
/// <param name="StepMs">Width of a bucket, milliseconds. Buckets begin at multiples of it since 1970.</param>
/// <param name="BucketsPerChunk">Buckets that are stored as one value: small enough to be rewritten often.</param>
/// <param name="KeepMs">How far back buckets are kept, milliseconds; null: for ever.</param>
public readonly record struct SeriesResolution(long StepMs, int BucketsPerChunk, long? KeepMs)
{
    private const long Second = 1000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    /// <summary>5 s for an hour, 1 min for a day, 10 min for 30 days, 1 day for ever; finest first. A series weighs about 300 KB.</summary>
    public static ImmutableArray<SeriesResolution> All { get; } =
    [
        new(5 * Second, 120, Hour),
        new(Minute, 120, Day),
        new(10 * Minute, 144, 30 * Day),
        new(Day, 128, null),
    ];

    /// <summary>The resolution that is kept for ever.</summary>
    public static SeriesResolution Daily => All[^1];

    /// <summary>Width of a chunk, milliseconds.</summary>
    public long ChunkMs => StepMs * BucketsPerChunk;

    /// <summary>Number of the chunk that a time falls into.</summary>
    public long ChunkOf(long atMs) => FloorDivide(atMs, ChunkMs);

    /// <summary>Start of the bucket that a time falls into.</summary>
    public long BucketStart(long atMs) => FloorDivide(atMs, StepMs) * StepMs;

    /// <summary>The oldest chunk that is kept when the newest value is of <paramref name="newestMs"/>.</summary>
    public long OldestChunk(long newestMs) => KeepMs is { } keep ? ChunkOf(newestMs - keep) : long.MinValue;

    /// <summary>
    /// The resolution to answer a question from: the coarsest whose step fits into <paramref name="stepMs"/> a whole number of times and
    /// that reaches back to <paramref name="fromMs"/>; where none does, the finest that reaches back.
    /// </summary>
    public static SeriesResolution For(long fromMs, long stepMs, long newestMs)
    {
        for (var i = All.Length - 1; i >= 0; i--)
        {
            if (stepMs % All[i].StepMs == 0 && All[i].Reaches(fromMs, newestMs)) return All[i];
        }

        return All.First(resolution => resolution.Reaches(fromMs, newestMs));
    }

    /// <summary>The finest step that reaches back and gives at most <paramref name="maxPoints"/> points.</summary>
    public static long StepFor(long fromMs, long toMs, long newestMs, int maxPoints)
    {
        foreach (var resolution in All)
        {
            if (resolution.Reaches(fromMs, newestMs) && (toMs - fromMs) / resolution.StepMs <= maxPoints) return resolution.StepMs;
        }

        var days = (toMs - fromMs) / Day / maxPoints + 1;
        return days * Day;
    }

    private bool Reaches(long fromMs, long newestMs) => KeepMs is null || ChunkOf(fromMs) >= OldestChunk(newestMs);

    private static long FloorDivide(long value, long divisor) =>
        value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor);
}
