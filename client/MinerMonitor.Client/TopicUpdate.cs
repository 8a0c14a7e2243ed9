using MinerMonitor.Protocol.Streaming;

namespace MinerMonitor.Client;

/// <summary>
/// One value or event of a watched topic, applied in order: every number of the stream is seen once, or counted as skipped. Or, in a watch
/// of several topics, the end of one of them: see <see cref="Error"/>.
/// </summary>
/// <typeparam name="T">Kind of value.</typeparam>
public sealed record TopicUpdate<T>
{
    /// <summary>The whole value of a level topic, or one event. An event topic may start with an update without one: it only gives the position.</summary>
    public T? Value { get; init; }

    /// <summary>World of the topic.</summary>
    public required string World { get; init; }

    /// <summary>Topic.</summary>
    public required string Topic { get; init; }

    /// <summary>
    /// Why the topic ended, while the other topics of the watch go on; else null. There is no value then, and the position is the last one
    /// before, with an empty stream id when there was none.
    /// </summary>
    public MonitorException? Error { get; init; }

    /// <summary>Where the topic stands now. Store it once the value is dealt with; give it back in <see cref="WatchOptions.Resume"/> to go on after it.</summary>
    public required ResumePosition Position { get; init; }

    /// <summary><c>snapshot</c>, <c>value</c>, <c>event</c>, or <c>error</c> with an <see cref="Error"/>; see <see cref="FrameKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Frames between the one before and this one that were passed over (mode <c>latest</c> only).</summary>
    public long Skipped { get; init; }

    /// <summary>When the owner made it, Unix milliseconds in the world's own clock.</summary>
    public required long AtMs { get; init; }

    /// <summary>Why a snapshot came: <c>first</c>, or what kept the frames in between from being sent (<c>gap</c>, <c>stream</c>, <c>future</c>); the code of an error; else null.</summary>
    public string? Reason { get; init; }
}
