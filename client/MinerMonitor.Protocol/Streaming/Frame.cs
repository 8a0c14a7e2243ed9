using System.Text.Json;

namespace MinerMonitor.Protocol.Streaming;

/// <summary>One message on a topic.</summary>
/// <remarks>
/// Apply a frame when <c>streamId</c> is the known one and <c>seq = last + 1 + skipped</c>; a <c>snapshot</c> always applies and
/// starts the count anew. A <c>heartbeat</c> never changes the position.
/// </remarks>
public sealed record Frame
{
    /// <summary>Version of the frame format. Always 1 on <c>/hub/v1</c> and <c>/api/v1/stream</c>.</summary>
    public int V { get; set; } = 1;

    /// <summary><c>snapshot</c>, <c>value</c>, <c>event</c>, <c>heartbeat</c> or <c>error</c>; see <see cref="FrameKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>World of the topic.</summary>
    public required string World { get; init; }

    /// <summary>Topic name.</summary>
    public required string Topic { get; init; }

    /// <summary>Generation of the stream: new with each activation of the owner of a level topic; constant for an event topic.</summary>
    public required string StreamId { get; init; }

    /// <summary>Number of the frame in its stream, from the owner.</summary>
    public required long Seq { get; init; }

    /// <summary>How many frames between the one before and this one were passed over for this viewer (mode <c>latest</c>).</summary>
    public long Skipped { get; init; }

    /// <summary>When the owner made the frame, Unix milliseconds in the world's own clock.</summary>
    public required long AtMs { get; init; }

    /// <summary>Why a snapshot was sent instead of the frames asked for (<c>first</c>, <c>gap</c>, <c>stream</c>, <c>future</c>), or the code of an <c>error</c>; else null.</summary>
    public string? Reason { get; init; }

    /// <summary>The whole value of a level topic (the same schema as the GET of the same name), an event, or a <see cref="Heartbeat"/>.</summary>
    public JsonElement Payload { get; init; }
}

/// <summary>Names of frame kinds.</summary>
public static class FrameKinds
{
    /// <summary>Whole value that starts or restarts a stream.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>Whole value that follows the one before.</summary>
    public const string Value = "value";

    /// <summary>One event of an event topic.</summary>
    public const string Event = "event";

    /// <summary>Sign of life, every 5 seconds on each topic.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>The topic ended; <see cref="Frame.Reason"/> has the code, the payload a sentence.</summary>
    public const string Error = "error";
}

/// <summary>Payload of a heartbeat frame.</summary>
public sealed record Heartbeat
{
    /// <summary>Server clock, Unix milliseconds: ages are computed from it, never from the viewer's clock.</summary>
    public required long ServerAtMs { get; init; }

    /// <summary>Number of the newest frame of the topic that the server sent or passed over for this viewer.</summary>
    public required long LastSeq { get; init; }
}
