namespace MinerMonitor.Model.Stress;

/// <summary>One stressor of the index. Stored and sent; values never change their meaning.</summary>
[GenerateSerializer, Alias("mm.stress.component")]
public enum StressComponent
{
    Unknown = 0,
    CostGap = 1,
    NetworkMargin = 2,
    MinerRevenue = 3,
    HashDrawdown = 4,
    HashRibbon = 5,
    Difficulty = 6,
    Liquidations = 7,
    EtfFlow = 8,
    Sentiment = 9,
    Support = 10,
    FleetUnderwater = 11,
}

/// <summary>A group of stressors.</summary>
[GenerateSerializer, Alias("mm.stress.pillar")]
public enum StressPillar
{
    Unknown = 0,
    Economics = 1,
    Network = 2,
    Market = 3,
}

/// <summary>Public names and pillars of the components.</summary>
public static class StressComponents
{
    /// <summary>The ten public components, in the order of the specification.</summary>
    public static IReadOnlyList<StressComponent> Public { get; } =
    [
        StressComponent.CostGap, StressComponent.NetworkMargin, StressComponent.MinerRevenue, StressComponent.HashDrawdown,
        StressComponent.HashRibbon, StressComponent.Difficulty, StressComponent.Liquidations, StressComponent.EtfFlow,
        StressComponent.Sentiment, StressComponent.Support,
    ];

    /// <summary>Id on every surface, such as <c>cost_gap</c>.</summary>
    public static string Id(this StressComponent component) => component switch
    {
        StressComponent.CostGap => "cost_gap",
        StressComponent.NetworkMargin => "network_margin",
        StressComponent.MinerRevenue => "miner_revenue",
        StressComponent.HashDrawdown => "hash_drawdown",
        StressComponent.HashRibbon => "hash_ribbon",
        StressComponent.Difficulty => "difficulty",
        StressComponent.Liquidations => "liquidations",
        StressComponent.EtfFlow => "etf_flow",
        StressComponent.Sentiment => "sentiment",
        StressComponent.Support => "support",
        StressComponent.FleetUnderwater => "fleet_underwater",
        _ => throw new ArgumentOutOfRangeException(nameof(component), component, "Not a component of the index."),
    };

    public static StressPillar Pillar(this StressComponent component) => component switch
    {
        StressComponent.CostGap or StressComponent.NetworkMargin or StressComponent.MinerRevenue or StressComponent.FleetUnderwater
            => StressPillar.Economics,
        StressComponent.HashDrawdown or StressComponent.HashRibbon or StressComponent.Difficulty => StressPillar.Network,
        StressComponent.Liquidations or StressComponent.EtfFlow or StressComponent.Sentiment or StressComponent.Support
            => StressPillar.Market,
        _ => throw new ArgumentOutOfRangeException(nameof(component), component, "Not a component of the index."),
    };
}
