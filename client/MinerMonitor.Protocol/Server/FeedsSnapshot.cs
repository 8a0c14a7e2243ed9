namespace MinerMonitor.Protocol.Server;

/// <summary>Health of each source. Topic <c>feeds</c>, <c>GET /api/v1/feeds</c>.</summary>
public sealed record FeedsSnapshot
{
    /// <summary>World.</summary>
    public required string World { get; init; }

    /// <summary>World time, Unix milliseconds.</summary>
    public required long AsOfMs { get; init; }

    /// <summary>One entry a feed or pushing source.</summary>
    public required IReadOnlyList<FeedHealth> Items { get; init; }
}

/// <summary>Health of one source.</summary>
public sealed record FeedHealth
{
    /// <summary>Feed, for example <c>kraken-spot</c>; <c>push:{source}</c> for a source that pushes.</summary>
    public required string Feed { get; init; }

    /// <summary>Market or <c>network</c> that it feeds.</summary>
    public required string Target { get; init; }

    /// <summary>One of <see cref="InputStates"/>, or <c>connecting</c>, <c>subscribing</c>, <c>reconnecting</c>, <c>degraded</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why, when not live.</summary>
    public string? Reason { get; init; }

    /// <summary>Last message, Unix milliseconds.</summary>
    public long? HeardAtMs { get; init; }

    /// <summary>Last reading, Unix milliseconds.</summary>
    public long? ReadingAtMs { get; init; }

    /// <summary>Observations accepted.</summary>
    public long Accepted { get; init; }

    /// <summary>Observations refused.</summary>
    public long Refused { get; init; }

    /// <summary>Events that came again and were counted once: neither accepted nor refused.</summary>
    public long Duplicates { get; init; }

    /// <summary>Messages received since the adapter started; 0 for a source that pushes.</summary>
    public long Messages { get; init; }

    /// <summary>Bytes of those messages.</summary>
    public long Bytes { get; init; }

    /// <summary>Since when in its state, Unix milliseconds.</summary>
    public long? SinceMs { get; init; }

    /// <summary>Last heartbeat or sign of life, Unix milliseconds.</summary>
    public long? LivelyAtMs { get; init; }

    /// <summary>What was not used, by reason.</summary>
    public IReadOnlyDictionary<string, long>? RefusalsByReason { get; init; }

    /// <summary>Reconnects since start.</summary>
    public long Reconnects { get; init; }

    /// <summary>Reconnects by reason.</summary>
    public IReadOnlyDictionary<string, long>? ReconnectsByReason { get; init; }

    /// <summary>Source's time to receipt, median of the last 1,024 readings, milliseconds.</summary>
    public double? LagMs { get; init; }

    /// <summary>The same, 99th percentile.</summary>
    public double? LagP99Ms { get; init; }

    /// <summary>How far the source's clock runs ahead of the server's, milliseconds; absent when it does not.</summary>
    public double? ClockAheadMs { get; init; }

    /// <summary>Name for people, for example <c>Kraken spot</c>.</summary>
    public string? Title { get; init; }

    /// <summary>What the provider wants to be said beside its data.</summary>
    public string? Attribution { get; init; }

    /// <summary>How far a back-fill came, for people.</summary>
    public string? Progress { get; init; }

    /// <summary>Host that it is connected to.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Silo that runs it.</summary>
    public string? Silo { get; init; }
}
