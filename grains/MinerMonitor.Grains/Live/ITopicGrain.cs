using System.Collections.Immutable;
using Orleans.Concurrency;

namespace MinerMonitor.Grains.Live;

/// <summary>A grain that owns a topic: it numbers the frames and keeps the newest ones for those who come back.</summary>
/// <remarks>Every grain that can be watched implements it, so a relay needs no more than the topic's name; see <see cref="TopicDirectory"/>.</remarks>
[GrainInterfaceType("mm.topic")]
public interface ITopicGrain : IGrainWithStringKey
{
    /// <summary>
    /// Registers (or renews, within <see cref="TopicPublisher.ObserverLease"/>) an observer of one silo, then answers with the frames after
    /// <paramref name="after"/> if the owner still has them, else with one snapshot and its reason. Registration comes first, so no
    /// frame falls between the answer and the first notification.
    /// </summary>
    [Alias("SubscribeAsync")]
    ValueTask<ImmutableArray<TopicFrame>> SubscribeAsync(ITopicObserver observer, TopicPosition? after);

    /// <summary>Takes an observer off.</summary>
    [Alias("UnsubscribeAsync")]
    ValueTask UnsubscribeAsync(ITopicObserver observer);

    /// <summary>The frames after a position, or one snapshot, without registering: what a GET answers and how a relay repairs a gap.</summary>
    [Alias("ReadAsync")]
    ValueTask<ImmutableArray<TopicFrame>> ReadAsync(TopicPosition? after);
}

/// <summary>Receives the frames of topics on behalf of all viewers of one silo.</summary>
[GrainInterfaceType("mm.topic-observer")]
public interface ITopicObserver : IGrainObserver
{
    /// <summary>Takes frames of one topic, in order. Loss is harmless: the numbers show it and the relay reads again.</summary>
    [OneWay, Alias("OnFramesAsync")]
    Task OnFramesAsync(string topicKey, ImmutableArray<TopicFrame> frames);
}
