using System.Collections.Immutable;
using MinerMonitor.Model.Series;

namespace MinerMonitor.Grains.Series;

/// <summary>History of one number at several resolutions. Key: world/series, for example <c>live/stress</c> or <c>live/fleet/acme/hashrate</c>.</summary>
[GrainInterfaceType("mm.series")]
public interface ISeriesGrain : IGrainWithStringKey
{
    /// <summary>
    /// Adds values. An old one goes into every resolution that still keeps its time. They are stored within a minute and at
    /// deactivation, so a crash costs at most a minute of history.
    /// </summary>
    /// <exception cref="ArgumentException">A value is not finite: absent numbers are left out, not written.</exception>
    [Alias("AppendAsync")]
    ValueTask AppendAsync(ImmutableArray<SeriesValue> values);

    /// <summary>Puts closed days in the place of what their daily buckets held, and stores them at once: imported history.</summary>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    [Alias("ReplaceDaysAsync")]
    ValueTask ReplaceDaysAsync(ImmutableArray<SeriesValue> days);

    /// <summary>Points from a time up to (not including) another, oldest first; gaps are missing points.</summary>
    /// <param name="fromMs">First moment, Unix milliseconds; null: 24 hours before the end.</param>
    /// <param name="toMs">End, Unix milliseconds; null: behind the newest value.</param>
    /// <param name="stepMs">Width of a point; null: the finest that gives at most 2,000 points.</param>
    [Alias("GetAsync")]
    ValueTask<SeriesSlice> GetAsync(long? fromMs, long? toMs, long? stepMs);

    /// <summary>Forgets everything: a replay that jumps back.</summary>
    [Alias("ResetAsync")]
    ValueTask ResetAsync();
}

/// <summary>A number at a time.</summary>
/// <param name="AtMs">World time, Unix milliseconds.</param>
/// <param name="Value">The number, finite, in the unit of its series.</param>
[GenerateSerializer, Immutable, Alias("mm.series.value")]
public readonly record struct SeriesValue([property: Id(0)] long AtMs, [property: Id(1)] double Value);

/// <summary>Part of a series.</summary>
/// <param name="StepMs">Width of one point, milliseconds: the one asked for, or the finest that still reaches back that far.</param>
/// <param name="Points">Points, oldest first.</param>
[GenerateSerializer, Immutable, Alias("mm.series.slice")]
public sealed record SeriesSlice([property: Id(0)] long StepMs, [property: Id(1)] ImmutableArray<SeriesPoint> Points);
