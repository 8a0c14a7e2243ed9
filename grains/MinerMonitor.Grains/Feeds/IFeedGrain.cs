using System.Collections.Immutable;

namespace MinerMonitor.Grains.Feeds;

/// <summary>Exactly one running adapter of one feed in the cluster, for the world <c>live</c>. Key: the feed.</summary>
/// <remarks>An adapter that no keeper has pinged for 10 s stops: a silo that is cut off does not go on beside its successor.</remarks>
[GrainInterfaceType("mm.feed")]
public interface IFeedGrain : IGrainWithStringKey
{
    /// <summary>Starts the adapter if it does not run, and keeps it running for 10 s more. Keepers call it every 2 s.</summary>
    [Alias("PingAsync")]
    ValueTask PingAsync();

    /// <summary>Health as it is now; null when no such feed is configured.</summary>
    [Alias("GetStatusAsync")]
    ValueTask<FeedStatus?> GetStatusAsync();

    /// <summary>Raw messages after a number, and keeps recording for the next 30 s.</summary>
    [Alias("ReadTapAsync")]
    ValueTask<ImmutableArray<TappedMessage>> ReadTapAsync(long after);
}
