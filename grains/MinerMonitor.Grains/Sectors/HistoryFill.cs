using System.Collections.Immutable;
using MinerMonitor.Model.Stress.History;

namespace MinerMonitor.Grains.Sectors;

/// <summary>What somebody knows of closed days, to fill in what is missing.</summary>
[GenerateSerializer, Immutable, Alias("mm.history.fill")]
public sealed record HistoryFill
{
    /// <summary>Who says so.</summary>
    [Id(0)] public required string Source { get; init; }

    /// <summary>Days, each as far as it is known.</summary>
    [Id(1)] public ImmutableArray<FilledDay> Days { get; init; } = [];

    /// <summary>Difficulty epochs.</summary>
    [Id(2)] public ImmutableArray<DifficultyEpochRow> Epochs { get; init; } = [];

    /// <summary>Fear and Greed of days that are over.</summary>
    [Id(3)] public ImmutableArray<FearGreedRow> FearGreed { get; init; } = [];

    /// <summary>ETF flows of days that are final.</summary>
    [Id(4)] public ImmutableArray<EtfFlowRow> EtfFlows { get; init; } = [];
}

/// <summary>One day, as far as it is known.</summary>
/// <param name="Row">Its columns.</param>
/// <param name="Source">Who says so, when it is another one than for the rest.</param>
[GenerateSerializer, Immutable, Alias("mm.history.filled-day")]
public readonly record struct FilledDay([property: Id(0)] DailyRow Row, [property: Id(1)] string? Source = null);

/// <summary>What is not known of a span of days.</summary>
/// <param name="Days">Days of the span.</param>
/// <param name="Whole">Days of which price and chain are known.</param>
/// <param name="NoPrice">Days without a price, oldest first.</param>
/// <param name="NoChain">Days that lack something that the chain says, oldest first.</param>
/// <param name="FearGreedDays">Days with Fear and Greed.</param>
[GenerateSerializer, Immutable, Alias("mm.history.gaps")]
public sealed record HistoryGaps(
    [property: Id(0)] int Days,
    [property: Id(1)] int Whole,
    [property: Id(2)] ImmutableArray<DateOnly> NoPrice,
    [property: Id(3)] ImmutableArray<DateOnly> NoChain,
    [property: Id(4)] int FearGreedDays);
