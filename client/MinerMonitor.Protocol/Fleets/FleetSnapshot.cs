namespace MinerMonitor.Protocol.Fleets;

/// <summary>Live totals of one fleet. Topic <c>fleet/{fleet}</c>, <c>GET /api/v1/fleets/{fleet}</c>.</summary>
public sealed record FleetSnapshot
{
    /// <summary>World that the fleet belongs to, for good.</summary>
    public required string World { get; init; }

    /// <summary>Fleet.</summary>
    public required string Fleet { get; init; }

    /// <summary>Operator that the fleet is in, or null.</summary>
    public string? Operator { get; init; }

    /// <summary>True when the fleet takes part in <c>stressWithFleets</c>.</summary>
    public bool CountInSector { get; init; }

    /// <summary>Interval at which miners report, seconds; three of them without a report is silence.</summary>
    public required double ReportIntervalSec { get; init; }

    /// <summary>World time of the snapshot, Unix milliseconds.</summary>
    public required long AsOfMs { get; init; }

    /// <summary>True for the fleet of a replay world.</summary>
    public bool Simulated { get; init; }

    /// <summary>Samples since the fleet began, durable and exact.</summary>
    public required SampleCounts Samples { get; init; }

    /// <summary>Miners by state; <see cref="MinerCounts.Total"/> leaves retired ones out.</summary>
    public required MinerCounts Miners { get; init; }

    /// <summary>Totals of the whole fleet.</summary>
    public required FleetTotals Totals { get; init; }

    /// <summary>Each site with its contract and totals.</summary>
    public IReadOnlyList<SiteSnapshot> Sites { get; set; } = [];

    /// <summary>Hashprice that the money figures were computed with, USD per PH/s and day; null when it is not known now.</summary>
    public double? HashpriceUsdPhDay { get; init; }

    /// <summary>What the fleet mined, sold and holds; absent while nothing was reported.</summary>
    public FleetTreasury? Treasury { get; init; }
}

/// <summary>Counts of samples.</summary>
public sealed record SampleCounts
{
    /// <summary>Applied to live state or history.</summary>
    public required long Applied { get; init; }

    /// <summary>Merged into one with the same miner and time (duplicates).</summary>
    public required long Merged { get; init; }

    /// <summary>Older than 48 hours: counted, not applied.</summary>
    public required long Stale { get; init; }

    /// <summary>Refused with a reason.</summary>
    public required long Refused { get; init; }
}

/// <summary>Counts of miners by state; see <see cref="MinerStates"/>.</summary>
public sealed record MinerCounts
{
    /// <summary>All but retired ones.</summary>
    public required int Total { get; init; }

    /// <summary>In maintenance.</summary>
    public int Maintenance { get; init; }

    /// <summary>Silent.</summary>
    public int Silent { get; init; }

    /// <summary>Offline.</summary>
    public int Offline { get; init; }

    /// <summary>Fault.</summary>
    public int Fault { get; init; }

    /// <summary>Curtailed.</summary>
    public int Curtailed { get; init; }

    /// <summary>Idle.</summary>
    public int Idle { get; init; }

    /// <summary>Tuning.</summary>
    public int Tuning { get; init; }

    /// <summary>Degraded.</summary>
    public int Degraded { get; init; }

    /// <summary>Hashing.</summary>
    public int Hashing { get; init; }

    /// <summary>Retired.</summary>
    public int Retired { get; init; }
}

/// <summary>Sums over miners, and what follows from them.</summary>
public sealed record FleetTotals
{
    /// <summary>Fresh hashrate, TH/s.</summary>
    public required double HashrateThs { get; init; }

    /// <summary>Nominal hashrate, TH/s.</summary>
    public required double NominalHashrateThs { get; init; }

    /// <summary>Power of miners that report it fresh, W.</summary>
    public required double PowerW { get; init; }

    /// <summary>Power over hashrate of miners that report both, J/TH; null when none does.</summary>
    public double? EfficiencyJth { get; init; }

    /// <summary>Share of expected hashrate that is fresh, 0 to 1; null without miners.</summary>
    public double? Coverage { get; init; }

    /// <summary>Share of fresh hashrate whose break-even is known, 0 to 1.</summary>
    public double? EconomicsCoverage { get; init; }

    /// <summary>Mean margin of the hashrate whose break-even is known, USD per PH/s and day.</summary>
    public double? MarginUsdPhDay { get; init; }

    /// <summary>Margin of that hashrate, USD per day.</summary>
    public double? MarginUsdDay { get; init; }

    /// <summary>Revenue expected at the present hashprice, after pool fees, USD per day.</summary>
    public double? RevenueUsdDay { get; init; }

    /// <summary>Share of that hashrate that loses money now, 0 to 1.</summary>
    public double? ShareUnderWater { get; init; }

    /// <summary>Hashrate-weighted mean break-even hashprice, USD per PH/s and day.</summary>
    public double? BreakEvenHashpriceUsdPhDay { get; init; }
}

/// <summary>One site.</summary>
public sealed record SiteSnapshot
{
    /// <summary>Site.</summary>
    public required string Site { get; init; }

    /// <summary>Its contract; null for a site that only samples have named.</summary>
    public SiteContract? Contract { get; init; }

    /// <summary>What energy costs now, where the contract's tariff moves; null where it is fixed.</summary>
    public TariffNow? TariffNow { get; init; }

    /// <summary>Miners by state.</summary>
    public required MinerCounts Miners { get; init; }

    /// <summary>Totals.</summary>
    public required FleetTotals Totals { get; init; }

    /// <summary>True when every miner of the site is silent.</summary>
    public bool Silent { get; init; }
}

/// <summary>A site's contract: what its hashrate costs. Body of <c>PUT /api/v1/fleets/{fleet}/sites/{site}</c>.</summary>
public sealed record SiteContract
{
    /// <summary>Fixed energy tariff, USD per kWh; null: not known, hence no break-even, unless it moves.</summary>
    public double? TariffUsdKwh { get; init; }

    /// <summary>A tariff by weekday and hour, in place of <see cref="TariffUsdKwh"/>.</summary>
    public TimeOfUseTariff? TimeOfUse { get; init; }

    /// <summary>A tariff that follows an energy market, in place of <see cref="TariffUsdKwh"/>.</summary>
    public IndexedTariff? Indexed { get; init; }

    /// <summary>Site overhead factor, at least 1. Default: 1.</summary>
    public double Pue { get; set; } = 1;

    /// <summary>Pool fee, fraction. Default: 0.</summary>
    public double PoolFee { get; init; }

    /// <summary>Other cost, USD per PH/s and day. Default: 0.</summary>
    public double OtherCostUsdPhDay { get; init; }

    /// <summary>Efficiency assumed for miners that report no power and whose model has no nameplate, J/TH.</summary>
    public double? AssumedEfficiencyJth { get; init; }
}

/// <summary>Body of <c>PUT /api/v1/fleets/{fleet}</c>.</summary>
public sealed record FleetSettings
{
    /// <summary>World; cannot change once the fleet exists. Default: <c>live</c>.</summary>
    public string World { get; set; } = "live";

    /// <summary>Operator, or null.</summary>
    public string? Operator { get; init; }

    /// <summary>Take part in <c>stressWithFleets</c>. Default: false.</summary>
    public bool CountInSector { get; init; }

    /// <summary>Interval at which miners report, seconds, 1 to 3600. Default: 60 (pools: 600).</summary>
    public double ReportIntervalSec { get; set; } = 60;
}

/// <summary>Totals of an operator. Topic <c>operator/{operator}</c>, <c>GET /api/v1/operators/{operator}</c>.</summary>
public sealed record OperatorSnapshot
{
    /// <summary>Operator.</summary>
    public required string Operator { get; init; }

    /// <summary>World time of the newest fleet, Unix milliseconds.</summary>
    public required long AsOfMs { get; init; }

    /// <summary>Samples of all fleets.</summary>
    public required SampleCounts Samples { get; init; }

    /// <summary>Miners of all fleets.</summary>
    public required MinerCounts Miners { get; init; }

    /// <summary>Totals of all fleets.</summary>
    public required FleetTotals Totals { get; init; }

    /// <summary>Its fleets.</summary>
    public IReadOnlyList<FleetSummary> Fleets { get; set; } = [];
}

/// <summary>One line of a list of fleets.</summary>
public sealed record FleetSummary
{
    /// <summary>World.</summary>
    public required string World { get; init; }

    /// <summary>Fleet.</summary>
    public required string Fleet { get; init; }

    /// <summary>Operator, or null.</summary>
    public string? Operator { get; init; }

    /// <summary>Miners by state.</summary>
    public required MinerCounts Miners { get; init; }

    /// <summary>Totals.</summary>
    public required FleetTotals Totals { get; init; }
}

/// <summary>Hashrate by break-even hashprice. <c>GET /api/v1/fleets/{fleet}/supply-curve</c>.</summary>
public sealed record SupplyCurveResult
{
    /// <summary>World.</summary>
    public required string World { get; init; }

    /// <summary>Fleet.</summary>
    public required string Fleet { get; init; }

    /// <summary>World time, Unix milliseconds.</summary>
    public required long AsOfMs { get; init; }

    /// <summary>Hashprice now, USD per PH/s and day; null when it is not known.</summary>
    public double? HashpriceUsdPhDay { get; init; }

    /// <summary>Nominal hashrate of the whole fleet, TH/s: what the steps leave out has no known break-even.</summary>
    public required double NominalHashrateThs { get; init; }

    /// <summary>Tariff that every site was assumed to pay, USD per kWh; null: each its own.</summary>
    public double? TariffUsdKwh { get; set; }

    /// <summary>Steps, lowest break-even first, one US cent wide.</summary>
    public required IReadOnlyList<SupplyCurveStep> Steps { get; init; }
}

/// <summary>One step of a supply curve.</summary>
public sealed record SupplyCurveStep
{
    /// <summary>Break-even hashprice, USD per PH/s and day, rounded up to the cent.</summary>
    public required double BreakEvenHashpriceUsdPhDay { get; init; }

    /// <summary>Hashrate heard of now, TH/s.</summary>
    public required double FreshThs { get; init; }

    /// <summary>Nominal hashrate, machines switched off included, TH/s.</summary>
    public required double NominalThs { get; init; }

    /// <summary>The part of <see cref="NominalThs"/> whose machines are curtailed: switched down on purpose, for economics for example, TH/s.</summary>
    public double OffThs { get; init; }
}
