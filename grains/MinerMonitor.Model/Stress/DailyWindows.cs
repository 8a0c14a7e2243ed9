namespace MinerMonitor.Model.Stress;

/// <summary>Everything the model needs of closed days, as of one close. What a window has no history for is null.</summary>
/// <remarks>All windows are trailing and include the day itself, but for the default support.</remarks>
[GenerateSerializer, Immutable, Alias("mm.stress.daily-windows")]
public sealed record DailyWindows
{
    /// <summary>The last closed day.</summary>
    [Id(0)] public required DateOnly Date { get; init; }

    /// <summary>24:00 of the day.</summary>
    public long CloseMs => UtcDay.CloseMs(Date);

    /// <summary>The expanding fit; null below the least number of days.</summary>
    [Id(1)] public DifficultyFit? Fit { get; init; }

    /// <summary>F: mean fees per block of 7 days, BTC.</summary>
    [Id(2)] public double? FeePerBlockBtc { get; init; }

    /// <summary>7-day over 365-day mean of miners' revenue in USD.</summary>
    [Id(3)] public double? RevenueMultiple { get; init; }

    /// <summary>Issuance in USD of the day over its 365-day mean, fees not included.</summary>
    [Id(4)] public double? PuellMultiple { get; init; }

    [Id(5)] public double? Hashrate7dEhs { get; init; }

    [Id(6)] public double? Hashrate14dEhs { get; init; }

    /// <summary>Highest 7-day mean of the last 180 days.</summary>
    [Id(7)] public double? Peak7dEhs { get; init; }

    /// <summary>Close of the day of that peak.</summary>
    [Id(8)] public long? Peak7dAtMs { get; init; }

    /// <summary>Fall of the 7-day mean from its peak, a fraction. Shown, not scored.</summary>
    [Id(9)] public double? Drawdown7d { get; init; }

    /// <summary>Fall of the 14-day mean from its 180-day peak, a fraction. Scored.</summary>
    [Id(10)] public double? Drawdown14d { get; init; }

    /// <summary>30-day over 60-day mean hashrate; below 1 the ribbon is inverted.</summary>
    [Id(11)] public double? HashRibbon { get; init; }

    /// <summary>Highest difficulty at the close of the last 180 days.</summary>
    [Id(12)] public double? DifficultyPeak { get; init; }

    /// <summary>Lowest close of the days t-186 to t-7: the support where nobody sets one. USD/BTC.</summary>
    [Id(13)] public double? DefaultSupportUsd { get; init; }

    /// <summary>Sum of the last five ETF reports, USD.</summary>
    [Id(14)] public double? EtfFlowUsd { get; init; }

    /// <summary>Day of the newest of these reports.</summary>
    [Id(15)] public DateOnly? EtfReportDate { get; init; }

    /// <summary>Last known Fear and Greed value up to the day.</summary>
    [Id(16)] public double? FearGreed { get; init; }

    [Id(17)] public DateOnly? FearGreedDate { get; init; }

    /// <summary>Network efficiency of the day, J/TH.</summary>
    [Id(18)] public required double EfficiencyJth { get; init; }

    /// <summary>True where the efficiency comes from the model's own assumptions and not from a loaded table.</summary>
    [Id(19)] public bool EfficiencyAssumed { get; init; }
}
