using System.Collections.Immutable;

namespace MinerMonitor.Model.Markets;

/// <summary>Liquidations of all venues over the last 24 hours: a lower bound, for venues publish samples.</summary>
/// <param name="TotalUsd">Both sides; null when nothing was ever heard.</param>
/// <param name="LongUsd">Longs of the venues that give a split.</param>
/// <param name="ShortUsd">Shorts of the venues that give a split.</param>
/// <param name="SinceMs">Since when venues were heard, not further back than the window.</param>
/// <param name="HeardAtMs">Last sign of life of any venue.</param>
/// <param name="KnownShare">Coverage of the largest venue; 1 where a venue pushes its own rolling figure.</param>
/// <param name="Venues">Each venue.</param>
/// <param name="LastHour">The last 60 minutes of the venues that give a split; null when none does.</param>
/// <param name="Bitcoin">Bitcoin alone, 24 hours, of the venues that name coins; null when none does.</param>
/// <param name="Largest">Largest single event of the 24 hours; null when there was none.</param>
public sealed record LiquidationTotals(
    double? TotalUsd, double? LongUsd, double? ShortUsd, long? SinceMs, long? HeardAtMs, double KnownShare, ImmutableArray<VenueTotal> Venues,
    SidedUsd? LastHour, SidedUsd? Bitcoin, Liquidation? Largest);

/// <summary>Liquidations of one venue over the last 24 hours.</summary>
/// <param name="Venue">Venue.</param>
/// <param name="LongUsd">Longs; null where the venue gives no split.</param>
/// <param name="ShortUsd">Shorts; null where the venue gives no split.</param>
/// <param name="TotalUsd">Both sides; null when its own rolling figure is too old.</param>
/// <param name="Coverage">Share of the 24 hours in which the venue was heard; null for a venue that pushes its own rolling figure.</param>
/// <param name="HeardAtMs">Last sign of life, Unix milliseconds.</param>
/// <param name="LastHour">The last 60 minutes; null where the venue gives no split.</param>
/// <param name="Bitcoin">Bitcoin alone, 24 hours; null where no event named its coin.</param>
public sealed record VenueTotal(
    string Venue, double? LongUsd, double? ShortUsd, double? TotalUsd, double? Coverage, long HeardAtMs, SidedUsd? LastHour, SidedUsd? Bitcoin);

/// <summary>A sum by side.</summary>
/// <param name="LongUsd">Longs, USD.</param>
/// <param name="ShortUsd">Shorts, USD.</param>
[GenerateSerializer, Immutable, Alias("mm.market.sided-usd")]
public sealed record SidedUsd([property: Id(0)] double LongUsd, [property: Id(1)] double ShortUsd)
{
    /// <summary>Sum of those that are known; null when none is.</summary>
    public static SidedUsd? Sum(IEnumerable<SidedUsd?> parts)
    {
        var known = parts.OfType<SidedUsd>().ToList();
        return known.Count == 0 ? null : new SidedUsd(known.Sum(part => part.LongUsd), known.Sum(part => part.ShortUsd));
    }
}
