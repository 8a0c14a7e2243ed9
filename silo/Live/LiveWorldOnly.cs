using MinerMonitor.Grains.Worlds;

namespace MinerMonitor.Silo.Live;

/// <summary>The directory of a server that plays no replays.</summary>
internal sealed class LiveWorldOnly : IWorldDirectory
{
    /// <inheritdoc/>
    public ValueTask<bool> ExistsAsync(string world) => ValueTask.FromResult(world == WorldName.Live);
}
