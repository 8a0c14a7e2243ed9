using MinerMonitor.Model.Stress.History;

namespace MinerMonitor.Grains.Sectors;

/// <summary>Part of the daily history that is stored as one value: a quarter of days, or a year, or some epochs, of one table.</summary>
[GenerateSerializer, Alias("mm.history.chunk")]
internal sealed class HistoryChunk
{
    [Id(0)] public List<DailyRow> Days { get; set; } = [];

    [Id(1)] public List<DifficultyEpochRow> Epochs { get; set; } = [];

    [Id(2)] public List<FearGreedRow> FearGreed { get; set; } = [];

    [Id(3)] public List<EtfFlowRow> EtfFlows { get; set; } = [];

    [Id(4)] public List<EfficiencyRow> Efficiency { get; set; } = [];

    /// <summary>Source of each of <see cref="Days"/>, in their order.</summary>
    [Id(5)] public List<string> DaySources { get; set; } = [];

    /// <summary>Source of each of <see cref="Epochs"/>.</summary>
    [Id(6)] public List<string> EpochSources { get; set; } = [];

    /// <summary>Source of each of <see cref="FearGreed"/>.</summary>
    [Id(7)] public List<string> FearGreedSources { get; set; } = [];

    /// <summary>Source of each of <see cref="EtfFlows"/>.</summary>
    [Id(8)] public List<string> EtfFlowSources { get; set; } = [];
}

/// <summary>Which chunks of the daily history are stored, and what a replay was seeded with.</summary>
[GenerateSerializer, Alias("mm.history.manifest")]
internal sealed class HistoryManifest
{
    [Id(0)] public SortedSet<string> Chunks { get; set; } = [];

    [Id(1)] public SortedDictionary<DateOnly, FrozenWindows> Seeds { get; set; } = [];

    /// <summary>True while the long-term series do not have all of the days yet.</summary>
    [Id(2)] public bool IsSeriesBehind { get; set; }
}
