using System.Collections.Immutable;

namespace MinerMonitor.Grains.Live;

/// <summary>
/// An event topic: never conflated, kept for 7 days with its numbers, so that a program resumes across restarts. Key: the topic's key,
/// for example <c>live/blocks</c> or <c>live/events/acme</c>.
/// </summary>
[GrainInterfaceType("mm.event-log")]
public interface IEventLogGrain : ITopicGrain
{
    /// <summary>Appends events in order; answers when they are durable.</summary>
    [Alias("AppendAsync")]
    ValueTask AppendAsync(ImmutableArray<MonitorEvent> events);

    /// <summary>Appends events in order, once: does nothing when the number is not above that of an append before.</summary>
    /// <param name="events">The events.</param>
    /// <param name="number">
    /// Number that the owner of the events has stored together with them: it may call again with the same when it does not know whether a
    /// call before arrived. One owner a log, or their numbers would meet.
    /// </param>
    [Alias("AppendOnceAsync")]
    ValueTask AppendOnceAsync(ImmutableArray<MonitorEvent> events, long number);

    /// <summary>Kept events with a number above one, oldest first.</summary>
    [Alias("ListAsync")]
    ValueTask<ImmutableArray<TopicFrame>> ListAsync(long afterSeq, int limit);

    /// <summary>Forgets everything and begins a new stream: a replay that jumps back, or a fleet that is deleted. Refused for other logs of <c>live</c>.</summary>
    /// <exception cref="InvalidOperationException">The log is one of <c>live</c> and no fleet's.</exception>
    [Alias("ResetAsync")]
    ValueTask ResetAsync();
}

/// <summary>Something that happened, as it is kept and sent.</summary>
/// <param name="Type">Kind, for example <c>block</c>, <c>regime</c>, <c>miner-state</c>.</param>
/// <param name="AtMs">World time, Unix milliseconds.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Text">One sentence for people.</param>
/// <param name="Figures">Figures by name, with units in the names.</param>
/// <param name="Words">Words by name.</param>
[GenerateSerializer, Immutable, Alias("mm.live.event")]
public sealed record MonitorEvent(
    [property: Id(0)] string Type,
    [property: Id(1)] long AtMs,
    [property: Id(2)] string? Subject,
    [property: Id(3)] string Text,
    [property: Id(4)] ImmutableDictionary<string, double>? Figures = null,
    [property: Id(5)] ImmutableDictionary<string, string>? Words = null);
