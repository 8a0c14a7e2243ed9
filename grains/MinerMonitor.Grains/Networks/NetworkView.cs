using System.Collections.Immutable;
using MinerMonitor.Model.Chain;

namespace MinerMonitor.Grains.Networks;

/// <summary>The chain as one world sees it at one moment.</summary>
[GenerateSerializer, Immutable, Alias("mm.network.view")]
public sealed record NetworkView
{
    [Id(0)] public required string World { get; init; }

    /// <summary>World time, Unix milliseconds.</summary>
    [Id(1)] public required long AsOfMs { get; init; }

    /// <summary>One of <see cref="Sectors.InputState"/>.</summary>
    [Id(2)] public required string State { get; init; }

    [Id(3)] public string? MissingReason { get; init; }

    [Id(4)] public string? Origin { get; init; }

    [Id(5)] public string? Source { get; init; }

    [Id(6)] public KnownBlock? Tip { get; init; }

    /// <summary>Difficulty in force for the next block; null when the newest known is of an older epoch.</summary>
    [Id(7)] public double? Difficulty { get; init; }

    [Id(8)] public int? EpochStartHeight { get; init; }

    [Id(9)] public long? EpochStartAtMs { get; init; }

    /// <summary>Change of the last retarget, fraction.</summary>
    [Id(10)] public double? LastRetargetChange { get; init; }

    /// <summary>Subsidy of the next block, BTC.</summary>
    [Id(11)] public double? SubsidyBtc { get; init; }

    /// <summary>Mean fees per block over 7 days, BTC; without an observation of it the mean of the blocks of those days that are known.</summary>
    [Id(12)] public double? FeePerBlockBtc { get; init; }

    [Id(13)] public double? SupplyBtc { get; init; }

    [Id(14)] public int? NextHalvingHeight { get; init; }

    [Id(15)] public ImmutableArray<HashrateReading> Hashrates { get; init; } = [];

    [Id(16)] public RetargetForecast? Retarget { get; init; }

    [Id(17)] public ImmutableArray<BlockReading> Blocks { get; init; } = [];

    /// <summary>Published forecast of the coming retarget.</summary>
    [Id(18)] public RetargetQuote? Quote { get; init; }

    /// <summary>Published forecast of the last retarget, with what came.</summary>
    [Id(19)] public RetargetQuote? LastQuote { get; init; }

    /// <summary>What <see cref="FeePerBlockBtc"/> is the mean of; null when a source said it.</summary>
    [Id(20)] public KnownSpan? FeeSpan { get; init; }

    [Id(21)] public Said<FeeRates>? FeeRates { get; init; }

    [Id(22)] public Said<MempoolReading>? Mempool { get; init; }

    /// <summary>A source's own hashrate over about 7 days, EH/s.</summary>
    [Id(23)] public Said<double>? ReportedHashrateEhs { get; init; }

    /// <summary>A source's own forecast of the coming retarget, a fraction.</summary>
    [Id(24)] public Said<double>? ReportedRetargetChange { get; init; }

    [Id(25)] public ReorganisationCount? Reorganisations { get; init; }

    /// <summary>Mean interval of the last 144 blocks, seconds; null while fewer are known.</summary>
    [Id(26)] public double? RecentIntervalSec { get; init; }

    /// <summary>When the next halving comes at ten minutes a block, Unix milliseconds.</summary>
    [Id(27)] public long? HalvingAtMs { get; init; }
}

/// <summary>Blocks that a mean stands on.</summary>
/// <param name="Blocks">How many are known.</param>
/// <param name="SinceMs">Header time of the oldest of them, Unix milliseconds.</param>
[GenerateSerializer, Immutable, Alias("mm.network.known-span")]
public readonly record struct KnownSpan([property: Id(0)] int Blocks, [property: Id(1)] long SinceMs);

/// <summary>Reorganisations that were seen.</summary>
/// <param name="Count">How many.</param>
/// <param name="SinceMs">World time since which they are counted, Unix milliseconds.</param>
/// <param name="LastAtMs">World time of the last one, Unix milliseconds.</param>
/// <param name="LastDepthBlocks">Blocks that the last one replaced.</param>
[GenerateSerializer, Immutable, Alias("mm.network.reorganisations")]
public readonly record struct ReorganisationCount(
    [property: Id(0)] int Count, [property: Id(1)] long SinceMs, [property: Id(2)] long? LastAtMs, [property: Id(3)] int? LastDepthBlocks);

/// <summary>Network hashrate from the blocks of one window.</summary>
/// <param name="WindowDays">Window, days.</param>
/// <param name="HashrateEhs">Estimate, EH/s.</param>
/// <param name="SamplingError">Relative deviation by chance, fraction.</param>
/// <param name="Span">Blocks that it counts, and since when.</param>
[GenerateSerializer, Immutable, Alias("mm.network.hashrate")]
public readonly record struct HashrateReading(
    [property: Id(0)] int WindowDays, [property: Id(1)] double HashrateEhs, [property: Id(2)] double SamplingError,
    [property: Id(3)] KnownSpan Span);

/// <summary>A block and the seconds since the one before it, where that is known.</summary>
[GenerateSerializer, Immutable, Alias("mm.network.block-reading")]
public readonly record struct BlockReading([property: Id(0)] KnownBlock Block, [property: Id(1)] double? IntervalSec);
