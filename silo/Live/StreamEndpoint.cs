using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Streaming;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http;
using MinerMonitor.Silo.Http.Reference;

namespace MinerMonitor.Silo.Live;

/// <summary><c>GET /api/v1/stream</c>: the frames of the hub as server-sent events, for programs without a SignalR client.</summary>
/// <remarks>
/// The id of an event holds the positions of all topics of the connection, so a reconnect with <c>Last-Event-ID</c> goes on where it
/// stopped: the hash of the topics, then stream and number of each topic in the order of the request.
/// </remarks>
internal static class StreamEndpoint
{
    private static readonly byte[] s_opening = ": frames follow\nretry: 2000\n\n"u8.ToArray();
    private static readonly byte[] s_keepAlive = ":\n\n"u8.ToArray();

    /// <summary>Maps the route.</summary>
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/stream", StreamAsync)
        .AllowPublic() // each topic is checked by itself
        .WithMetadata(AcceptsKeyInQuery.Instance)
        .Describe(
            "Stream", "Frames of topics as server-sent events.",
            "The data of each event is a `Frame`; `Last-Event-ID` resumes. Needs what each topic needs; a key may stand in `?access_token=`.")
        .AnswersText("text/event-stream", "stream.txt");

    private static async Task StreamAsync(
        HttpContext context, WatchSessions sessions, TimeProvider time, IOptions<LiveOptions> options, string[]? topic, string[]? after,
        string? world, string? mode)
    {
        var requests = (topic ?? []).Distinct().Select(name => new TopicRequest
        {
            Topic = name,
            World = world ?? "live",
            Mode = mode ?? WatchModes.Latest,
        }).ToArray();
        if (sessions.Check(requests) is { } refusal)
        {
            var isFull = refusal.Code == ErrorCodes.Overloaded;
            context.Response.Headers.RetryAfter = isFull ? "5" : default;
            await Problems.WriteAsync(context, Problems.Document(
                isFull ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status400BadRequest,
                refusal.Code,
                isFull ? "Too many viewers" : "Bad watch",
                refusal.Sentence));
            return;
        }

        if (!TryReadPositions(topic!, after ?? [], world ?? "live", out var resume))
        {
            await Problems.WriteAsync(context, Problems.Document(
                StatusCodes.Status400BadRequest,
                ErrorCodes.Malformed,
                "Bad position",
                "Give one 'after' for each 'topic', in the same order: streamId.seq of the last frame, or empty to begin with a snapshot."));
            return;
        }

        // A browser that reconnects sends its first address again: the event id is the newer of the two.
        if (context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } eventId)
        {
            resume = ReadPositions(eventId, requests);
        }

        await using var session = await sessions.OpenAsync(context.Grant(), requests, resume, context.Abort);
        await using var keepAlive = time.CreateTimer(
            _ => session.Mailbox.KeepAlive(), null, options.Value.KeepAliveInterval, options.Value.KeepAliveInterval);

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store, no-transform"; // a proxy that compresses would hold frames back
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var body = context.Response.BodyWriter;
        await body.WriteAsync(s_opening, context.RequestAborted);
        try
        {
            await foreach (var frame in session.Mailbox.ReadAllAsync(context.RequestAborted))
            {
                await body.WriteAsync(frame.Json.IsEmpty ? s_keepAlive : Event(frame, session.Mailbox), context.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The viewer went away: the usual end.
        }
    }

    private static byte[] Event(EncodedFrame frame, ViewerMailbox mailbox)
    {
        var id = frame.Moves ? $"id: {WritePositions(mailbox)}\n" : "";
        var message = new byte[Encoding.ASCII.GetByteCount(id) + 6 + frame.Json.Length + 2];
        var at = Encoding.ASCII.GetBytes(id, message);
        "data: "u8.CopyTo(message.AsSpan(at));
        frame.Json.Span.CopyTo(message.AsSpan(at + 6));
        "\n\n"u8.CopyTo(message.AsSpan(message.Length - 2));
        return message;
    }

    private static string WritePositions(ViewerMailbox mailbox)
    {
        var text = new StringBuilder(HashOf(mailbox.Topics.Select(topic => topic.Name)));
        foreach (var topic in mailbox.Topics)
        {
            text.Append('.');
            if (topic.Sent is { } sent)
            {
                text.Append(CultureInfo.InvariantCulture, $"{sent.StreamId}.{sent.Seq}");
            }
            else
            {
                text.Append('.');
            }
        }

        return text.ToString();
    }

    /// <summary>Positions of an event id; none when it is of other topics or not one of ours: then each topic begins with a snapshot.</summary>
    private static List<ResumePosition> ReadPositions(string eventId, TopicRequest[] requests)
    {
        var positions = new List<ResumePosition>();
        var parts = eventId.Split('.');
        if (parts.Length != 1 + (2 * requests.Length) || parts[0] != HashOf(requests.Select(item => new TopicName(item.World, item.Topic))))
        {
            return positions;
        }

        for (var i = 0; i < requests.Length; i++)
        {
            if (long.TryParse(parts[2 + (2 * i)], NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
            {
                positions.Add(new ResumePosition
                {
                    World = requests[i].World,
                    Topic = requests[i].Topic,
                    StreamId = parts[1 + (2 * i)],
                    Seq = seq,
                });
            }
        }

        return positions;
    }

    /// <summary>Positions of the address: <c>after=streamId.seq</c> for each topic.</summary>
    private static bool TryReadPositions(string[] topics, string[] after, string world, out List<ResumePosition> positions)
    {
        positions = [];
        if (after.Length > 0 && after.Length != topics.Length)
        {
            return false;
        }

        foreach (var (name, position) in topics.Zip(after))
        {
            if (position.Length == 0)
            {
                continue;
            }

            var dot = position.LastIndexOf('.');
            if (dot <= 0 || !long.TryParse(position.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
            {
                return false;
            }

            positions.Add(new ResumePosition { World = world, Topic = name, StreamId = position[..dot], Seq = seq });
        }

        return true;
    }

    private static string HashOf(IEnumerable<TopicName> names) =>
        XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(string.Join('\n', names))).ToString("x", CultureInfo.InvariantCulture);
}
