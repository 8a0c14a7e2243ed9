using System.Text.Json;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Server;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;
using MinerMonitor.Silo.Live;

namespace MinerMonitor.Silo.Http;

/// <summary><c>/api/v1/feeds</c>: health of every source, and what a source really sends.</summary>
internal static class FeedEndpoints
{
    private const int DefaultSeconds = 60;
    private const int MaxSeconds = 3_600;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/feeds", GetAsync).RequireSectorRead()
            .Describe("GetFeeds", "Every source that feeds a world: what it said, when, and what was refused.", "The payload of topic `feeds`.")
            .Answers<FeedsSnapshot>("feeds.json");
        api.MapGet("/feeds/{feed}/recording", RecordAsync).RequireAdmin()
            .Describe("RecordFeed", "What a feed and its source say to each other from now on, a JSON document a line.").AnswersText(RouteReference.Ndjson, "recording.ndjson");
    }

    private static async Task<IResult> GetAsync(string? world, IWorldDirectory worlds, IGrainFactory grains) =>
        await worlds.RefuseUnknownAsync(world) ?? await TopicResult.ReadAsync(grains.GetGrain<IFeedBoardGrain>(world ?? WorldName.Live));

    private static async Task<IResult> RecordAsync(string feed, int? seconds, IFeedCatalogue catalogue, IGrainFactory grains, TimeProvider time)
    {
        if (seconds is <= 0 or > MaxSeconds)
        {
            return Problems.Result(400, ErrorCodes.OutOfRange, "Bad duration", $"seconds is the time to record, 1 to {MaxSeconds}; default {DefaultSeconds}.");
        }

        return catalogue.Feeds.FirstOrDefault(known => known.Feed == feed) is not { } description
            ? Problems.Result(404, ErrorCodes.UnknownFeed, "Unknown feed", $"There is no feed '{feed}'; GET /api/v1/feeds lists them.")
            : !description.IsEnabled
                ? Problems.Result(409, ErrorCodes.Conflict, "Feed is off", $"Feed '{feed}' is switched off by configuration; it says and hears nothing.")
                : Results.Stream(
                    (body) => WriteAsync(body, grains.GetGrain<IFeedGrain>(feed), TimeSpan.FromSeconds(seconds ?? DefaultSeconds), time), "application/x-ndjson");
    }

    /// <summary>Writes each message as <c>{"t","dir","text"}</c>: time in epoch seconds, who spoke, and the message verbatim.</summary>
    private static async Task WriteAsync(Stream body, IFeedGrain feed, TimeSpan duration, TimeProvider time)
    {
        var began = time.GetTimestamp();
        using var timer = new PeriodicTimer(s_look, time);
        for (long after = 0; time.GetElapsedTime(began) < duration;)
        {
            foreach (var message in await feed.ReadTapAsync(after))
            {
                await body.WriteAsync(Line(message, gap: after > 0 ? message.Number - after - 1 : 0));
                after = message.Number;
            }

            await body.FlushAsync();
            await timer.WaitForNextTickAsync();
        }
    }

    private static byte[] Line(TappedMessage message, long gap)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("t", message.AtMs / 1000m);
            json.WriteString("dir", message.FromServer ? "server" : "client");
            json.WriteString("text", message.Text);
            if (gap > 0)
            {
                json.WriteNumber("missed", gap); // messages before this one that came faster than they were fetched
            }

            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }
}
