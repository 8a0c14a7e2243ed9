using System.Collections.Immutable;

namespace MinerMonitor.Grains.Series;

/// <summary>History of one number at several resolutions. Key: world/series, for example <c>live/stress</c> or <c>live/fleet/acme/hashrate</c>.</summary>
[GrainInterfaceType("mm.series")]
public interface ISeriesGrain : IGrainWithStringKey
{
    /// <summary>Adds points, oldest first. A point older than the newest one goes into its own bucket while that is kept; NaN is refused.</summary>
    [Alias("AppendAsync")]
    ValueTask AppendAsync(ImmutableArray<SeriesValue> values);

    /// <summary>Forgets everything: a replay that jumps back.</summary>
    [Alias("ResetAsync")]
    ValueTask ResetAsync();
}

/// <summary>A number at a time.</summary>
/// <param name="AtMs">World time, Unix milliseconds.</param>
/// <param name="Value">The number, finite, in the unit of its series.</param>
[GenerateSerializer, Immutable, Alias("mm.series.value")]
public readonly record struct SeriesValue([property: Id(0)] long AtMs, [property: Id(1)] double Value);
