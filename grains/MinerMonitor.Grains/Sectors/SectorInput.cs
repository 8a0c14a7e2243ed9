namespace MinerMonitor.Grains.Sectors;

/// <summary>What a number that the sector works with is. Stored; values never change their meaning.</summary>
[GenerateSerializer, Alias("mm.sector.input-id")]
public enum SectorInputId
{
    Unknown = 0,

    /// <summary>Price, USD per BTC.</summary>
    PriceUsd = 1,

    /// <summary>Support level that somebody set, USD per BTC.</summary>
    SupportUsd = 2,

    /// <summary>Positions liquidated in the last 24 hours, USD; longs only where the feed splits sides.</summary>
    Liquidations24hUsd = 3,

    /// <summary>Sum of the last five reported daily net flows of the ETFs, million USD.</summary>
    EtfFlow5UsdM = 4,

    /// <summary>Fear and Greed, 0 to 100.</summary>
    FearGreed = 5,

    /// <summary>Difficulty in force.</summary>
    Difficulty = 6,

    /// <summary>Height of the newest block.</summary>
    BlockHeight = 7,

    /// <summary>Circulating supply, BTC.</summary>
    SupplyBtc = 8,

    /// <summary>Mean fees per block over the last 7 days, BTC.</summary>
    FeePerBlockBtc = 9,

    /// <summary>Trailing windows of closed days; the value is the newest closed day, in days since 1970.</summary>
    DailyWindows = 10,

    /// <summary>The difficulty regression; its value is the number of days in it.</summary>
    Fit = 11,

    /// <summary>Share of the counted fleets' hashrate under water, 0 to 1.</summary>
    FleetUnderWater = 12,
}

/// <summary>The newest value of one input, as its owner sees it. The sector itself turns <c>live</c> into <c>stale</c> when the limit passes.</summary>
/// <param name="Id">Which input.</param>
/// <param name="Value">Newest value, in the unit of <paramref name="Id"/>; null when there is none.</param>
/// <param name="AtMs">World time of the value, Unix milliseconds; for a feed that only speaks on events, its last heartbeat.</param>
/// <param name="AgeLimitMs">Older than this the value counts as missing, milliseconds.</param>
/// <param name="Origin">One of <see cref="Sectors.Origin"/>.</param>
/// <param name="Source">Who said so.</param>
/// <param name="MissingReason">Why it cannot be used and what would mend it; null when it can.</param>
/// <param name="State">One of <see cref="InputState"/>.</param>
[GenerateSerializer, Immutable, Alias("mm.sector.input")]
public sealed record SectorInput(
    [property: Id(0)] SectorInputId Id,
    [property: Id(1)] double? Value,
    [property: Id(2)] long? AtMs,
    [property: Id(3)] long AgeLimitMs,
    [property: Id(4)] string? Origin,
    [property: Id(5)] string? Source,
    [property: Id(6)] string? MissingReason,
    [property: Id(7)] string State);
