namespace MinerMonitor.Protocol.Streaming;

/// <summary>One topic that a viewer asks for.</summary>
public sealed record TopicRequest
{
    /// <summary>World of the topic, for example <c>live</c> or <c>feb-2026</c>. Default: <c>live</c>.</summary>
    public string World { get; set; } = "live";

    /// <summary>Topic name, for example <c>sector</c>, <c>market/spot</c> or <c>fleet/acme</c>; see <see cref="Topics"/>.</summary>
    public required string Topic { get; init; }

    /// <summary><c>latest</c> (screens: newest value wins, at most 4 a second, skips counted) or <c>every</c> (programs: each frame). Default: <c>latest</c>.</summary>
    public string Mode { get; set; } = WatchModes.Latest;
}

/// <summary>The position after which a program wants its frames: the last frame that it applied.</summary>
public sealed record ResumePosition
{
    /// <summary>World of the topic.</summary>
    public string World { get; set; } = "live";

    /// <summary>Topic name.</summary>
    public required string Topic { get; init; }

    /// <summary>Stream id of the last applied frame.</summary>
    public required string StreamId { get; init; }

    /// <summary>Sequence number of the last applied frame.</summary>
    public required long Seq { get; init; }
}

/// <summary>Names of the two ways to watch a level topic.</summary>
public static class WatchModes
{
    /// <summary>Newest value wins; skipped frames are counted.</summary>
    public const string Latest = "latest";

    /// <summary>Each frame, in order; a viewer that cannot keep up is disconnected with code <c>slow</c>.</summary>
    public const string Every = "every";
}
