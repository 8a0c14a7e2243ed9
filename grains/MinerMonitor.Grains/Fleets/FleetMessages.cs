using System.Collections.Immutable;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Model.Economics;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Fleets;

/// <summary>A fleet's settings.</summary>
/// <param name="World">World; cannot change.</param>
/// <param name="Operator">Operator, or null.</param>
/// <param name="CountInSector">True when it takes part in <c>stressWithFleets</c>.</param>
/// <param name="ReportInterval">Interval at which miners report.</param>
/// <param name="Sites">Terms by site; a tariff that moves stands in <paramref name="Tariffs"/> instead.</param>
/// <param name="Shards">Number of shards; set by the fleet alone.</param>
/// <param name="FirstShard">Number of the first shard: those of a deleted fleet of the same name are never used again; set by the fleet alone.</param>
/// <param name="Tariffs">Tariffs that move, by site; null: there are none.</param>
[GenerateSerializer, Immutable, Alias("mm.fleet.description")]
public sealed record FleetDescription(
    [property: Id(0)] string World,
    [property: Id(1)] string? Operator,
    [property: Id(2)] bool CountInSector,
    [property: Id(3)] TimeSpan ReportInterval,
    [property: Id(4)] ImmutableDictionary<string, SiteTerms> Sites,
    [property: Id(5)] int Shards = 0,
    [property: Id(6)] int FirstShard = 0,
    [property: Id(7)] ImmutableDictionary<string, TariffSchedule>? Tariffs = null);

/// <summary>What became of new settings.</summary>
[GenerateSerializer, Alias("mm.fleet.configure-outcome")]
public enum ConfigureOutcome
{
    Unknown = 0,

    /// <summary>The fleet was made.</summary>
    Created = 1,

    /// <summary>The fleet has the new settings.</summary>
    Updated = 2,

    /// <summary>The fleet belongs to another world, for good.</summary>
    OtherWorld = 3,
}

/// <summary>Where miners live.</summary>
/// <param name="Addresses">One a miner, in the order asked.</param>
/// <param name="Added">Miners that the fleet did not have before.</param>
[GenerateSerializer, Immutable, Alias("mm.fleet.placement")]
public sealed record MinerPlacement([property: Id(0)] ImmutableArray<MinerAddress> Addresses, [property: Id(1)] int Added);

/// <summary>Live totals of a fleet.</summary>
[GenerateSerializer, Immutable, Alias("mm.fleet.figures")]
public sealed record FleetFigures
{
    [Id(0)] public required string Fleet { get; init; }
    [Id(1)] public required FleetDescription Description { get; init; }
    [Id(2)] public required long AsOfMs { get; init; }
    [Id(3)] public required SampleTotals Samples { get; init; }
    [Id(4)] public required TallyFigures Totals { get; init; }
    [Id(5)] public required ImmutableArray<SiteFigures> Sites { get; init; }

    /// <summary>Hashprice of the money figures, USD per PH/s and day; null when it is not known now.</summary>
    [Id(6)] public double? HashpriceUsdPhDay { get; init; }

    /// <summary>Its bitcoin; null while nothing was reported.</summary>
    [Id(7)] public TreasuryFigures? Treasury { get; init; }
}

/// <summary>Totals of a site.</summary>
/// <param name="Site">Site.</param>
/// <param name="Terms">Its terms as they were set; null: nobody did.</param>
/// <param name="Totals">Totals.</param>
/// <param name="Tariff">Its tariff, where it moves.</param>
/// <param name="Quote">What that costs now.</param>
[GenerateSerializer, Immutable, Alias("mm.fleet.site-figures")]
public sealed record SiteFigures(
    [property: Id(0)] string Site,
    [property: Id(1)] SiteTerms? Terms,
    [property: Id(2)] TallyFigures Totals,
    [property: Id(3)] TariffSchedule? Tariff = null,
    [property: Id(4)] TariffQuote? Quote = null);

/// <summary>A tally as figures. Absent is null.</summary>
[GenerateSerializer, Immutable, Alias("mm.fleet.tally-figures")]
public sealed record TallyFigures
{
    /// <summary>Miners by <see cref="MinerState"/>.</summary>
    [Id(0)] public required ImmutableArray<int> Miners { get; init; }

    /// <summary>Fresh hashrate, TH/s.</summary>
    [Id(1)] public required double HashrateThs { get; init; }

    /// <summary>Nominal hashrate of all but retired miners, TH/s.</summary>
    [Id(2)] public required double NominalHashrateThs { get; init; }

    /// <summary>Power of fresh miners that report it, W.</summary>
    [Id(3)] public required double PowerW { get; init; }

    /// <summary>Power over hashrate of miners that report both, J/TH.</summary>
    [Id(4)] public double? EfficiencyJth { get; init; }

    /// <summary>Share of nominal hashrate that is fresh, 0 to 1.</summary>
    [Id(5)] public double? Coverage { get; init; }

    /// <summary>Share of fresh hashrate whose break-even is known, 0 to 1.</summary>
    [Id(6)] public double? EconomicsCoverage { get; init; }

    /// <summary>Fresh hashrate whose break-even is known, TH/s.</summary>
    [Id(7)] public double PricedThs { get; init; }

    /// <summary>Hashrate-weighted mean break-even, USD per PH/s and day.</summary>
    [Id(8)] public double? BreakEvenHashpriceUsdPhDay { get; init; }

    /// <summary>Margin of that hashrate, USD per day.</summary>
    [Id(9)] public double? MarginUsdDay { get; init; }

    /// <summary>Revenue of that hashrate after pool fees, USD per day.</summary>
    [Id(10)] public double? RevenueUsdDay { get; init; }

    /// <summary>Share of that hashrate that loses money, 0 to 1.</summary>
    [Id(11)] public double? ShareUnderWater { get; init; }
}

/// <summary>Answer of <see cref="IFleetGrain.WhatIfAsync"/>, TH/s of nominal hashrate.</summary>
[GenerateSerializer, Immutable, Alias("mm.fleet.under-water")]
public readonly record struct FleetUnderWater(
    [property: Id(0)] double UnderWaterThs,
    [property: Id(1)] double KnownThs,
    [property: Id(2)] double NominalThs)
{
    /// <summary>Cash margin of the nominal hashrate whose break-even is known, USD per day, were all of it hashing.</summary>
    [Id(3)] public double MarginUsdDay { get; init; }

    /// <summary>Hashprice that the fleet as a whole breaks even at: mean by nominal hashrate, USD per PH/s and day; null when none is known.</summary>
    [Id(4)] public double? BreakEvenHashpriceUsdPhDay { get; init; }
}

/// <summary>A fleet as it is stored.</summary>
[GenerateSerializer, Alias("mm.fleet.state")]
internal sealed class FleetState
{
    /// <summary>Null: there is no such fleet.</summary>
    [Id(0)] public FleetDescription? Description { get; set; }

    /// <summary>First shard of the next fleet of this name.</summary>
    [Id(1)] public int NextFirstShard { get; set; }
}
