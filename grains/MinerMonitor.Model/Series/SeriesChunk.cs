namespace MinerMonitor.Model.Series;

/// <summary>Neighbouring buckets of one resolution, stored as one value. A step without values takes no room and makes no point.</summary>
[GenerateSerializer, Alias("mm.series.chunk")]
public sealed class SeriesChunk
{
    /// <summary>Buckets by their place in the chunk; <see cref="SeriesBucket.Count"/> 0 is a gap.</summary>
    [Id(0)] public SeriesBucket[] Buckets { get; set; } = [];

    /// <summary>Adds a value to the bucket of its time, which lies in this chunk.</summary>
    public void Add(SeriesResolution resolution, long atMs, double value)
    {
        ref var bucket = ref BucketAt(resolution, atMs);
        bucket = bucket.Merge(SeriesBucket.Of(atMs, value));
    }

    /// <summary>Puts a value in the place of all that the bucket of its time held.</summary>
    public void Replace(SeriesResolution resolution, long atMs, double value) =>
        BucketAt(resolution, atMs) = SeriesBucket.Of(atMs, value);

    /// <summary>Points of the chunk with number <paramref name="chunk"/>, oldest first; gaps are left out.</summary>
    public IEnumerable<SeriesPoint> Points(SeriesResolution resolution, long chunk)
    {
        for (var i = 0; i < Buckets.Length; i++)
        {
            if (Buckets[i].Count > 0) yield return new SeriesPoint(chunk * resolution.ChunkMs + i * resolution.StepMs, Buckets[i], resolution.StepMs);
        }
    }

    private ref SeriesBucket BucketAt(SeriesResolution resolution, long atMs)
    {
        var place = (int)((atMs - resolution.ChunkOf(atMs) * resolution.ChunkMs) / resolution.StepMs);
        if (place >= Buckets.Length)
        {
            // Grows with time: a chunk that has just begun is a small value to store.
            var grown = new SeriesBucket[Math.Min(resolution.BucketsPerChunk, Math.Max(place + 1, Buckets.Length * 2))];
            Buckets.CopyTo(grown, 0);
            Buckets = grown;
        }

        return ref Buckets[place];
    }
}
