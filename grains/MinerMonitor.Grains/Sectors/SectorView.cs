using System.Collections.Immutable;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Model.Stress;

namespace MinerMonitor.Grains.Sectors;

/// <summary>The sector of one world at one moment, with everything that explains it.</summary>
[GenerateSerializer, Immutable, Alias("mm.sector.view")]
public sealed record SectorView
{
    [Id(0)] public required string World { get; init; }

    /// <summary>Costs, income, index and relief.</summary>
    [Id(1)] public required SectorAssessment Assessment { get; init; }

    /// <summary>The band with dwell times applied.</summary>
    [Id(2)] public required RegimeState Regime { get; init; }

    /// <summary>What moved the index over the last 24 hours; null while it is not known that far back.</summary>
    [Id(3)] public StressChange? Change24h { get; init; }

    /// <summary>What the price did at the support level.</summary>
    [Id(4)] public SupportState Support { get; init; } = SupportState.None;

    /// <summary>Share of the counted fleets' hashrate under water, 0 to 1; null when none counts.</summary>
    [Id(5)] public double? FleetShareUnderWater { get; init; }

    /// <summary>Every input with its state at that moment.</summary>
    [Id(6)] public ImmutableArray<SectorInput> Inputs { get; init; } = [];

    /// <summary>Published forecast of the coming retarget, beside the model's own.</summary>
    [Id(7)] public RetargetQuote? QuotedRetarget { get; init; }

    /// <summary>Published forecast of the last retarget, with what came.</summary>
    [Id(8)] public RetargetQuote? LastQuotedRetarget { get; init; }
}
