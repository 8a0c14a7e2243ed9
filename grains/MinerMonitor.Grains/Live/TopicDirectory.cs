using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Sectors;

namespace MinerMonitor.Grains.Live;

/// <summary>Which grain owns a topic.</summary>
public static class TopicDirectory
{
    /// <summary>Key of a topic across worlds: <c>world/topic</c>, for example <c>live/market/spot</c>.</summary>
    public static string KeyOf(string world, string topic) => $"{world}/{topic}";

    /// <summary>Owner of a topic, or null when there is no such topic. Whether a fleet or miner exists is the owner's to say.</summary>
    public static ITopicGrain? Find(IGrainFactory grains, string world, string topic)
    {
        var slash = topic.IndexOf('/', StringComparison.Ordinal);
        var kind = slash < 0 ? topic : topic[..slash];
        var name = slash < 0 ? "" : topic[(slash + 1)..];
        return (kind, name) switch
        {
            ("sector", "") => grains.GetGrain<ISectorGrain>(world),
            ("network", "") => grains.GetGrain<INetworkGrain>(world),
            ("markets", "") => grains.GetGrain<IMarketBoardGrain>(world),
            ("feeds", "") => grains.GetGrain<IFeedBoardGrain>(world),
            ("market", _) => MarketDirectory.Find(grains, world, name),
            ("fleet", not "") when !name.Contains('/', StringComparison.Ordinal) => grains.GetGrain<IFleetGrain>(name),
            ("operator", not "") when !name.Contains('/', StringComparison.Ordinal) => grains.GetGrain<IOperatorGrain>(name),
            ("miner", _) when name.IndexOf('/', StringComparison.Ordinal) is > 0 and var split && split < name.Length - 1
                => grains.GetGrain<IMinerGrain>(name),
            ("blocks", "") or ("events", not "") or ("alerts", not "") => grains.GetGrain<IEventLogGrain>(KeyOf(world, topic)),
            _ => null,
        };
    }

    /// <summary>True for topics whose frames are events: never conflated, kept for 7 days.</summary>
    public static bool IsEventTopic(string topic) =>
        topic == "blocks" || topic.StartsWith("events/", StringComparison.Ordinal) || topic.StartsWith("alerts/", StringComparison.Ordinal);
}
