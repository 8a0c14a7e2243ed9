using MinerMonitor.Grains.Live;

namespace MinerMonitor.Silo.Live;

/// <summary>The cluster as the relay sees it: owners of topics, and references under which they reach this silo.</summary>
internal interface ITopicOwners
{
    /// <summary>Owner of a topic; null when there is no such topic.</summary>
    ITopicGrain? Find(TopicName name);

    /// <summary>A reference to an observer of this silo, valid until released. The caller keeps the observer alive.</summary>
    ITopicObserver CreateReference(ITopicObserver observer);

    /// <summary>Gives a reference back.</summary>
    void ReleaseReference(ITopicObserver reference);
}
