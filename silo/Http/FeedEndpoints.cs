using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Protocol.Server;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Live;

namespace MinerMonitor.Silo.Http;

/// <summary><c>/api/v1/feeds</c>: health of every source.</summary>
internal static class FeedEndpoints
{
    /// <summary>Maps the route.</summary>
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/feeds", GetAsync).RequireSectorRead().WithTags("Markets").WithName("GetFeeds")
            .WithSummary("Every source that feeds a world: what it said, when, and what was refused.").Produces<FeedsSnapshot>();

    private static async Task<IResult> GetAsync(string? world, IWorldDirectory worlds, IGrainFactory grains) =>
        await worlds.RefuseUnknownAsync(world) ?? await TopicResult.ReadAsync(grains.GetGrain<IFeedBoardGrain>(world ?? WorldName.Live));
}
