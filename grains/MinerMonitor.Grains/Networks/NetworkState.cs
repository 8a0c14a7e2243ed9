namespace MinerMonitor.Grains.Networks;

/// <summary>What a world knows of the chain, as it is stored: about 40 KB, written once a block.</summary>
[GenerateSerializer, Alias("mm.network.state")]
internal sealed class NetworkState
{
    /// <summary>The newest block; null before the first observation.</summary>
    [Id(0)] public KnownBlock? Tip { get; set; }

    /// <summary>When a height was last heard of, world time in Unix milliseconds.</summary>
    [Id(1)] public long? HeardAtMs { get; set; }

    /// <summary>Who reported the newest block.</summary>
    [Id(2)] public string? Source { get; set; }

    /// <summary>Origin of the newest block.</summary>
    [Id(3)] public string? Origin { get; set; }

    /// <summary>Newest difficulty known.</summary>
    [Id(4)] public double? Difficulty { get; set; }

    /// <summary>Difficulty epoch that <see cref="Difficulty"/> belongs to.</summary>
    [Id(14)] public int DifficultyEpoch { get; set; }

    /// <summary>Difficulty of the epoch before that one.</summary>
    [Id(5)] public double? PreviousDifficulty { get; set; }

    /// <summary>Change of the last retarget, fraction.</summary>
    [Id(6)] public double? LastRetargetChange { get; set; }

    /// <summary>Mean fees per block over 7 days as observed, BTC.</summary>
    [Id(7)] public double? FeePerBlockBtc { get; set; }

    /// <summary>World time of <see cref="FeePerBlockBtc"/>.</summary>
    [Id(8)] public long? FeeAtMs { get; set; }

    /// <summary>Circulating supply as observed, BTC.</summary>
    [Id(9)] public double? SupplyBtc { get; set; }

    /// <summary>Height at which <see cref="SupplyBtc"/> was observed: the subsidies since are added.</summary>
    [Id(10)] public int? SupplyHeight { get; set; }

    /// <summary>Newest blocks, newest first, at most <see cref="NetworkChain.RecentBlocks"/>.</summary>
    [Id(11)] public List<KnownBlock> Recent { get; set; } = [];

    /// <summary>Header times by height: the epoch's start and the last 2,100 blocks, as far as they were seen.</summary>
    [Id(12)] public SortedDictionary<int, long> Times { get; set; } = [];

    /// <summary>Events that are stored here and not yet in the event log.</summary>
    [Id(13)] public List<Live.MonitorEvent> Outbox { get; set; } = [];

    /// <summary>Newest published forecast of the coming retarget.</summary>
    [Id(15)] public RetargetQuote? Quote { get; set; }

    /// <summary>Published forecast of the last retarget.</summary>
    [Id(16)] public RetargetQuote? LastQuote { get; set; }

    /// <summary>Difficulty by epoch, of the newest three, as far as known.</summary>
    [Id(17)] public SortedDictionary<int, double> EpochDifficulties { get; set; } = [];

    /// <summary>Fees by height, BTC: of the last <see cref="NetworkChain.KeptFees"/> blocks, as far as they were seen.</summary>
    [Id(18)] public SortedDictionary<int, double> Fees { get; set; } = [];

    /// <summary>Reorganisations since <see cref="CountedSinceMs"/>.</summary>
    [Id(19)] public int Reorganisations { get; set; }

    /// <summary>World time of the last one, Unix milliseconds.</summary>
    [Id(20)] public long? LastReorganisationAtMs { get; set; }

    /// <summary>Blocks that the last one replaced.</summary>
    [Id(21)] public int LastReorganisationDepth { get; set; }

    /// <summary>World time at which the first block was heard of, Unix milliseconds.</summary>
    [Id(22)] public long? CountedSinceMs { get; set; }
}

/// <summary>A block as far as it is known.</summary>
[GenerateSerializer, Immutable, Alias("mm.network.block")]
public sealed record KnownBlock
{
    /// <summary>Height.</summary>
    [Id(0)] public required int BlockHeight { get; init; }

    /// <summary>Hash, when known.</summary>
    [Id(1)] public string? BlockHash { get; init; }

    /// <summary>Header time, Unix milliseconds; null when nobody said it.</summary>
    [Id(2)] public long? BlockAtMs { get; init; }

    /// <summary>When it was first heard of, world time in Unix milliseconds.</summary>
    [Id(3)] public required long HeardAtMs { get; init; }

    /// <summary>Fees, BTC.</summary>
    [Id(4)] public double? FeesBtc { get; init; }

    /// <summary>Header time, or when it was heard of.</summary>
    public long AtMs => BlockAtMs ?? HeardAtMs;
}
