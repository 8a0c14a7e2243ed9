namespace MinerMonitor.Grains.Live;

/// <summary>Kinds of frames that an owner makes. Heartbeats are the relay's.</summary>
[GenerateSerializer, Alias("mm.live.frame-kind")]
public enum TopicFrameKind
{
    Unknown = 0,

    /// <summary>Whole value that starts a stream, or a viewer's part of it.</summary>
    Snapshot = 1,

    /// <summary>Whole value that follows the one before.</summary>
    Value = 2,

    /// <summary>One event.</summary>
    Event = 3,
}

/// <summary>One message of a topic's owner, its payload encoded once for every viewer of the cluster.</summary>
/// <param name="Kind">Kind of frame.</param>
/// <param name="StreamId">Generation of the stream.</param>
/// <param name="Seq">Number in the stream.</param>
/// <param name="AtMs">World time, Unix milliseconds.</param>
/// <param name="Payload">JSON, UTF-8.</param>
/// <param name="Reason">Why a snapshot was sent: <c>first</c>, <c>gap</c>, <c>stream</c>, <c>future</c>; else null.</param>
[GenerateSerializer, Immutable, Alias("mm.live.frame")]
public sealed record TopicFrame(
    [property: Id(0)] TopicFrameKind Kind,
    [property: Id(1)] string StreamId,
    [property: Id(2)] long Seq,
    [property: Id(3)] long AtMs,
    [property: Id(4)] byte[] Payload,
    [property: Id(5)] string? Reason = null);

/// <summary>The last frame that somebody has: where to go on from.</summary>
[GenerateSerializer, Immutable, Alias("mm.live.position")]
public readonly record struct TopicPosition([property: Id(0)] string StreamId, [property: Id(1)] long Seq);
