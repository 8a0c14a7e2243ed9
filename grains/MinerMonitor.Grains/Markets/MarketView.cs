using System.Collections.Immutable;
using MinerMonitor.Model.Markets;

namespace MinerMonitor.Grains.Markets;

/// <summary>One market as its owner sees it. Exactly one kind of section belongs to each market.</summary>
[GenerateSerializer, Immutable, Alias("mm.market.view")]
public sealed record MarketView(
    [property: Id(0)] string World,
    [property: Id(1)] string Market,
    [property: Id(2)] long AsOfMs,
    [property: Id(3)] MarketReading Reading,
    [property: Id(4)] MarketSection Section);

/// <summary>Headline value of a market with its age.</summary>
[GenerateSerializer, Immutable, Alias("mm.market.reading")]
public sealed record MarketReading(
    [property: Id(0)] string Id,
    [property: Id(1)] double? Value,
    [property: Id(2)] string Unit,
    [property: Id(3)] long? AtMs,
    [property: Id(4)] long AgeLimitMs,
    [property: Id(5)] string State,
    [property: Id(6)] string? Origin,
    [property: Id(7)] string? Source,
    [property: Id(8)] string? MissingReason);

/// <summary>What only one kind of market has.</summary>
[GenerateSerializer, Immutable, Alias("mm.market.section")]
public abstract record MarketSection;

/// <summary>Composite price and its venues.</summary>
[GenerateSerializer, Immutable, Alias("mm.market.spot-section")]
public sealed record SpotSection(
    [property: Id(0)] double? PriceUsd,
    [property: Id(1)] string Quality,
    [property: Id(2)] ImmutableArray<string> Flags,
    [property: Id(3)] double? Change24h,
    [property: Id(4)] double? SupportUsd,
    [property: Id(5)] ImmutableArray<SpotVenue> Venues) : MarketSection;

/// <summary>One venue's price.</summary>
[GenerateSerializer, Immutable, Alias("mm.market.spot-venue")]
public sealed record SpotVenue(
    [property: Id(0)] string Venue,
    [property: Id(1)] string QuoteCurrency,
    [property: Id(2)] double? PriceUsd,
    [property: Id(3)] long? AtMs,
    [property: Id(4)] string? OutReason);

/// <summary>Liquidations of the last 24 hours.</summary>
[GenerateSerializer, Immutable, Alias("mm.market.liquidation-section")]
public sealed record LiquidationSection(
    [property: Id(0)] double? TotalUsd,
    [property: Id(1)] double? LongUsd,
    [property: Id(2)] double? ShortUsd,
    [property: Id(3)] long? SinceMs,
    [property: Id(4)] ImmutableArray<LiquidationVenue> Venues,
    [property: Id(5)] string Label,
    [property: Id(6)] SidedUsd? LastHour,
    [property: Id(7)] SidedUsd? Bitcoin,
    [property: Id(8)] Liquidation? Largest) : MarketSection;

/// <summary>One venue's liquidations.</summary>
[GenerateSerializer, Immutable, Alias("mm.market.liquidation-venue-view")]
public sealed record LiquidationVenue(
    [property: Id(0)] string Venue,
    [property: Id(1)] double? LongUsd,
    [property: Id(2)] double? ShortUsd,
    [property: Id(3)] double? TotalUsd,
    [property: Id(4)] double? Coverage,
    [property: Id(5)] long HeardAtMs,
    [property: Id(6)] string? UnderCounts,
    [property: Id(7)] SidedUsd? LastHour,
    [property: Id(8)] SidedUsd? Bitcoin);

/// <summary>ETF net flows.</summary>
[GenerateSerializer, Immutable, Alias("mm.market.etf-section")]
public sealed record EtfSection(
    [property: Id(0)] ImmutableArray<EtfDay> Days,
    [property: Id(1)] double? Sum5UsdM,
    [property: Id(2)] double? YearToDateUsdM,
    [property: Id(3)] bool Reversal,
    [property: Id(4)] ImmutableArray<EtfYear> Years) : MarketSection;

/// <summary>One trading day, with what its neighbours make of it.</summary>
[GenerateSerializer, Immutable, Alias("mm.market.etf-day")]
public sealed record EtfDay(
    [property: Id(0)] EtfReport Report,
    [property: Id(1)] bool Provisional,
    [property: Id(2)] bool Reversal);

/// <summary>Fear and Greed.</summary>
[GenerateSerializer, Immutable, Alias("mm.market.sentiment-section")]
public sealed record SentimentSection([property: Id(0)] ImmutableArray<SentimentReport> Days) : MarketSection;

/// <summary>What listed miners hold, mine and sell.</summary>
[GenerateSerializer, Immutable, Alias("mm.market.treasury-section")]
public sealed record TreasurySection([property: Id(0)] ImmutableArray<TreasuryReport> Months) : MarketSection;

/// <summary>Flows from miners to exchanges.</summary>
[GenerateSerializer, Immutable, Alias("mm.market.miner-flow-section")]
public sealed record MinerFlowSection([property: Id(0)] ImmutableArray<MinerFlowReport> Days) : MarketSection;

/// <summary>Wholesale electricity.</summary>
[GenerateSerializer, Immutable, Alias("mm.market.energy-section")]
public sealed record EnergySection([property: Id(0)] ImmutableArray<ZonePrice> Zones) : MarketSection;

/// <summary>All markets of a world.</summary>
[GenerateSerializer, Immutable, Alias("mm.market.board-view")]
public sealed record MarketBoardView(
    [property: Id(0)] string World,
    [property: Id(1)] long AsOfMs,
    [property: Id(2)] ImmutableArray<MarketView> Items);
