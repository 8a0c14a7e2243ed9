using System.Collections.Concurrent;

namespace MinerMonitor.Grains.Feeds;

/// <summary>The adapters that run on this silo, for its metrics.</summary>
public sealed class LocalFeeds
{
    private readonly ConcurrentDictionary<string, FeedMeter> _meters = new(StringComparer.Ordinal);

    /// <summary>Health of all of them now.</summary>
    public IEnumerable<FeedStatus> Statuses => _meters.Values.Select(meter => meter.Read());

    /// <summary>Adds one that started.</summary>
    internal void Add(FeedMeter meter) => _meters[meter.Feed.Feed] = meter;

    /// <summary>Removes one that stopped.</summary>
    internal void Remove(FeedMeter meter) => _meters.TryRemove(KeyValuePair.Create(meter.Feed.Feed, meter));
}
