using MinerMonitor.Model.Chain;

namespace MinerMonitor.Model.Stress;

/// <summary>Costs, income, index and relief of the sector at one time. What its inputs do not carry is null.</summary>
[GenerateSerializer, Immutable, Alias("mm.stress.sector")]
public sealed record SectorAssessment
{
    [Id(0)] public required long AtMs { get; init; }

    /// <summary>The headline: the ten public components.</summary>
    [Id(1)] public required StressResult Stress { get; init; }

    /// <summary>The same with the fleets' share under water; null where no fleet counts.</summary>
    [Id(2)] public StressResult? StressWithFleets { get; init; }

    [Id(3)] public double? PriceUsd { get; init; }

    [Id(4)] public double? SupplyBtc { get; init; }

    [Id(5)] public double? MarketCapUsd { get; init; }

    [Id(6)] public double? Difficulty { get; init; }

    /// <summary>R: subsidy of the next block, BTC.</summary>
    [Id(7)] public double? SubsidyBtc { get; init; }

    /// <summary>F: mean fees per block, BTC.</summary>
    [Id(8)] public double? FeePerBlockBtc { get; init; }

    /// <summary>Efficiency of the network that K and Ke are made with.</summary>
    [Id(9)] public required double EfficiencyJth { get; init; }

    /// <summary>True where the efficiency is the model's own assumption.</summary>
    [Id(10)] public required bool EfficiencyAssumed { get; init; }

    /// <summary>C with its band and fit.</summary>
    [Id(11)] public ProductionCost? ProductionCost { get; init; }

    /// <summary>Ke, USD/BTC.</summary>
    [Id(12)] public double? ElectricityCostUsd { get; init; }

    /// <summary>K, USD/BTC.</summary>
    [Id(13)] public double? CashCostUsd { get; init; }

    /// <summary>P / C.</summary>
    [Id(14)] public double? PriceToCost { get; init; }

    /// <summary>P / K.</summary>
    [Id(15)] public double? PriceToCashCost { get; init; }

    [Id(16)] public double? HashpriceUsdPhDay { get; init; }

    [Id(17)] public double? HashvalueBtcPhDay { get; init; }

    /// <summary>D (1 + change x progress): the difficulty that the index counts with.</summary>
    [Id(18)] public double? ProjectedDifficulty { get; init; }

    [Id(19)] public RetargetForecast? Retarget { get; init; }

    [Id(20)] public Relief? Relief { get; init; }

    /// <summary>The daily windows used; null when missing or too old.</summary>
    [Id(21)] public DailyWindows? Daily { get; init; }

    /// <summary>Hash ribbon below 1; null when missing.</summary>
    [Id(22)] public bool? RibbonInverted { get; init; }

    [Id(23)] public double? SupportUsd { get; init; }

    [Id(24)] public bool SupportConfigured { get; init; }

    /// <summary>P / level - 1.</summary>
    [Id(25)] public double? SupportDistance { get; init; }
}
