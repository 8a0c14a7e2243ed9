namespace MinerMonitor.Protocol.Sectors;

/// <summary>The sector of one world: cost models, stress index, regime, relief. Topic <c>sector</c>, <c>GET /api/v1/sector</c>.</summary>
public sealed record SectorSnapshot
{
    /// <summary>World that the snapshot belongs to.</summary>
    public required string World { get; init; }

    /// <summary>World time of the snapshot, Unix milliseconds.</summary>
    public required long AsOfMs { get; init; }

    /// <summary>Version of the model's constants.</summary>
    public required int ModelVersion { get; init; }

    /// <summary>Miner stress index, 0 (calm) to 100; null when no component is available. Describes now; does not forecast.</summary>
    public double? Stress { get; init; }

    /// <summary>Band that the index lies in now: <c>calm</c>, <c>elevated</c>, <c>stressed</c>, <c>capitulation</c>.</summary>
    public string? Band { get; init; }

    /// <summary>Regime: the band with dwell times applied.</summary>
    public string? Regime { get; init; }

    /// <summary>Since when the regime holds, Unix milliseconds.</summary>
    public long? RegimeSinceMs { get; init; }

    /// <summary>Regime that the index points to and that has not held long enough yet.</summary>
    public string? PendingRegime { get; init; }

    /// <summary>When <see cref="PendingRegime"/> may take over, Unix milliseconds.</summary>
    public long? PendingAtMs { get; init; }

    /// <summary>True while coverage is too low to judge and the regime is kept as it was.</summary>
    public bool RegimeHeld { get; init; }

    /// <summary>True while coverage is below 0.60.</summary>
    public bool Provisional { get; init; }

    /// <summary>Share of the components' weight that is available, 0 to 1.</summary>
    public double Coverage { get; init; }

    /// <summary>Components of the index; available contributions add up to <see cref="Stress"/>.</summary>
    public IReadOnlyList<StressContribution> Contributions { get; set; } = [];

    /// <summary>What moved the index over the last 24 hours: differences of contributions, and <c>availability</c> on its own line.</summary>
    public IReadOnlyList<StressChange> Change24h { get; set; } = [];

    /// <summary>The index with the fleets of this world that count in the sector; null when there are none.</summary>
    public double? StressWithFleets { get; init; }

    /// <summary>Production cost C by difficulty regression, USD per BTC.</summary>
    public double? ProductionCostUsd { get; init; }

    /// <summary>Lower edge of the band of C (one residual deviation of the fit), USD per BTC.</summary>
    public double? ProductionCostLowUsd { get; init; }

    /// <summary>Upper edge of the band of C, USD per BTC.</summary>
    public double? ProductionCostHighUsd { get; init; }

    /// <summary>The regression behind C.</summary>
    public RegressionFit? Fit { get; init; }

    /// <summary>Electricity-only cost Ke, USD per BTC.</summary>
    public double? ElectricityCostUsd { get; init; }

    /// <summary>All-in cash cost K, USD per BTC.</summary>
    public double? CashCostUsd { get; init; }

    /// <summary>Price, USD per BTC.</summary>
    public double? PriceUsd { get; init; }

    /// <summary>Price over production cost C.</summary>
    public double? PriceToCost { get; init; }

    /// <summary>Hashprice, USD per PH/s and day.</summary>
    public double? HashpriceUsdPhDay { get; init; }

    /// <summary>Mean network hashrate of the last 7 closed days, EH/s.</summary>
    public double? Hashrate7dEhs { get; init; }

    /// <summary>Highest 7-day mean of the last 180 days, EH/s.</summary>
    public double? Peak7dEhs { get; init; }

    /// <summary>When that peak was, Unix milliseconds.</summary>
    public long? Peak7dAtMs { get; init; }

    /// <summary>Fall of the 7-day mean from its peak, 0 to 1.</summary>
    public double? Drawdown7d { get; init; }

    /// <summary>Fall of the 14-day mean from its peak, 0 to 1: the one that is scored.</summary>
    public double? Drawdown14d { get; init; }

    /// <summary>Drawdown that sampling noise alone shows on a 7-day series, 0 to 1.</summary>
    public double? DrawdownNoiseFloor7d { get; init; }

    /// <summary>True while the 30-day mean of hashrate lies below the 60-day mean (plain hash ribbon).</summary>
    public bool? RibbonInverted { get; init; }

    /// <summary>The coming difficulty retarget.</summary>
    public RetargetForecast? Retarget { get; init; }

    /// <summary>A published forecast of the coming retarget; stands beside <see cref="Retarget"/> and never replaces it.</summary>
    public QuotedRetarget? QuotedRetarget { get; init; }

    /// <summary>The published forecast of the last retarget, with what came.</summary>
    public QuotedRetarget? LastQuotedRetarget { get; init; }

    /// <summary>What the retarget would do to cost and income.</summary>
    public Relief? Relief { get; init; }

    /// <summary>The support level of the price.</summary>
    public SupportLevel? Support { get; init; }

    /// <summary>Share of the connected fleets' nominal hashrate under water at this hashprice, 0 to 1; null without fleets that count.</summary>
    public double? FleetShareUnderWater { get; init; }

    /// <summary>Every input with its age, limit, state and origin.</summary>
    public IReadOnlyList<InputReading> Inputs { get; set; } = [];
}

/// <summary>One component of the index.</summary>
public sealed record StressContribution
{
    /// <summary>Component, for example <c>cost_gap</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>economics</c>, <c>network</c> or <c>market</c>.</summary>
    public required string Pillar { get; init; }

    /// <summary>Raw value, in the component's own unit; null when missing.</summary>
    public double? Raw { get; init; }

    /// <summary>Score of the raw value, 0 to 100.</summary>
    public double? Score { get; init; }

    /// <summary>Weight, points of 100.</summary>
    public required double Weight { get; init; }

    /// <summary>What it adds to the index.</summary>
    public double? Contribution { get; init; }

    /// <summary>Time of the oldest input that it depends on, Unix milliseconds.</summary>
    public long? AtMs { get; init; }

    /// <summary>Why it is missing; null when available.</summary>
    public string? MissingReason { get; init; }
}

/// <summary>Part of a change of the index.</summary>
public sealed record StressChange
{
    /// <summary>Component, or <c>availability</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Points of the index.</summary>
    public required double Points { get; init; }
}

/// <summary>The difficulty regression: ln(market cap) on ln(difficulty).</summary>
public sealed record RegressionFit
{
    /// <summary>Id of the cost model.</summary>
    public required string ModelId { get; init; }

    /// <summary>Intercept.</summary>
    public required double A { get; init; }

    /// <summary>Slope.</summary>
    public required double B { get; init; }

    /// <summary>Coefficient of determination, null for frozen coefficients whose history is not at hand.</summary>
    public double? R2 { get; init; }

    /// <summary>Residual standard deviation, in ln USD.</summary>
    public double? ResidualDeviation { get; init; }

    /// <summary>Number of days in the fit.</summary>
    public required int Days { get; init; }

    /// <summary>Last day in the fit, ISO date.</summary>
    public required string FittedTo { get; init; }

    /// <summary>True when built-in coefficients are used because history is missing or too old.</summary>
    public required bool Frozen { get; init; }
}

/// <summary>The coming retarget.</summary>
public sealed record RetargetForecast
{
    /// <summary>Projected change, fraction (−0.14 = −14 %), by the whole-epoch rule of 2,015 intervals.</summary>
    public required double Change { get; init; }

    /// <summary>Lower end of the 90 % interval, fraction.</summary>
    public double? ChangeLow { get; init; }

    /// <summary>Upper end of the 90 % interval, fraction.</summary>
    public double? ChangeHigh { get; init; }

    /// <summary>Network hashrate that the projected change implies, EH/s.</summary>
    public double? ImpliedHashrateEhs { get; init; }

    /// <summary>Projected difficulty.</summary>
    public double? ProjectedDifficulty { get; init; }

    /// <summary>Height of the first block with the new difficulty.</summary>
    public required int RetargetHeight { get; init; }

    /// <summary>Blocks until then.</summary>
    public required int RemainingBlocks { get; init; }

    /// <summary>Share of the epoch done, 0 to 1.</summary>
    public required double Progress { get; init; }

    /// <summary>Expected time of that block, Unix milliseconds.</summary>
    public required long AtMs { get; init; }
}

/// <summary>A forecast of one retarget that somebody published.</summary>
public sealed record QuotedRetarget
{
    /// <summary>Height of the first block with the new difficulty.</summary>
    public required int RetargetHeight { get; init; }

    /// <summary>Change that was published, fraction.</summary>
    public required double Change { get; init; }

    /// <summary>UTC day for which it was published, ISO date; absent when it named none.</summary>
    public string? ExpectedDate { get; init; }

    /// <summary>When it was published, Unix milliseconds.</summary>
    public required long QuotedAtMs { get; init; }

    /// <summary>Who published it.</summary>
    public required string Source { get; init; }

    /// <summary>One of <see cref="Origins"/>.</summary>
    public required string Origin { get; init; }

    /// <summary>What the monitor itself forecast when the quote came, fraction.</summary>
    public double? ForecastChange { get; init; }

    /// <summary>What came, fraction; absent until it is known.</summary>
    public double? ActualChange { get; init; }
}

/// <summary>Costs and income after the projected retarget.</summary>
public sealed record Relief
{
    /// <summary>Production cost C after it, USD per BTC.</summary>
    public double? ProductionCostUsd { get; init; }

    /// <summary>Cash cost K after it, USD per BTC.</summary>
    public double? CashCostUsd { get; init; }

    /// <summary>Hashprice after it, USD per PH/s and day.</summary>
    public double? HashpriceUsdPhDay { get; init; }
}

/// <summary>Support level of the price.</summary>
public sealed record SupportLevel
{
    /// <summary>Level, USD per BTC.</summary>
    public required double LevelUsd { get; init; }

    /// <summary><c>configured</c>, or <c>lowest-close</c> (lowest daily close of days t−186 to t−7).</summary>
    public required string Kind { get; init; }

    /// <summary>Price over level, less one.</summary>
    public double? Distance { get; init; }

    /// <summary>True while the price is at or below the level.</summary>
    public bool Touched { get; init; }

    /// <summary>True while the price has been below by 0.5 % for 15 minutes.</summary>
    public bool Broken { get; init; }

    /// <summary>When the level last broke, Unix milliseconds.</summary>
    public long? LastBreakAtMs { get; init; }
}
