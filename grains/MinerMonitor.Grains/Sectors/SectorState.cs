using System.Collections.Immutable;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Model.Stress;

namespace MinerMonitor.Grains.Sectors;

/// <summary>What the sector of a world must not forget: last inputs, regime, support. A few KB.</summary>
[GenerateSerializer, Alias("mm.sector.state")]
internal sealed class SectorState
{
    /// <summary>Newest value of each input of the markets.</summary>
    [Id(0)] public Dictionary<SectorInputId, SectorInput> Inputs { get; set; } = [];

    /// <summary>The chain; null before the first block.</summary>
    [Id(1)] public ChainReading? Chain { get; set; }

    /// <summary>What each counted fleet said last.</summary>
    [Id(2)] public Dictionary<string, FleetSectorInput> Fleets { get; set; } = [];

    /// <summary>Regime with its timers.</summary>
    [Id(3)] public RegimeState Regime { get; set; } = RegimeState.Cold;

    /// <summary>World time of the first index that was good enough to judge the regime by, Unix milliseconds.</summary>
    [Id(4)] public long? JudgedSinceMs { get; set; }

    /// <summary>What the price did at the support level.</summary>
    [Id(5)] public SupportState Support { get; set; } = SupportState.None;

    /// <summary>Events that are stored here and not yet in the event log.</summary>
    [Id(6)] public List<MonitorEvent> Outbox { get; set; } = [];
}

/// <summary>The index of the last 25 hours, one every 10 minutes: what <c>change24h</c> compares with. About 20 KB.</summary>
[GenerateSerializer, Alias("mm.sector.past")]
internal sealed class SectorPast
{
    /// <summary>Oldest first.</summary>
    [Id(0)] public List<PastStress> Entries { get; set; } = [];
}

/// <summary>The index at one time, without what does not help to explain a change.</summary>
/// <param name="AtMs">World time, Unix milliseconds.</param>
/// <param name="Index">The index.</param>
/// <param name="Coverage">Its coverage.</param>
/// <param name="Scores">Weight and score of the components that were available.</param>
[GenerateSerializer, Immutable, Alias("mm.sector.past-stress")]
internal sealed record PastStress(
    [property: Id(0)] long AtMs,
    [property: Id(1)] double Index,
    [property: Id(2)] double Coverage,
    [property: Id(3)] ImmutableArray<PastScore> Scores)
{
    public static PastStress Of(long atMs, StressResult stress) => new(
        atMs,
        stress.Index.GetValueOrDefault(),
        stress.Coverage,
        [.. stress.Contributions
            .Where(part => part.Score is not null)
            .Select(part => new PastScore(part.Component, part.Weight, part.Score.GetValueOrDefault()))]);

    public StressResult ToResult(StressModelOptions options) => new()
    {
        Index = Index,
        Coverage = Coverage,
        Provisional = Coverage < options.Regimes.MinCoverage,
        Band = options.Regimes.Band(Index),
        Contributions = [.. Scores.Select(part => new StressContribution { Component = part.Component, Weight = part.Weight, Score = part.Score })],
        Pillars = [],
        ModelVersion = options.ModelVersion,
    };
}

/// <summary>Score of one component.</summary>
/// <param name="Component">Component.</param>
/// <param name="Weight">Its weight, points of 100.</param>
/// <param name="Score">0 to 100.</param>
[GenerateSerializer, Immutable, Alias("mm.sector.past-score")]
internal readonly record struct PastScore(
    [property: Id(0)] StressComponent Component, [property: Id(1)] double Weight, [property: Id(2)] double Score);
