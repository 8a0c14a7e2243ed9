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

    /// <summary>Blocks whose fees <see cref="FeePerBlockBtc"/> is the mean of; null when a source said the mean.</summary>
    public int? FeeBlocks { get; init; }

    /// <summary>Time of the oldest of them, Unix milliseconds.</summary>
    public long? FeeSinceMs { get; init; }

    /// <summary>What transactions pay now.</summary>
    public FeeRates? FeeRates { get; init; }

    /// <summary>What waits for a block.</summary>
    public MempoolState? Mempool { get; init; }

    /// <summary>Circulating supply, BTC.</summary>
    public double? SupplyBtc { get; init; }

    /// <summary>Height of the next halving.</summary>
    public int? NextHalvingHeight { get; init; }

    /// <summary>When it comes at ten minutes a block, Unix milliseconds.</summary>
    public long? NextHalvingAtMs { get; init; }

    /// <summary>Mean interval of the last 144 blocks, seconds; null while fewer are known.</summary>
    public double? RecentIntervalSec { get; init; }

    /// <summary>Network hashrate estimates.</summary>
    public IReadOnlyList<HashrateEstimate> Hashrates { get; set; } = [];

    /// <summary>A source's own hashrate over about 7 days, EH/s; stands beside <see cref="Hashrates"/>.</summary>
    public ReportedFigure? ReportedHashrateEhs { get; init; }

    /// <summary>A source's own forecast of the coming retarget, a fraction; stands beside <see cref="Retarget"/>.</summary>
    public ReportedFigure? ReportedRetargetChange { get; init; }

    /// <summary>Reorganisations that were seen.</summary>
    public Reorganisations? Reorganisations { get; init; }

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

    /// <summary>Blocks that were counted.</summary>
    public int Blocks { get; set; }

    /// <summary>Time of the block that the window begins with, Unix milliseconds.</summary>
    public long? SinceMs { get; init; }
}

/// <summary>What a transaction pays to be mined soon, as a source estimates it. A rate that it does not give is null.</summary>
public sealed record FeeRates
{
    /// <summary>Next block, sat/vB.</summary>
    public double? FastestSatVb { get; init; }

    /// <summary>Within half an hour, sat/vB.</summary>
    public double? HalfHourSatVb { get; init; }

    /// <summary>Within an hour, sat/vB.</summary>
    public double? HourSatVb { get; init; }

    /// <summary>Within a day, sat/vB.</summary>
    public double? EconomySatVb { get; init; }

    /// <summary>Least that is relayed, sat/vB.</summary>
    public double? MinimumSatVb { get; init; }

    /// <summary>When it was heard, Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>Who says so.</summary>
    public required string Source { get; init; }
}

/// <summary>Transactions that wait for a block, as one node sees them. A figure that it does not give is null.</summary>
public sealed record MempoolState
{
    /// <summary>How many.</summary>
    public long? Transactions { get; init; }

    /// <summary>Their virtual size, bytes.</summary>
    public long? VBytes { get; init; }

    /// <summary>Their fees, BTC.</summary>
    public double? TotalFeesBtc { get; init; }

    /// <summary>Least that the node keeps, sat/vB.</summary>
    public double? MinimumSatVb { get; init; }

    /// <summary>Fees of the block that would be built now, BTC.</summary>
    public double? NextBlockFeesBtc { get; init; }

    /// <summary>When it was heard, Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>Who says so.</summary>
    public required string Source { get; init; }
}

/// <summary>A figure that a source computed itself.</summary>
public sealed record ReportedFigure
{
    /// <summary>The figure, in the unit of the member that holds it.</summary>
    public required double Value { get; init; }

    /// <summary>When it was heard, Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>Who says so.</summary>
    public required string Source { get; init; }
}

/// <summary>Reorganisations that were seen. Each is an event of topic <c>blocks</c> too.</summary>
public sealed record Reorganisations
{
    /// <summary>How many.</summary>
    public required int Count { get; init; }

    /// <summary>Since when they are counted, Unix milliseconds.</summary>
    public required long SinceMs { get; init; }

    /// <summary>When the last one came, Unix milliseconds.</summary>
    public long? LastAtMs { get; init; }

    /// <summary>Blocks that the last one replaced.</summary>
    public int? LastDepthBlocks { get; init; }
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
