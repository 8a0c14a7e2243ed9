namespace MinerMonitor.Grains.Series;

/// <summary>Which chunks of a series are stored. The chunks themselves are values of their own.</summary>
[GenerateSerializer, Alias("mm.series.manifest")]
internal sealed class SeriesManifest
{
    /// <summary>Newest value's time, Unix milliseconds; null for an empty series.</summary>
    [Id(0)] public long? NewestMs { get; set; }

    /// <summary>Numbers of stored chunks by the step of their resolution, milliseconds.</summary>
    [Id(1)] public Dictionary<long, SortedSet<long>> Chunks { get; set; } = [];
}
