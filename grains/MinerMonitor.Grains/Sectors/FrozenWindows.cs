using MinerMonitor.Model.Stress;

namespace MinerMonitor.Grains.Sectors;

/// <summary>
/// Everything the model needs of closed days as of one close, in plain figures: what a scenario carries instead of the rows themselves.
/// What a scenario does not know is null, and the components that need it are missing.
/// </summary>
[GenerateSerializer, Immutable, Alias("mm.sector.frozen-windows")]
public sealed record FrozenWindows
{
    /// <summary>The closed day; the figures hold from its 24:00 on.</summary>
    [Id(0)] public required DateOnly Date { get; init; }

    /// <summary>Intercept of the difficulty regression.</summary>
    [Id(1)] public required double FitA { get; init; }

    /// <summary>Slope of the difficulty regression.</summary>
    [Id(2)] public required double FitB { get; init; }

    /// <summary>Coefficient of determination.</summary>
    [Id(3)] public required double FitR2 { get; init; }

    /// <summary>Residual standard deviation, ln USD.</summary>
    [Id(4)] public required double FitResidualDeviation { get; init; }

    /// <summary>Days in the fit.</summary>
    [Id(5)] public required int FitDays { get; init; }

    /// <summary>Last day in the fit.</summary>
    [Id(6)] public required DateOnly FittedTo { get; init; }

    /// <summary>Mean fees per block of 7 days, BTC.</summary>
    [Id(7)] public double? FeePerBlockBtc { get; init; }

    /// <summary>7-day over 365-day mean of miners' revenue in USD.</summary>
    [Id(8)] public double? RevenueMultiple { get; init; }

    /// <summary>7-day mean of the network hashrate, EH/s.</summary>
    [Id(9)] public double? Hashrate7dEhs { get; init; }

    /// <summary>Its peak in 180 days, EH/s.</summary>
    [Id(10)] public double? Peak7dEhs { get; init; }

    /// <summary>Day of that peak.</summary>
    [Id(11)] public DateOnly? Peak7dDate { get; init; }

    /// <summary>14-day mean of the network hashrate, EH/s.</summary>
    [Id(12)] public double? Hashrate14dEhs { get; init; }

    /// <summary>Its peak in 180 days, EH/s.</summary>
    [Id(13)] public double? Peak14dEhs { get; init; }

    /// <summary>30-day over 60-day mean of the network hashrate.</summary>
    [Id(14)] public double? HashRibbon { get; init; }

    /// <summary>Highest difficulty at a close of the last 180 days.</summary>
    [Id(15)] public double? DifficultyPeak { get; init; }

    /// <summary>Lowest close of the days t-186 to t-7, USD per BTC.</summary>
    [Id(16)] public double? DefaultSupportUsd { get; init; }

    /// <summary>Network efficiency, J/TH.</summary>
    [Id(17)] public required double EfficiencyJth { get; init; }

    /// <summary>Regime at the close: <c>calm</c>, <c>elevated</c>, <c>stressed</c> or <c>capitulation</c>; null when not known.</summary>
    [Id(18)] public string? Regime { get; init; }

    /// <summary>Since when that regime holds, Unix milliseconds.</summary>
    [Id(19)] public long? RegimeSinceMs { get; init; }

    /// <summary>One of <see cref="Sectors.Origin"/>. Default: derived.</summary>
    [Id(20)] public string Origin { get; init; } = Sectors.Origin.Derived;

    /// <summary>Where the figures come from.</summary>
    [Id(21)] public string? Source { get; init; }

    /// <summary>These figures as the model takes them.</summary>
    internal DailyWindows ToWindows() => new()
    {
        Date = Date,
        Fit = new DifficultyFit
        {
            A = FitA, B = FitB, R2 = FitR2, ResidualDeviation = FitResidualDeviation, Observations = FitDays, AsOf = FittedTo,
        },
        FeePerBlockBtc = FeePerBlockBtc,
        RevenueMultiple = RevenueMultiple,
        Hashrate7dEhs = Hashrate7dEhs,
        Hashrate14dEhs = Hashrate14dEhs,
        Peak7dEhs = Peak7dEhs,
        Peak7dAtMs = Peak7dDate is { } day ? UtcDay.StartMs(day) : null,
        Drawdown7d = 1 - Hashrate7dEhs / Peak7dEhs,
        Drawdown14d = 1 - Hashrate14dEhs / Peak14dEhs,
        HashRibbon = HashRibbon,
        DifficultyPeak = DifficultyPeak,
        DefaultSupportUsd = DefaultSupportUsd,
        EfficiencyJth = EfficiencyJth,
    };

    /// <summary>The regime at the close; null when not known.</summary>
    internal RegimeState? ToRegime() =>
        Enum.TryParse<Regime>(Regime, ignoreCase: true, out var regime)
            ? RegimeState.Cold with { Regime = regime, SinceMs = RegimeSinceMs ?? UtcDay.CloseMs(Date) }
            : null;
}
