using MinerMonitor.Protocol.Sectors;

namespace MinerMonitor.Protocol.Networks;

/// <summary>The Bitcoin chain as one world sees it. Topic <c>network</c>, <c>GET /api/v1/network</c>.</summary>
public sealed record NetworkSnapshot
{
    /// <summary>World of the snapshot.</summary>
    public required string World { get; init; }

    /// <summary>World time, Unix milliseconds.</summary>
    public required long AsOfMs { get; init; }

    /// <summary>One of <see cref="InputStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Why the chain is not live; null when it is.</summary>
    public string? MissingReason { get; init; }

    /// <summary>Where the newest block comes from, one of <see cref="Origins"/>.</summary>
    public string? Origin { get; init; }

    /// <summary>Who reported the newest block.</summary>
    public string? Source { get; init; }

    /// <summary>Height of the newest block.</summary>
    public int? BlockHeight { get; init; }

    /// <summary>Hash of the newest block, when known.</summary>
    public string? BlockHash { get; init; }

    /// <summary>Time in the newest block's header, Unix milliseconds.</summary>
    public long? BlockAtMs { get; init; }

    /// <summary>Difficulty in force.</summary>
    public double? Difficulty { get; init; }

    /// <summary>Difficulty epoch: height over 2,016.</summary>
    public int? Epoch { get; init; }

    /// <summary>Height of the first block of the epoch.</summary>
    public int? EpochStartHeight { get; init; }

    /// <summary>Time of the first block of the epoch, Unix milliseconds.</summary>
    public long? EpochStartAtMs { get; init; }

    /// <summary>Mean interval of the blocks of this epoch, seconds.</summary>
    public double? EpochMeanIntervalSec { get; init; }

    /// <summary>Change of the last retarget, fraction.</summary>
    public double? LastRetargetChange { get; init; }

    /// <summary>Subsidy of the next block, BTC.</summary>
    public double? SubsidyBtc { get; init; }

    /// <summary>Mean fees per block over the last 7 days, BTC.</summary>
    public double? FeePerBlockBtc { get; init; }

    /// <summary>Circulating supply, BTC.</summary>
    public double? SupplyBtc { get; init; }

    /// <summary>Height of the next halving.</summary>
    public int? NextHalvingHeight { get; init; }

    /// <summary>Network hashrate estimates.</summary>
    public IReadOnlyList<HashrateEstimate> Hashrates { get; set; } = [];

    /// <summary>The coming retarget.</summary>
    public RetargetForecast? Retarget { get; init; }

    /// <summary>A published forecast of the coming retarget; stands beside <see cref="Retarget"/> and never replaces it.</summary>
    public QuotedRetarget? QuotedRetarget { get; init; }

    /// <summary>The published forecast of the last retarget, with what came.</summary>
    public QuotedRetarget? LastQuotedRetarget { get; init; }

    /// <summary>Newest blocks, newest first, at most 12.</summary>
    public IReadOnlyList<BlockSummary> RecentBlocks { get; set; } = [];
}

/// <summary>Network hashrate over one window.</summary>
public sealed record HashrateEstimate
{
    /// <summary>Window, days.</summary>
    public required int WindowDays { get; init; }

    /// <summary>Estimate, EH/s.</summary>
    public required double HashrateEhs { get; init; }

    /// <summary>Relative sampling error (one standard deviation), fraction.</summary>
    public required double SamplingError { get; init; }
}

/// <summary>One block.</summary>
public sealed record BlockSummary
{
    /// <summary>Height.</summary>
    public required int BlockHeight { get; init; }

    /// <summary>Hash, when known.</summary>
    public string? BlockHash { get; init; }

    /// <summary>Time in the header, Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>Fees, BTC.</summary>
    public double? FeesBtc { get; init; }

    /// <summary>Seconds since the block before.</summary>
    public double? IntervalSec { get; init; }
}

/// <summary>One observation for <c>POST /api/v1/network/observations</c>. Everything but the height is optional.</summary>
public sealed record NetworkObservation
{
    /// <summary>Height of the newest block.</summary>
    public int? BlockHeight { get; init; }

    /// <summary>Hash of that block.</summary>
    public string? BlockHash { get; init; }

    /// <summary>Hash of the block before it.</summary>
    public string? PreviousBlockHash { get; init; }

    /// <summary>Time in that block's header, Unix milliseconds.</summary>
    public long? BlockAtMs { get; init; }

    /// <summary>Difficulty in force after that block.</summary>
    public double? Difficulty { get; init; }

    /// <summary>Compact target of that block, 8 hex digits; gives the difficulty when that is absent.</summary>
    public string? Bits { get; init; }

    /// <summary>Time of the first block of the epoch, Unix milliseconds.</summary>
    public long? EpochStartAtMs { get; init; }

    /// <summary>Height of the first block of the epoch, a multiple of 2,016; needed only when <see cref="BlockHeight"/> is absent.</summary>
    public int? EpochStartHeight { get; init; }

    /// <summary>Fees of that block, BTC.</summary>
    public double? FeesBtc { get; init; }

    /// <summary>Mean fees per block over the last 7 days, BTC.</summary>
    public double? FeePerBlockBtc { get; init; }

    /// <summary>Circulating supply, BTC.</summary>
    public double? SupplyBtc { get; init; }

    /// <summary>Change of the last retarget, fraction.</summary>
    public double? LastRetargetChange { get; init; }

    /// <summary>A published forecast of the coming retarget, fraction; an observation of its own, with the publication as source.</summary>
    public double? QuotedRetargetChange { get; init; }

    /// <summary>UTC day for which the publication expects it, ISO date.</summary>
    public string? QuotedRetargetDate { get; init; }

    /// <summary>When it was observed, Unix milliseconds; absent: now.</summary>
    public long? AtMs { get; init; }

    /// <summary>Who says so. Default: <c>push</c>.</summary>
    public string? Source { get; init; }

    /// <summary>One of <see cref="Origins"/>. Default: <c>measured</c>, of a quoted forecast <c>article</c>.</summary>
    public string? Origin { get; init; }
}
