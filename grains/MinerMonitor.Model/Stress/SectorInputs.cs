using MinerMonitor.Model.Chain;

namespace MinerMonitor.Model.Stress;

/// <summary>The state of the world at one time, as the sector model takes it. Live, replayed or of a past close.</summary>
/// <remarks>Age limits are applied by the model; hand over the last value of each input with its time.</remarks>
[GenerateSerializer, Immutable, Alias("mm.stress.sector-inputs")]
public sealed record SectorInputs
{
    /// <summary>Time of the assessment.</summary>
    [Id(0)] public required long AtMs { get; init; }

    [Id(1)] public StressInput PriceUsd { get; init; }

    [Id(2)] public StressInput SupplyBtc { get; init; }

    /// <summary>In force; its time is that of the newest block.</summary>
    [Id(3)] public StressInput Difficulty { get; init; }

    /// <summary>Height of the newest block.</summary>
    [Id(4)] public int? Height { get; init; }

    /// <summary>Null where the epoch's start or the newest block is unknown.</summary>
    [Id(5)] public RetargetProjection? Retarget { get; init; }

    /// <summary>Windows of the last closed day; null without history.</summary>
    [Id(6)] public DailyWindows? Daily { get; init; }

    /// <summary>Liquidated in the last 24 h; its time is the last sign of life of the feed.</summary>
    [Id(7)] public StressInput LiquidationsUsd { get; init; }

    /// <summary>Sum of five ETF reports, USD; its time is the start of the newest report's day.</summary>
    [Id(8)] public StressInput EtfFlowUsd { get; init; }

    /// <summary>0..100; its time is the start of its day.</summary>
    [Id(9)] public StressInput FearGreed { get; init; }

    /// <summary>A support level that someone set, USD/BTC.</summary>
    [Id(10)] public double? ConfiguredSupportUsd { get; init; }

    /// <summary>Share of the counted fleets' hashrate that is under water; null where no fleet counts.</summary>
    [Id(11)] public StressInput? FleetUnderwater { get; init; }

    /// <summary>Efficiency of the network in J/TH that overrides the one of the daily windows.</summary>
    [Id(12)] public double? EfficiencyJth { get; init; }

    /// <summary>Mean fees per block in BTC that override the ones of the daily windows.</summary>
    [Id(13)] public double? FeePerBlockBtc { get; init; }
}
