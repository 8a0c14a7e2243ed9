using System.Collections.Immutable;

namespace MinerMonitor.Grains.Feeds;

/// <summary>States of a running adapter, beside those of <see cref="Sectors.InputState"/>.</summary>
public static class FeedStates
{
    /// <summary>Reaching the source for the first time.</summary>
    public const string Connecting = "connecting";

    /// <summary>Connected and asked for; nothing has come yet. An acknowledgement is no data.</summary>
    public const string Subscribing = "subscribing";

    /// <summary>Delivers, but less than it should: the reason says what.</summary>
    public const string Degraded = "degraded";

    /// <summary>Lost the source and is trying again.</summary>
    public const string Reconnecting = "reconnecting";
}

/// <summary>Health of one adapter since it was started on its silo.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="State">One of <see cref="FeedStates"/> or <see cref="Sectors.InputState"/>.</param>
/// <param name="Reason">Why, when not live: one sentence with its remedy.</param>
/// <param name="SinceMs">Since when in that state, Unix milliseconds.</param>
/// <param name="HeardAtMs">Last message or pong of any kind, Unix milliseconds.</param>
/// <param name="LivelyAtMs">Last heartbeat or message of a stream that is never silent, Unix milliseconds.</param>
/// <param name="ReadingAtMs">Last reading, Unix milliseconds. Heartbeats never move it.</param>
/// <param name="Messages">Messages received.</param>
/// <param name="Bytes">Bytes of those messages.</param>
/// <param name="Readings">Readings made of them.</param>
/// <param name="Refusals">What was not used, by reason: <c>malformed</c> messages, rejected events, duplicates, overflow.</param>
/// <param name="Reconnects">Connections begun anew, by reason.</param>
/// <param name="LagP50Ms">Source's time to receipt, median of the last 1,024 readings, milliseconds; null when the source gives no times.</param>
/// <param name="LagP99Ms">The same, 99th percentile.</param>
/// <param name="ClockAheadMs">How far the source's clock runs ahead of this one's at least, milliseconds; null when it does not.</param>
/// <param name="Progress">How far a back-fill came, for people; null elsewhere.</param>
/// <param name="Endpoint">Host that it is connected to.</param>
/// <param name="Silo">Silo that runs it.</param>
[GenerateSerializer, Immutable, Alias("mm.feed.status")]
public sealed record FeedStatus(
    [property: Id(0)] FeedDescription Feed,
    [property: Id(1)] string State,
    [property: Id(2)] string? Reason,
    [property: Id(3)] long SinceMs,
    [property: Id(4)] long? HeardAtMs,
    [property: Id(5)] long? LivelyAtMs,
    [property: Id(6)] long? ReadingAtMs,
    [property: Id(7)] long Messages,
    [property: Id(8)] long Bytes,
    [property: Id(9)] long Readings,
    [property: Id(10)] ImmutableSortedDictionary<string, long> Refusals,
    [property: Id(11)] ImmutableSortedDictionary<string, long> Reconnects,
    [property: Id(12)] double? LagP50Ms,
    [property: Id(13)] double? LagP99Ms,
    [property: Id(14)] double? ClockAheadMs,
    [property: Id(15)] string? Progress,
    [property: Id(16)] string? Endpoint,
    [property: Id(17)] string Silo);
