using MinerMonitor.Grains.Worlds;
using MinerMonitor.Protocol;
using MinerMonitor.Silo.Live;

namespace MinerMonitor.Silo.Http;

/// <summary>The world that a request speaks of: <c>?world=</c>, <c>live</c> when absent.</summary>
internal static class WorldParameter
{
    /// <summary>A problem when the world does not exist, else null.</summary>
    public static async ValueTask<IResult?> RefuseUnknownAsync(this IWorldDirectory worlds, string? world) =>
        await worlds.ExistsAsync(world ?? WorldName.Live)
            ? null
            : Problems.Result(404, ErrorCodes.UnknownWorld, "Unknown world", $"There is no world '{world}'; GET /api/v1/worlds lists them.");

    /// <summary>A problem when the world does not exist or is a replay, which only its scenario writes; else null.</summary>
    public static async ValueTask<IResult?> RefuseReadOnlyAsync(this IWorldDirectory worlds, string? world) =>
        await worlds.RefuseUnknownAsync(world)
        ?? (WorldName.IsReplay(world ?? WorldName.Live)
            ? Problems.Result(409, ErrorCodes.ReadOnlyWorld, "Read-only world", $"'{world}' is a replay: only its scenario writes to it. Write to 'live'.")
            : null);
}
