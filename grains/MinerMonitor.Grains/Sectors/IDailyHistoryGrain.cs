using System.Collections.Immutable;

namespace MinerMonitor.Grains.Sectors;

/// <summary>Closed days of one world and what the model derives from them. Key: the world.</summary>
[GrainInterfaceType("mm.daily-history")]
public interface IDailyHistoryGrain : IGrainWithStringKey
{
    /// <summary>Gives a replay the trailing figures of closed days instead of rows; each holds from its day's 24:00 on. Same day: last one wins.</summary>
    /// <exception cref="InvalidOperationException">The world is <c>live</c>.</exception>
    [Alias("SeedAsync")]
    ValueTask SeedAsync(ImmutableArray<FrozenWindows> days);

    /// <summary>Forgets everything: a replay that jumps back. Refused in <c>live</c>.</summary>
    /// <exception cref="InvalidOperationException">The world is <c>live</c>.</exception>
    [Alias("ResetAsync")]
    ValueTask ResetAsync();
}
