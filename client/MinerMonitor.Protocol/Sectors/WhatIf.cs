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

    /// <summary>Band that the index lies in: <c>calm</c>, <c>elevated</c>, <c>stressed</c> or <c>capitulation</c>; null without an index.</summary>
    public string? Band { get; init; }

    /// <summary>Parts of the index; they add up to it.</summary>
    public IReadOnlyList<StressContribution> Contributions { get; set; } = [];

    /// <summary>Price that was assumed, or the present one, USD per BTC.</summary>
    public double? PriceUsd { get; init; }

    /// <summary>Difficulty after the change that was assumed, or the present one.</summary>
    public double? Difficulty { get; init; }

    /// <summary>Tariff of the cost model that was assumed, or the model's own, USD per kWh.</summary>
    public double? TariffUsdKwh { get; init; }

    /// <summary>Mean fees per block that were assumed, or the present ones, BTC.</summary>
    public double? FeePerBlockBtc { get; init; }

    /// <summary>Price of electricity at which the whole network's mean machine pays its power alone, USD per kWh.</summary>
    public double? BreakEvenTariffUsdKwh { get; init; }

    /// <summary>Each fleet that the shares speak of.</summary>
    public IReadOnlyList<FleetWhatIfResult> Fleets { get; set; } = [];
}

/// <summary>A fleet under assumptions: all of its nominal hashrate whose break-even is known, as if it were hashing.</summary>
public sealed record FleetWhatIfResult
{
    /// <summary>Fleet.</summary>
    public required string Fleet { get; init; }

    /// <summary>Nominal hashrate, TH/s.</summary>
    public required double NominalHashrateThs { get; init; }

    /// <summary>Share of nominal hashrate whose break-even is known, 0 to 1.</summary>
    public required double Coverage { get; init; }

    /// <summary>Share of the known nominal hashrate under water, 0 to 1; null when no break-even is known.</summary>
    public double? ShareUnderWater { get; init; }

    /// <summary>Cash margin, USD per day; null when no break-even is known.</summary>
    public double? MarginUsdDay { get; init; }

    /// <summary>Hashprice at which the fleet as a whole breaks even, USD per PH/s and day.</summary>
    public double? BreakEvenHashpriceUsdPhDay { get; init; }

    /// <summary>Price at which the fleet as a whole breaks even, at the difficulty and fees that were assumed, USD per BTC.</summary>
    public double? BreakEvenPriceUsd { get; init; }
}
