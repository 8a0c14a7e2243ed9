namespace MinerMonitor.Model.Stress;

/// <summary>The raw numbers of the index at one time. Each is independent: a missing one takes out the components that need it.</summary>
[GenerateSerializer, Immutable, Alias("mm.stress.inputs")]
public sealed record StressInputs
{
    /// <summary>P, USD/BTC.</summary>
    [Id(0)] public StressInput PriceUsd { get; init; }

    /// <summary>M = P S, USD.</summary>
    [Id(1)] public StressInput MarketCapUsd { get; init; }

    /// <summary>C of the difficulty regression, USD/BTC.</summary>
    [Id(2)] public StressInput ProductionCostUsd { get; init; }

    /// <summary>K of the energy model, USD/BTC.</summary>
    [Id(3)] public StressInput CashCostUsd { get; init; }

    /// <summary>Miners' revenue of 7 days over that of 365 days.</summary>
    [Id(4)] public StressInput RevenueMultiple { get; init; }

    /// <summary>Fall of the 14-day hashrate from its 180-day peak, a fraction.</summary>
    [Id(5)] public StressInput HashDrawdown { get; init; }

    /// <summary>30-day over 60-day mean hashrate.</summary>
    [Id(6)] public StressInput HashRibbon { get; init; }

    /// <summary>D in force.</summary>
    [Id(7)] public StressInput Difficulty { get; init; }

    /// <summary>Projected change of the difficulty, a fraction.</summary>
    [Id(8)] public StressInput PendingChange { get; init; }

    /// <summary>Completed share of the epoch, 0..1.</summary>
    [Id(9)] public StressInput EpochProgress { get; init; }

    /// <summary>Highest difficulty at the close of the last 180 days.</summary>
    [Id(10)] public StressInput DifficultyPeak { get; init; }

    /// <summary>Long positions liquidated in the last 24 h (both sides where the feed does not split), USD.</summary>
    [Id(11)] public StressInput LiquidationsUsd { get; init; }

    /// <summary>Sum of the last five reported daily net flows, USD.</summary>
    [Id(12)] public StressInput EtfFlowUsd { get; init; }

    /// <summary>Fear and Greed, 0..100.</summary>
    [Id(13)] public StressInput FearGreed { get; init; }

    /// <summary>Support level, USD/BTC.</summary>
    [Id(14)] public StressInput SupportUsd { get; init; }

    /// <summary>Share of the fleets' hashrate that is under water, 0..1; null where no fleet is registered.</summary>
    [Id(15)] public StressInput? FleetUnderwater { get; init; }
}
