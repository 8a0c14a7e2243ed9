using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;

namespace MinerMonitor.Silo.Feeds.FearGreed;

/// <summary>The feed of Fear and Greed.</summary>
internal static class FearGreedFeeds
{
    /// <summary>The feed, as configured.</summary>
    public static IEnumerable<FeedSource> All(FeedTools tools)
    {
        var options = tools.Options.FearGreed;
        yield return tools.Poll(
            new FeedDescription("fear-greed", MarketName.Sentiment, true, "Fear & Greed", TimeSpan.FromHours(3), "Crypto Fear & Greed Index by alternative.me"),
            options,
            "https://api.alternative.me/fng/",
            address => new FearGreedFeed(options, address, tools.Http));
    }
}
