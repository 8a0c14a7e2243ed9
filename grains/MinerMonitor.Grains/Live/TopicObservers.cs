using System.Collections.Immutable;

namespace MinerMonitor.Grains.Live;

/// <summary>The silos that watch one topic, each with a lease that it renews.</summary>
internal sealed class TopicObservers(TimeProvider time)
{
    private readonly Dictionary<ITopicObserver, long> _renewedAt = [];

    /// <summary>True while an observer holds a lease.</summary>
    public bool Any
    {
        get
        {
            DropLapsed();
            return _renewedAt.Count > 0;
        }
    }

    /// <summary>Registers an observer or renews its lease.</summary>
    public void Add(ITopicObserver observer) => _renewedAt[observer] = time.GetTimestamp();

    /// <summary>Takes an observer off.</summary>
    public void Remove(ITopicObserver observer) => _renewedAt.Remove(observer);

    /// <summary>Tells all observers. One-way: a lost frame shows as a gap in the numbers, which the relay repairs.</summary>
    public void Tell(string topicKey, ImmutableArray<TopicFrame> frames)
    {
        DropLapsed();
        foreach (var observer in _renewedAt.Keys)
        {
            _ = observer.OnFramesAsync(topicKey, frames);
        }
    }

    private void DropLapsed()
    {
        foreach (var (observer, renewedAt) in _renewedAt)
        {
            if (time.GetElapsedTime(renewedAt) > TopicPublisher.ObserverLease)
            {
                _renewedAt.Remove(observer);
            }
        }
    }
}
