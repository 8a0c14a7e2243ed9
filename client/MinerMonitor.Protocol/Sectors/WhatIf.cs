namespace MinerMonitor.Protocol.Sectors;

/// <summary>A question to <c>POST /api/v1/what-if</c>: what would these moves do. Absent members stay as they are.</summary>
public sealed record WhatIfRequest
{
    /// <summary>Price, USD per BTC.</summary>
    public double? PriceUsd { get; init; }

    /// <summary>Difficulty change, fraction (−0.14 = −14 %).</summary>
    public double? DifficultyChange { get; init; }

    /// <summary>Tariff put in place of every site's own, USD per kWh.</summary>
    public double? TariffUsdKwh { get; init; }

    /// <summary>Mean fees per block, BTC.</summary>
    public double? FeePerBlockBtc { get; init; }

    /// <summary>Fleet to look at; null: all fleets of the world that the key may read.</summary>
    public string? Fleet { get; init; }
}

/// <summary>Answer of <c>POST /api/v1/what-if</c>.</summary>
public sealed record WhatIfResult
{
    /// <summary>World that was asked.</summary>
    public required string World { get; init; }

    /// <summary>Stress index under the assumptions; the regime is not judged, since it needs time.</summary>
    public double? Stress { get; init; }

    /// <summary>Coverage of that index.</summary>
    public double Coverage { get; init; }

    /// <summary>Production cost C, USD per BTC.</summary>
    public double? ProductionCostUsd { get; init; }

    /// <summary>Electricity-only cost Ke, USD per BTC.</summary>
    public double? ElectricityCostUsd { get; init; }

    /// <summary>Cash cost K, USD per BTC.</summary>
    public double? CashCostUsd { get; init; }

    /// <summary>Hashprice, USD per PH/s and day.</summary>
    public double? HashpriceUsdPhDay { get; init; }

    /// <summary>Share of nominal hashrate under water, 0 to 1; null without fleets.</summary>
    public double? ShareUnderWater { get; init; }

    /// <summary>Share of nominal hashrate whose break-even is known, 0 to 1; null without fleets.</summary>
    public double? ShareUnderWaterCoverage { get; init; }

    /// <summary>Nominal hashrate that the shares speak of, TH/s.</summary>
    public double? NominalHashrateThs { get; init; }
}
