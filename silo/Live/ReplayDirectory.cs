using MinerMonitor.Grains.Worlds;

namespace MinerMonitor.Silo.Live;

/// <summary>The worlds of a server that plays replays. Asking for one opens it: a shared replay is built on first use.</summary>
internal sealed class ReplayDirectory(IGrainFactory grains) : IWorldDirectory
{
    /// <inheritdoc/>
    public async ValueTask<bool> ExistsAsync(string world)
    {
        if (!WorldName.IsReplay(world))
        {
            return true;
        }

        // A name that no scenario has must not activate a grain for each guess.
        return ScenarioLibrary.Find(WorldName.ScenarioOf(world)) is not null && await grains.GetGrain<IReplayGrain>(world).OpenAsync() is not null;
    }
}
