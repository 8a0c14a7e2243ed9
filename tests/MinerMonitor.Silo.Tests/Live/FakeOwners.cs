using System.Collections.Concurrent;
using MinerMonitor.Grains.Live;
using MinerMonitor.Silo.Live;

namespace MinerMonitor.Silo.Tests.Live;

/// <summary>A cluster of fake owners; a topic whose name begins with <c>no-</c> does not exist.</summary>
internal sealed class FakeOwners(TimeProvider time) : ITopicOwners
{
    private readonly ConcurrentDictionary<TopicName, FakeOwner> _owners = new();

    public FakeOwner this[string topic] => _owners.GetOrAdd(new TopicName("live", topic), _ => new FakeOwner(time));

    public ITopicGrain? Find(TopicName name) => name.Topic.StartsWith("no-", StringComparison.Ordinal) ? null : this[name.Topic];

    public ITopicObserver CreateReference(ITopicObserver observer) => observer;

    public void ReleaseReference(ITopicObserver reference)
    {
    }
}
