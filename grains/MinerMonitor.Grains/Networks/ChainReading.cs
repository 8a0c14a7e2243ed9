namespace MinerMonitor.Grains.Networks;

/// <summary>The chain in the numbers that the sector's model needs, all of one block.</summary>
[GenerateSerializer, Immutable, Alias("mm.network.chain-reading")]
public sealed record ChainReading
{
    /// <summary>Height of the newest block.</summary>
    [Id(0)] public required int BlockHeight { get; init; }

    /// <summary>Header time of the newest block, or when it was heard of, Unix milliseconds.</summary>
    [Id(1)] public required long BlockAtMs { get; init; }

    /// <summary>World time at which the chain was last heard of, Unix milliseconds: ages count from here.</summary>
    [Id(2)] public required long HeardAtMs { get; init; }

    /// <summary>Difficulty in force for the next block.</summary>
    [Id(3)] public double? Difficulty { get; init; }

    /// <summary>Difficulty epoch that <see cref="Difficulty"/> belongs to.</summary>
    [Id(11)] public int DifficultyEpoch { get; init; }

    /// <summary>Time of the epoch's first block, Unix milliseconds.</summary>
    [Id(4)] public long? EpochStartAtMs { get; init; }

    /// <summary>Mean fees per block over the last 7 days, BTC.</summary>
    [Id(5)] public double? FeePerBlockBtc { get; init; }

    /// <summary>World time of <see cref="FeePerBlockBtc"/>, Unix milliseconds.</summary>
    [Id(6)] public long? FeeAtMs { get; init; }

    /// <summary>Circulating supply, BTC; derived from the height where nobody said it.</summary>
    [Id(7)] public required double SupplyBtc { get; init; }

    /// <summary>True when <see cref="SupplyBtc"/> was summed from subsidies: about 220 BTC (0.001 %) above published figures.</summary>
    [Id(8)] public required bool SupplyDerived { get; init; }

    /// <summary>One of <see cref="Sectors.Origin"/>.</summary>
    [Id(9)] public required string Origin { get; init; }

    /// <summary>Who reported the newest block.</summary>
    [Id(10)] public required string Source { get; init; }

    /// <summary>Published forecast of the coming retarget.</summary>
    [Id(12)] public RetargetQuote? Quote { get; init; }

    /// <summary>Published forecast of the last retarget, with what came.</summary>
    [Id(13)] public RetargetQuote? LastQuote { get; init; }
}
