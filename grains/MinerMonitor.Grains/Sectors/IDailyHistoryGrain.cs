using System.Collections.Immutable;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Stress;
using MinerMonitor.Model.Stress.History;
using Orleans.Concurrency;

namespace MinerMonitor.Grains.Sectors;

/// <summary>Closed days of one world and what the model derives from them. Key: the world.</summary>
[GrainInterfaceType("mm.daily-history")]
public interface IDailyHistoryGrain : IReplayPart
{
    /// <summary>Takes one CSV table, recognised by its header; the last write of a day wins. Answers when the rows are stored.</summary>
    /// <param name="csv">The file, UTF-8.</param>
    /// <param name="source">Who says so: kept with each day.</param>
    [Alias("ImportAsync")]
    ValueTask<HistoryImport> ImportAsync(byte[] csv, string source);

    /// <summary>A table as CSV, UTF-8, in the columns that <see cref="ImportAsync"/> reads.</summary>
    [Alias("ExportAsync")]
    ValueTask<byte[]> ExportAsync(HistoryTableKind table);

    /// <summary>
    /// Fills in what is not known of closed days. What is known stays, whoever said it, so it may be called again and again; only a source
    /// may revise its own Fear and Greed and ETF flows. Answers when it is stored.
    /// </summary>
    /// <returns>How many rows of all tables changed.</returns>
    [Alias("FillAsync")]
    ValueTask<int> FillAsync(HistoryFill fill);

    /// <summary>What is not known of the days from one to another.</summary>
    [Alias("GetGapsAsync")]
    ValueTask<HistoryGaps> GetGapsAsync(DateOnly from, DateOnly to);

    /// <summary>Gives a replay the trailing figures of closed days instead of rows; each holds from its day's 24:00 on. Same day: last one wins.</summary>
    /// <exception cref="InvalidOperationException">The world is <c>live</c>.</exception>
    [Alias("SeedAsync")]
    ValueTask SeedAsync(ImmutableArray<FrozenWindows> days);

    /// <summary>The windows of the newest day that is closed at a time.</summary>
    /// <param name="worldTime">The time.</param>
    /// <param name="withRegime">True for the regime that the closes up to that day lead to as well: it costs a run over all of them.</param>
    [Alias("GetAsync"), AlwaysInterleave] // reads only, and whatever changes is changed between two awaits: the sector asks while it is told of a change
    ValueTask<HistoryReading> GetAsync(DateTimeOffset worldTime, bool withRegime);

    /// <summary>The times in which bitcoin closed below its modelled production cost, oldest first; empty in a replay, which has no closes.</summary>
    /// <param name="today">The day that is not closed yet.</param>
    /// <param name="priceToCost">Price over production cost of today; null when one of them is missing.</param>
    [Alias("GetBelowCostAsync"), AlwaysInterleave] // reads only
    ValueTask<ImmutableArray<BelowCostEpisode>> GetBelowCostAsync(DateOnly today, double? priceToCost);

    /// <summary>What belongs on charts of the time of the closed days: regimes, retargets, halvings, support breaks, ETF reversals. Empty in a replay.</summary>
    [Alias("GetAnnotationsAsync"), AlwaysInterleave] // reads only
    ValueTask<ImmutableArray<Annotation>> GetAnnotationsAsync();

    /// <summary>Net flows of ETFs by trading day, oldest first.</summary>
    [Alias("GetEtfFlowsAsync"), AlwaysInterleave] // reads only
    ValueTask<ImmutableArray<EtfFlowRow>> GetEtfFlowsAsync();

    /// <summary>The sector as of the close of a past day; null when the day is not part of the history.</summary>
    [Alias("EvaluateAsync")]
    ValueTask<SectorView?> EvaluateAsync(DateOnly date);

    /// <summary>Forgets everything: a replay that jumps back. Refused in <c>live</c>.</summary>
    /// <exception cref="InvalidOperationException">The world is <c>live</c>.</exception>
    [Alias("ResetAsync")]
    ValueTask ResetAsync();
}

/// <summary>What became of an imported table.</summary>
/// <param name="Table">Which table it was.</param>
/// <param name="Fault">What is wrong with the file as a whole, and what would mend it; then nothing was stored. Null when it was understood.</param>
/// <param name="Kept">Rows stored.</param>
/// <param name="RefusedCount">Rows refused.</param>
/// <param name="Refused">The first refusals, at most 100.</param>
[GenerateSerializer, Immutable, Alias("mm.history.import")]
public sealed record HistoryImport(
    [property: Id(0)] HistoryTableKind Table,
    [property: Id(1)] string? Fault,
    [property: Id(2)] int Kept,
    [property: Id(3)] int RefusedCount,
    [property: Id(4)] ImmutableArray<HistoryRefusal> Refused);

/// <summary>A row that was refused.</summary>
/// <param name="Line">Line of the file, from 1 for the header.</param>
/// <param name="Reason">Fault and remedy.</param>
[GenerateSerializer, Immutable, Alias("mm.history.refusal")]
public sealed record HistoryRefusal([property: Id(0)] int Line, [property: Id(1)] string Reason);

/// <summary>What closed days say at one time.</summary>
/// <param name="Windows">Windows of the newest closed day; null without history.</param>
/// <param name="Regime">Regime at that close; null when not asked for or not known.</param>
/// <param name="Origin">One of <see cref="Sectors.Origin"/>.</param>
/// <param name="Source">Where the newest day comes from.</param>
[GenerateSerializer, Immutable, Alias("mm.history.reading")]
public sealed record HistoryReading(
    [property: Id(0)] DailyWindows? Windows,
    [property: Id(1)] RegimeState? Regime,
    [property: Id(2)] string? Origin,
    [property: Id(3)] string? Source);
