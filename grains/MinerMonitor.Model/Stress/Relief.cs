using MinerMonitor.Model.Chain;

namespace MinerMonitor.Model.Stress;

/// <summary>What the pending retarget will do to costs and income. Not a part of the index.</summary>
[GenerateSerializer, Immutable, Alias("mm.stress.relief")]
public sealed record Relief
{
    /// <summary>Projected change of the difficulty, a fraction.</summary>
    [Id(0)] public required double PendingChange { get; init; }

    [Id(1)] public required long ExpectedAtMs { get; init; }

    /// <summary>C after the retarget; null where C or D is missing.</summary>
    [Id(2)] public double? ProductionCostUsd { get; init; }

    /// <summary>K after the retarget.</summary>
    [Id(3)] public double? CashCostUsd { get; init; }

    /// <summary>Hashprice after the retarget, USD/PH/s/day.</summary>
    [Id(4)] public double? HashpriceUsdPhDay { get; init; }

    public static Relief After(
        RetargetProjection projection,
        DifficultyFit? fit,
        double? difficulty,
        double? supplyBtc,
        double? cashCostUsd,
        double? hashpriceUsdPhDay)
    {
        var factor = 1 + projection.Change;
        return new Relief
        {
            PendingChange = projection.Change,
            ExpectedAtMs = projection.ExpectedAtMs,
            ProductionCostUsd = fit is not null && difficulty is { } d && supplyBtc is { } supply ? fit.CostUsd(d * factor, supply) : null,
            CashCostUsd = cashCostUsd * factor,
            HashpriceUsdPhDay = hashpriceUsdPhDay / factor,
        };
    }
}
