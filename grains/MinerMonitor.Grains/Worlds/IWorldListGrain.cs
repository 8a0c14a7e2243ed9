using System.Collections.Immutable;

namespace MinerMonitor.Grains.Worlds;

/// <summary>The private copies of replays that exist now. One in the cluster; key <see cref="Key"/>. Not stored, as replays are not.</summary>
[GrainInterfaceType("mm.world-list")]
public interface IWorldListGrain : IGrainWithStringKey
{
    /// <summary>Its only key.</summary>
    const string Key = "worlds";

    /// <summary>Private copies at most.</summary>
    const int MaxCopies = 50;

    /// <summary>Makes a private copy with a name that nobody can guess; null when <see cref="MaxCopies"/> exist.</summary>
    /// <param name="scenario">Scenario; must exist.</param>
    /// <param name="speed">World seconds per second.</param>
    /// <param name="fromMs">Where it begins to play; null: where the scenario opens.</param>
    [Alias("CreateAsync")]
    ValueTask<WorldView?> CreateAsync(string scenario, double speed, long? fromMs);

    /// <summary>Says that a copy exists: heals the list after a loss.</summary>
    [Alias("KeepAsync")]
    ValueTask KeepAsync(string world);

    /// <summary>Says that a copy is gone.</summary>
    [Alias("ForgetAsync")]
    ValueTask ForgetAsync(string world);

    /// <summary>Names of the copies. Who knows a name may control the copy, so they are not for everybody.</summary>
    [Alias("ListAsync")]
    ValueTask<ImmutableArray<string>> ListAsync();
}
