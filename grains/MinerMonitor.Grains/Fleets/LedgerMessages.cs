using System.Collections.Immutable;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Fleets;

/// <summary>One UTC day of a fleet.</summary>
/// <param name="Day">Days since 1970-01-01.</param>
/// <param name="IsClosed">False: the day is under way, or a shard has not told of it yet.</param>
/// <param name="Samples">Samples applied on that day.</param>
/// <param name="Sites">By site.</param>
[GenerateSerializer, Immutable, Alias("mm.fleet.ledger-day")]
public sealed record FleetDay(
    [property: Id(0)] int Day, [property: Id(1)] bool IsClosed, [property: Id(2)] long Samples, [property: Id(3)] ImmutableArray<SiteLedger> Sites)
{
    /// <summary>Sums of all sites.</summary>
    public LedgerSums Sums => Sites.Aggregate(default(LedgerSums), (sum, site) => sum + site.Sums);

    /// <summary>A day from what each shard says of it.</summary>
    public static FleetDay Of(int day, bool isClosed, IEnumerable<ShardDay> parts)
    {
        var all = parts.ToList();
        return new FleetDay(day, isClosed, all.Sum(part => part.Samples), [.. all.SelectMany(part => part.Sites)
            .GroupBy(site => site.Site, StringComparer.Ordinal)
            .OrderBy(site => site.Key, StringComparer.Ordinal)
            .Select(site => new SiteLedger(site.Key, site.Aggregate(default(LedgerSums), (sum, part) => sum + part.Sums)))]);
    }
}

/// <summary>Days of a fleet, newest first.</summary>
/// <param name="World">World.</param>
/// <param name="AsOfMs">World time, Unix milliseconds.</param>
/// <param name="Days">The days.</param>
/// <param name="HasMore">True when there are older ones.</param>
[GenerateSerializer, Immutable, Alias("mm.fleet.ledger-book")]
public sealed record FleetLedgerBook(
    [property: Id(0)] string World, [property: Id(1)] long AsOfMs, [property: Id(2)] ImmutableArray<FleetDay> Days, [property: Id(3)] bool HasMore);

/// <summary>A fleet's closed days as they are stored: about 100 bytes a day and site.</summary>
[GenerateSerializer, Alias("mm.fleet.ledger-state")]
internal sealed class FleetLedgerState
{
    /// <summary>By day.</summary>
    [Id(0)] public SortedDictionary<int, FleetDay> Days { get; set; } = [];

    /// <summary>Last day that needs no more closing.</summary>
    [Id(1)] public int ClosedThrough { get; set; }

    /// <summary>Late samples that changed closed days and are in these.</summary>
    [Id(2)] public long CorrectionCount { get; set; }
}
