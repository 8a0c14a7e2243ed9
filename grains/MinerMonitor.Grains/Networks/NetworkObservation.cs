using System.Collections.Immutable;

namespace MinerMonitor.Grains.Networks;

/// <summary>What somebody saw of the chain. Everything is optional, but it has to say something.</summary>
[GenerateSerializer, Immutable, Alias("mm.network.observation")]
public sealed record NetworkObservation
{
    /// <summary>Height of the newest block.</summary>
    [Id(0)] public int? BlockHeight { get; init; }

    /// <summary>Hash of that block, 64 hex digits.</summary>
    [Id(1)] public string? BlockHash { get; init; }

    /// <summary>Hash of the block before it.</summary>
    [Id(2)] public string? PreviousBlockHash { get; init; }

    /// <summary>Time in that block's header, Unix milliseconds.</summary>
    [Id(3)] public long? BlockAtMs { get; init; }

    /// <summary>Difficulty in force after that block.</summary>
    [Id(4)] public double? Difficulty { get; init; }

    /// <summary>Compact target of that block, 8 hex digits; gives the difficulty when that is absent.</summary>
    [Id(5)] public string? Bits { get; init; }

    /// <summary>Time of the epoch's first block, Unix milliseconds.</summary>
    [Id(6)] public long? EpochStartAtMs { get; init; }

    /// <summary>Height of the epoch's first block; needed only without <see cref="BlockHeight"/>.</summary>
    [Id(7)] public int? EpochStartHeight { get; init; }

    /// <summary>Fees of that block, BTC.</summary>
    [Id(8)] public double? FeesBtc { get; init; }

    /// <summary>Mean fees per block over the last 7 days, BTC.</summary>
    [Id(9)] public double? FeePerBlockBtc { get; init; }

    /// <summary>Circulating supply, BTC.</summary>
    [Id(10)] public double? SupplyBtc { get; init; }

    /// <summary>Change of the last retarget, fraction.</summary>
    [Id(11)] public double? LastRetargetChange { get; init; }

    /// <summary>When it was observed, Unix milliseconds; null: now.</summary>
    [Id(12)] public long? AtMs { get; init; }

    /// <summary>Who says so. Default: <c>push</c>.</summary>
    [Id(13)] public string Source { get; init; } = "push";

    /// <summary>One of <see cref="Sectors.Origin"/>. Default: measured.</summary>
    [Id(14)] public string Origin { get; init; } = Sectors.Origin.Measured;

    /// <summary>A published forecast of the coming retarget, fraction. An observation of its own: source and origin are the publication's.</summary>
    [Id(15)] public double? QuotedRetargetChange { get; init; }

    /// <summary>UTC day for which the publication expects it, ISO date.</summary>
    [Id(16)] public string? QuotedRetargetDate { get; init; }

    /// <summary>Feed on the board of feeds; null: <c>push:</c> and the source.</summary>
    [Id(17)] public string? Feed { get; init; }

    /// <summary>What transactions pay, as the source estimates it.</summary>
    [Id(18)] public FeeRates? FeeRates { get; init; }

    /// <summary>What waits in the source's memory pool.</summary>
    [Id(19)] public MempoolReading? Mempool { get; init; }

    /// <summary>The source's own estimate of the hashrate over about 7 days, EH/s.</summary>
    [Id(20)] public double? ReportedHashrateEhs { get; init; }

    /// <summary>The source's own running forecast of the coming retarget, a fraction. It stands beside the monitor's and is no publication.</summary>
    [Id(21)] public double? ReportedRetargetChange { get; init; }

    /// <summary>True when the observation tells what was long so: it fills in and never moves the tip, nor the time at which the chain was heard of.</summary>
    [Id(22)] public bool IsHistory { get; init; }

    /// <summary>
    /// 0: anybody, taken as it comes. A feed has one of <see cref="NetworkRank"/>: it is not taken while a feed of a higher rank is heard.
    /// </summary>
    [Id(23)] public int Rank { get; init; }
}

/// <summary>Which feed of the chain is believed when several run: the operator's own node before somebody else's.</summary>
public static class NetworkRank
{
    /// <summary>A server of somebody else.</summary>
    public const int Server = 1;

    /// <summary>The operator's own node.</summary>
    public const int Node = 2;
}

/// <summary>What became of observations of the chain.</summary>
/// <param name="Accepted">Observations that told something new.</param>
/// <param name="Duplicates">Observations that were known already.</param>
/// <param name="Refused">Refusals: index in the batch, stable code, sentence.</param>
/// <param name="Doubt">What is wrong with the feed that sent them, compared with the others: one sentence; null when nothing is.</param>
[GenerateSerializer, Immutable, Alias("mm.network.outcome")]
public sealed record NetworkOutcome(
    [property: Id(0)] int Accepted,
    [property: Id(1)] int Duplicates,
    [property: Id(2)] ImmutableArray<NetworkRefusal> Refused,
    [property: Id(3)] string? Doubt = null);

/// <summary>Why one observation was refused.</summary>
/// <param name="Index">Index in the batch, from 0.</param>
/// <param name="Code">Stable code: <c>malformed</c>, <c>out_of_range</c> or <c>future</c>.</param>
/// <param name="Reason">Fault and remedy.</param>
[GenerateSerializer, Immutable, Alias("mm.network.refusal")]
public sealed record NetworkRefusal([property: Id(0)] int Index, [property: Id(1)] string Code, [property: Id(2)] string Reason);
