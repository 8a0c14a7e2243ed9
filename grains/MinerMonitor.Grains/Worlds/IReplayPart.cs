using Orleans.Concurrency;

namespace MinerMonitor.Grains.Worlds;

/// <summary>A grain of a world whose loss a replay notices: nothing of a replay is stored, so what was lost is built again from the scenario.</summary>
[GrainInterfaceType("mm.replay-part")]
public interface IReplayPart : IGrainWithStringKey
{
    /// <summary>Generation of the grain's stream: another one than before means that the grain lost what it knew.</summary>
    [Alias("GetStreamIdAsync"), AlwaysInterleave] // reads one field that only whole turns write
    ValueTask<string> GetStreamIdAsync();

    /// <summary>True while somebody watches the grain's topic: a private copy lives as long as it is looked at.</summary>
    [Alias("IsWatchedAsync")]
    ValueTask<bool> IsWatchedAsync();
}
