using System.Collections.Immutable;

namespace MinerMonitor.Model.Stress.History;

/// <summary>The days a comparison covers.</summary>
public enum BacktestPeriod
{
    /// <summary>2016 to 2021: the constants were chosen with these days.</summary>
    Train = 1,

    /// <summary>2022 and later.</summary>
    Holdout = 2,
    All = 3,
}

/// <summary>How one score ranks days, over one period.</summary>
/// <param name="Score">Name of the score.</param>
/// <param name="Period">The days compared.</param>
/// <param name="InsideWindow">AUC for "inside a labelled capitulation window".</param>
/// <param name="ForwardEvent">AUC for "the 7-day hashrate falls by 10 % or more within the next 30 days".</param>
public readonly record struct RankingResult(string Score, BacktestPeriod Period, double? InsideWindow, double? ForwardEvent);

/// <summary>What one alarm rule flags, over one period.</summary>
public sealed record AlarmResult
{
    public required string Rule { get; init; }

    public required BacktestPeriod Period { get; init; }

    /// <summary>Windows with at least seven flagged days.</summary>
    public required int Hits { get; init; }

    public required int Windows { get; init; }

    /// <summary>Share of the windows' days that are flagged.</summary>
    public required double WindowShare { get; init; }

    /// <summary>Share of the other days that are flagged.</summary>
    public required double OtherShare { get; init; }

    public required int OtherDays { get; init; }

    /// <summary>Flagged days more than 60 days away from any window.</summary>
    public required int FarDays { get; init; }

    /// <summary>Days from each window's start to the first flag, looked for from 30 days before; null without one.</summary>
    public required ImmutableArray<int?> LagDays { get; init; }
}

/// <summary>The index inside one labelled window.</summary>
public sealed record WindowResult
{
    public required string Window { get; init; }

    public double? Median { get; init; }

    public double? Max { get; init; }

    public DateOnly? MaxDate { get; init; }

    /// <summary>Share of the window's days in regime stressed or above.</summary>
    public double StressedShare { get; init; }

    public double CapitulationShare { get; init; }
}

/// <summary>The model against the labelled windows, beside the indicators everyone knows.</summary>
public sealed record BacktestReport
{
    public required ImmutableArray<DailyEvaluation> Days { get; init; }

    public required ImmutableArray<RankingResult> Rankings { get; init; }

    public required ImmutableArray<AlarmResult> Alarms { get; init; }

    public required ImmutableArray<WindowResult> Windows { get; init; }

    /// <summary>Number of regime changes after the first regime.</summary>
    public required int RegimeChanges { get; init; }

    /// <summary>Share of days by regime, calm first.</summary>
    public required ImmutableArray<(Regime Regime, double Share)> RegimeShares { get; init; }
}
