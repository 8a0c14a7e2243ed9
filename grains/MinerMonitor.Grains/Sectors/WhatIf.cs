using System.Collections.Immutable;
using MinerMonitor.Model.Stress;

namespace MinerMonitor.Grains.Sectors;

/// <summary>Assumed moves; null stays as it is.</summary>
/// <param name="PriceUsd">Price, USD per BTC.</param>
/// <param name="DifficultyChange">Change of the difficulty, fraction.</param>
/// <param name="TariffUsdKwh">Tariff of the cost model, USD per kWh.</param>
/// <param name="FeePerBlockBtc">Mean fees per block, BTC.</param>
[GenerateSerializer, Immutable, Alias("mm.sector.what-if-question")]
public sealed record WhatIfQuestion(
    [property: Id(0)] double? PriceUsd,
    [property: Id(1)] double? DifficultyChange,
    [property: Id(2)] double? TariffUsdKwh,
    [property: Id(3)] double? FeePerBlockBtc);

/// <summary>Index, costs and hashprice under the assumptions.</summary>
/// <param name="Stress">Stress index; the regime is not judged, since it needs time.</param>
/// <param name="Coverage">Coverage of that index.</param>
/// <param name="ProductionCostUsd">C, USD per BTC.</param>
/// <param name="ElectricityCostUsd">Ke, USD per BTC.</param>
/// <param name="CashCostUsd">K, USD per BTC.</param>
/// <param name="HashpriceUsdPhDay">Hashprice, USD per PH/s and day.</param>
[GenerateSerializer, Immutable, Alias("mm.sector.what-if-answer")]
public sealed record WhatIfAnswer(
    [property: Id(0)] double? Stress,
    [property: Id(1)] double Coverage,
    [property: Id(2)] double? ProductionCostUsd,
    [property: Id(3)] double? ElectricityCostUsd,
    [property: Id(4)] double? CashCostUsd,
    [property: Id(5)] double? HashpriceUsdPhDay)
{
    /// <summary>Parts of that index.</summary>
    [Id(6)] public ImmutableArray<StressContribution> Contributions { get; init; } = [];

    /// <summary>Price assumed, USD per BTC; null when none is known.</summary>
    [Id(7)] public double? PriceUsd { get; init; }

    /// <summary>Difficulty assumed.</summary>
    [Id(8)] public double? Difficulty { get; init; }

    /// <summary>Tariff of the cost model assumed, USD per kWh.</summary>
    [Id(9)] public double TariffUsdKwh { get; init; }

    /// <summary>Fees per block assumed, BTC.</summary>
    [Id(10)] public double? FeePerBlockBtc { get; init; }

    /// <summary>Band that the index lies in; unknown without an index.</summary>
    [Id(11)] public Regime Band { get; init; }
}
