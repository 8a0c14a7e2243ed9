using MinerMonitor.Grains.Live;

namespace MinerMonitor.Silo.Live;

/// <summary>Owners of topics in the Orleans cluster.</summary>
internal sealed class GrainTopicOwners(IGrainFactory grains) : ITopicOwners
{
    /// <inheritdoc/>
    public ITopicGrain? Find(TopicName name) => TopicDirectory.Find(grains, name.World, name.Topic);

    /// <inheritdoc/>
    public ITopicObserver CreateReference(ITopicObserver observer) => grains.CreateObjectReference<ITopicObserver>(observer);

    /// <inheritdoc/>
    public void ReleaseReference(ITopicObserver reference) => grains.DeleteObjectReference<ITopicObserver>(reference);
}
