using System.Text.Json;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Streaming;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;
using MinerMonitor.Silo.Live;

namespace MinerMonitor.Silo.Http;

/// <summary>The events of an event topic that are still kept, page by page: for programs that ask instead of watching.</summary>
internal static class EventEndpoints
{
    private const int LargestPage = 1000;

    /// <summary>Maps the route.</summary>
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/events", ListAsync)
            .AllowPublic() // each topic is checked by itself
            .Describe("ListEvents", "Events that are kept (7 days), oldest first.", "`after` is the number of the last event known. Needs what the topic needs.")
            .Answers<Page<Frame>>("events.json");

    /// <param name="context">Request.</param>
    /// <param name="topic">Event topic.</param>
    /// <param name="world">World; absent: live.</param>
    /// <param name="after">Number of the last event that the caller has; absent: from the oldest kept.</param>
    /// <param name="limit">Most events of the page.</param>
    /// <param name="access">Who may see what.</param>
    /// <param name="grains">Grains.</param>
    private static async Task<IResult> ListAsync(
        HttpContext context, string topic, string? world, long? after, int? limit, TopicAccess access, IGrainFactory grains)
    {
        if (Paging.Fault(limit, LargestPage) is { } fault) return fault;
        var name = new TopicName(world ?? WorldName.Live, topic);
        if (!TopicDirectory.IsEventTopic(topic))
        {
            return Problems.Result(404, ErrorCodes.UnknownTopic, "No such event topic", $"'{topic}' has no events; use blocks, events/… or alerts/….");
        }

        if (await access.CheckAsync(context.Grant(), name) is { } refusal)
        {
            return Problems.Result(StatusOf(refusal.Code), refusal.Code, "Not to be seen", refusal.Sentence);
        }

        var most = limit ?? Paging.DefaultLimit;
        var frames = await grains.GetGrain<IEventLogGrain>(TopicDirectory.KeyOf(name.World, topic)).ListAsync(after ?? 0, most);
        var page = new Page<Frame>
        {
            Items = [.. frames.Select(frame => new Frame
            {
                Kind = FrameKinds.Event,
                World = name.World,
                Topic = topic,
                StreamId = frame.StreamId,
                Seq = frame.Seq,
                AtMs = frame.AtMs,
                Payload = JsonSerializer.Deserialize<JsonElement>(frame.Payload),
            })],
            Next = frames.Length == most ? frames[^1].Seq.ToString(System.Globalization.CultureInfo.InvariantCulture) : null,
        };
        return Results.Json(page, ProtocolJson.Default.PageFrame);
    }

    private static int StatusOf(string code) => code switch
    {
        ErrorCodes.Unauthenticated => StatusCodes.Status401Unauthorized,
        ErrorCodes.Forbidden => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status404NotFound,
    };
}
