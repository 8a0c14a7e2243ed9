namespace MinerMonitor.Protocol.Fleets;

/// <summary>One UTC day of a fleet. <c>GET /api/v1/fleets/{fleet}/ledger</c> lists them, the newest first. Figures that are not known are absent.</summary>
public sealed record LedgerDay
{
    /// <summary>UTC day, ISO date.</summary>
    public required string Date { get; init; }

    /// <summary>False: the day is under way, or part of the fleet has not closed it yet.</summary>
    public required bool Closed { get; init; }

    /// <summary>Energy at the machines, kWh.</summary>
    public double? EnergyKwh { get; init; }

    /// <summary>Bitcoin that the work is expected to find, less pool fees.</summary>
    public double? ExpectedBtc { get; init; }

    /// <summary>Worth of the work at the hashprice of its time, less pool fees, USD.</summary>
    public double? RevenueUsd { get; init; }

    /// <summary>Energy with overhead at the tariff, and other cost, USD.</summary>
    public double? CostUsd { get; init; }

    /// <summary>Revenue less cost of the miners and times of which both are known, USD.</summary>
    public double? MarginUsd { get; init; }

    /// <summary>Mean hashrate of the time that was covered, summed over the miners, TH/s: work over the length of the day so far.</summary>
    public double? MeanHashrateThs { get; init; }

    /// <summary>Share of the miners' time in which the hashrate was known, 0 to 1.</summary>
    public double? Coverage { get; init; }

    /// <summary>Samples applied on that day.</summary>
    public required long Samples { get; init; }

    /// <summary>By site.</summary>
    public IReadOnlyList<SiteLedgerDay> Sites { get; set; } = [];
}

/// <summary>One site within a day of the ledger.</summary>
public sealed record SiteLedgerDay
{
    /// <summary>Site.</summary>
    public required string Site { get; init; }

    /// <inheritdoc cref="LedgerDay.EnergyKwh"/>
    public double? EnergyKwh { get; init; }

    /// <inheritdoc cref="LedgerDay.ExpectedBtc"/>
    public double? ExpectedBtc { get; init; }

    /// <inheritdoc cref="LedgerDay.RevenueUsd"/>
    public double? RevenueUsd { get; init; }

    /// <inheritdoc cref="LedgerDay.CostUsd"/>
    public double? CostUsd { get; init; }

    /// <inheritdoc cref="LedgerDay.MarginUsd"/>
    public double? MarginUsd { get; init; }

    /// <inheritdoc cref="LedgerDay.Coverage"/>
    public double? Coverage { get; init; }
}

/// <summary>
/// History of one miner. <c>GET /api/v1/fleets/{fleet}/miners/{miner}/series</c>: means of ten minutes over 24 hours, or with a step of
/// a day its ledger of the last 31 days.
/// </summary>
public sealed record MinerSeries
{
    /// <summary>World.</summary>
    public required string World { get; init; }

    /// <summary>Fleet.</summary>
    public required string Fleet { get; init; }

    /// <summary>Miner.</summary>
    public required string Miner { get; init; }

    /// <summary>Width of a point, seconds: 600 or 86400.</summary>
    public required double StepSec { get; init; }

    /// <summary>Points, oldest first. Where nothing was heard there is none.</summary>
    public IReadOnlyList<MinerSeriesPoint> Points { get; set; } = [];
}

/// <summary>One point. Money, energy and coverage are of days alone.</summary>
public sealed record MinerSeriesPoint
{
    /// <summary>Start, Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>Mean hashrate of the time that was covered, TH/s.</summary>
    public double? HashrateThs { get; init; }

    /// <summary>Mean power, W; of a day, of the time that was covered.</summary>
    public double? PowerW { get; init; }

    /// <inheritdoc cref="LedgerDay.EnergyKwh"/>
    public double? EnergyKwh { get; init; }

    /// <inheritdoc cref="LedgerDay.ExpectedBtc"/>
    public double? ExpectedBtc { get; init; }

    /// <inheritdoc cref="LedgerDay.RevenueUsd"/>
    public double? RevenueUsd { get; init; }

    /// <inheritdoc cref="LedgerDay.CostUsd"/>
    public double? CostUsd { get; init; }

    /// <inheritdoc cref="LedgerDay.MarginUsd"/>
    public double? MarginUsd { get; init; }

    /// <inheritdoc cref="LedgerDay.Coverage"/>
    public double? Coverage { get; init; }

    /// <summary>Of a day: false while it is under way.</summary>
    public bool? Closed { get; init; }
}
