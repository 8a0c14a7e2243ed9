namespace MinerMonitor.Model.Stress;

/// <summary>Every constant of the stress model, version by version. The defaults are version 1.</summary>
/// <remarks>Whoever changes a constant changes <see cref="ModelVersion"/>, which is published with every value.</remarks>
public sealed record StressModelOptions
{
    public const string SectionName = "Monitor:StressModel";

    public static StressModelOptions Default { get; } = new();

    public int ModelVersion { get; init; } = 1;

    public FitOptions Fit { get; init; } = new();

    public EnergyOptions Energy { get; init; } = new();

    public WindowOptions Windows { get; init; } = new();

    public ComponentsOptions Components { get; init; } = new();

    public RegimeOptions Regimes { get; init; } = new();

    public SupportOptions Support { get; init; } = new();

    public AgeLimitOptions AgeLimits { get; init; } = new();
}

/// <summary>The difficulty regression.</summary>
public sealed record FitOptions
{
    /// <summary>First day of the expanding fit. Default: 2015-01-01, the start that reproduces published values best.</summary>
    public DateOnly Start { get; init; } = new(2015, 1, 1);

    /// <summary>Days below which the frozen coefficients are used. Default: 365.</summary>
    public int MinObservations { get; init; } = 365;

    /// <summary>Cold start: the fit of 2015-01-01 to <see cref="FrozenAsOf"/>.</summary>
    public double FrozenA { get; init; } = 2.81467338;

    public double FrozenB { get; init; } = 0.77857816;

    public double FrozenR2 { get; init; } = 0.9384;

    public int FrozenObservations { get; init; } = 4053;

    /// <summary>Deviation of the frozen fit's residuals, in ln USD.</summary>
    public double FrozenResidualDeviation { get; init; } = 0.48675642;

    public DateOnly FrozenAsOf { get; init; } = new(2026, 2, 4);
}

/// <summary>The energy cost model.</summary>
public sealed record EnergyOptions
{
    public double TariffUsdKwh { get; init; } = 0.05;

    public double Pue { get; init; } = 1.10;

    /// <summary>Electricity as a share of all cash costs. Default: 0.80.</summary>
    public double EnergyShare { get; init; } = 0.80;

    /// <summary>
    /// Efficiency of the whole network where no efficiency table is loaded. These are assumptions of the model, rounded from
    /// the classes of machines in service, and no measurements; they are flat outside and interpolated in the logarithm within.
    /// </summary>
    public IReadOnlyList<EfficiencyPoint> NetworkEfficiency { get; init; } =
    [
        new(new DateOnly(2016, 1, 1), 300),
        new(new DateOnly(2018, 7, 1), 90),
        new(new DateOnly(2021, 1, 1), 55),
        new(new DateOnly(2024, 7, 1), 28),
        new(new DateOnly(2026, 1, 1), 20),
        new(new DateOnly(2026, 12, 31), 17.5),
    ];
}

/// <summary>Lengths of trailing windows in days, reports for the ETF flow.</summary>
public sealed record WindowOptions
{
    public int RevenueShort { get; init; } = 7;

    public int RevenueLong { get; init; } = 365;

    public int HashMean { get; init; } = 14;

    /// <summary>The hashrate that is shown, not scored. Default: 7.</summary>
    public int HashShown { get; init; } = 7;

    public int HashPeak { get; init; } = 180;

    public int RibbonShort { get; init; } = 30;

    public int RibbonLong { get; init; } = 60;

    public int DifficultyPeak { get; init; } = 180;

    public int FeeDays { get; init; } = 7;

    public int EtfReports { get; init; } = 5;

    /// <summary>Default support: the lowest close from this many days ago.</summary>
    public int SupportFrom { get; init; } = 186;

    /// <summary>Default support: the lowest close up to this many days ago.</summary>
    public int SupportTo { get; init; } = 7;
}

/// <summary>Weight and ramp of one component: the score is 0 at <see cref="Zero"/>, 100 at <see cref="Full"/>, linear between.</summary>
public sealed record ComponentOptions
{
    public double Weight { get; init; }

    public double Zero { get; init; }

    public double Full { get; init; }

    /// <summary>Score 0..100 of a raw value.</summary>
    public double Score(double raw) => 100 * Math.Clamp((raw - Zero) / (Full - Zero), 0, 1);
}

/// <summary>The ramps and weights of the index.</summary>
public sealed record ComponentsOptions
{
    public ComponentOptions CostGap { get; init; } = new() { Weight = 10, Zero = 1.10, Full = 0.60 };

    public ComponentOptions NetworkMargin { get; init; } = new() { Weight = 5, Zero = 1.50, Full = 0.75 };

    public ComponentOptions MinerRevenue { get; init; } = new() { Weight = 15, Zero = 1.10, Full = 0.50 };

    public ComponentOptions HashDrawdown { get; init; } = new() { Weight = 20, Zero = 0.02, Full = 0.20 };

    public ComponentOptions HashRibbon { get; init; } = new() { Weight = 20, Zero = 1.03, Full = 0.95 };

    public ComponentOptions Difficulty { get; init; } = new() { Weight = 10, Zero = 0, Full = 0.15 };

    public ComponentOptions Liquidations { get; init; } = new() { Weight = 5, Zero = 0, Full = 1 };

    public ComponentOptions EtfFlow { get; init; } = new() { Weight = 5, Zero = 0, Full = -15 };

    public ComponentOptions Sentiment { get; init; } = new() { Weight = 5, Zero = 50, Full = 10 };

    public ComponentOptions Support { get; init; } = new() { Weight = 5, Zero = 0.10, Full = -0.10 };

    public ComponentOptions FleetUnderwater { get; init; } = new() { Weight = 10, Zero = 0, Full = 0.50 };

    public ComponentOptions Of(StressComponent component) => component switch
    {
        StressComponent.CostGap => CostGap,
        StressComponent.NetworkMargin => NetworkMargin,
        StressComponent.MinerRevenue => MinerRevenue,
        StressComponent.HashDrawdown => HashDrawdown,
        StressComponent.HashRibbon => HashRibbon,
        StressComponent.Difficulty => Difficulty,
        StressComponent.Liquidations => Liquidations,
        StressComponent.EtfFlow => EtfFlow,
        StressComponent.Sentiment => Sentiment,
        StressComponent.Support => Support,
        StressComponent.FleetUnderwater => FleetUnderwater,
        _ => throw new ArgumentOutOfRangeException(nameof(component), component, "Not a component of the index."),
    };
}

/// <summary>Thresholds and dwell times of the regimes.</summary>
public sealed record RegimeOptions
{
    public double Elevated { get; init; } = 20;

    public double Stressed { get; init; } = 35;

    public double Capitulation { get; init; } = 60;

    /// <summary>A regime is left this many points below its threshold. Default: 5.</summary>
    public double Hysteresis { get; init; } = 5;

    /// <summary>This many points above a threshold its regime is entered without dwell. Default: 10.</summary>
    public double FastUp { get; init; } = 10;

    public TimeSpan DwellUp { get; init; } = TimeSpan.FromHours(24);

    public TimeSpan DwellDown { get; init; } = TimeSpan.FromHours(96);

    /// <summary>Coverage below which the index is provisional and the regime held. Default: 0.60.</summary>
    public double MinCoverage { get; init; } = 0.60;

    /// <summary>Threshold at which a regime above calm begins.</summary>
    public double Up(Regime regime) => regime switch
    {
        Regime.Elevated => Elevated,
        Regime.Stressed => Stressed,
        Regime.Capitulation => Capitulation,
        _ => throw new ArgumentOutOfRangeException(nameof(regime), regime, "Only elevated, stressed and capitulation have a threshold."),
    };

    /// <summary>The regime whose thresholds an index lies between, without any dwell.</summary>
    public Regime Band(double index) =>
        index >= Capitulation ? Regime.Capitulation
        : index >= Stressed ? Regime.Stressed
        : index >= Elevated ? Regime.Elevated
        : Regime.Calm;
}

/// <summary>When a support level counts as touched and as broken.</summary>
public sealed record SupportOptions
{
    /// <summary>A break is a price this fraction below the level. Default: 0.005 (0.5 %).</summary>
    public double BreakMargin { get; init; } = 0.005;

    /// <summary>... for this long without a pause. Default: 15 min.</summary>
    public TimeSpan BreakDwell { get; init; } = TimeSpan.FromMinutes(15);
}

/// <summary>Age beyond which an input counts as missing.</summary>
public sealed record AgeLimitOptions
{
    public TimeSpan Price { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan Chain { get; init; } = TimeSpan.FromHours(3);

    public TimeSpan DailyWindows { get; init; } = TimeSpan.FromHours(36);

    /// <summary>Age of the fit beyond which the frozen coefficients are used, flagged.</summary>
    public TimeSpan Fit { get; init; } = TimeSpan.FromDays(7);

    public TimeSpan Liquidations { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Calendar days between the newest ETF report and today. Default: 5.</summary>
    public int EtfDays { get; init; } = 5;

    /// <summary>Calendar days between the Fear and Greed value and today. Default: 2, the day before yesterday.</summary>
    public int FearGreedDays { get; init; } = 2;

    /// <summary>Share of the network under water, from fleets. Default: 5 min.</summary>
    public TimeSpan Fleets { get; init; } = TimeSpan.FromMinutes(5);
}
