using System.Collections.Immutable;

namespace MinerMonitor.Model.Stress.History;

/// <summary>The tables that daily history comes in; each is recognised by its header.</summary>
public enum HistoryTableKind
{
    Unknown = 0,
    Days = 1,
    Epochs = 2,
    FearGreed = 3,
    EtfFlows = 4,
    Efficiency = 5,
    CapitulationWindows = 6,
}

/// <summary>A row that was left out, and why.</summary>
/// <param name="Line">Line of the file, counted from 1 for the header.</param>
/// <param name="Sentence">What is wrong and what to write instead.</param>
public readonly record struct CsvRefusal(int Line, string Sentence);

/// <summary>What a CSV file held: the good rows of one table and the refusals of the others.</summary>
public sealed record HistoryTable
{
    public required HistoryTableKind Kind { get; init; }

    /// <summary>What is wrong with the file as a whole; null when its header was understood. A faulty file has no rows.</summary>
    public string? Fault { get; init; }

    public ImmutableArray<DailyRow> Days { get; init; } = [];

    public ImmutableArray<DifficultyEpochRow> Epochs { get; init; } = [];

    public ImmutableArray<FearGreedRow> FearGreed { get; init; } = [];

    public ImmutableArray<EtfFlowRow> EtfFlows { get; init; } = [];

    public ImmutableArray<EfficiencyRow> Efficiency { get; init; } = [];

    public ImmutableArray<CapitulationWindow> CapitulationWindows { get; init; } = [];

    public ImmutableArray<CsvRefusal> Refusals { get; init; } = [];

    /// <summary>Number of rows that were understood.</summary>
    public int RowCount =>
        Days.Length + Epochs.Length + FearGreed.Length + EtfFlows.Length + Efficiency.Length + CapitulationWindows.Length;
}
