using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;

namespace MinerMonitor.Silo.Feeds.Coinbase;

/// <summary>Feeds from Coinbase Exchange.</summary>
internal static class CoinbaseFeeds
{
    /// <summary>The feeds, as configured.</summary>
    public static IEnumerable<FeedSource> All(FeedTools tools)
    {
        const string Feed = "coinbase-spot";
        var options = tools.Options.CoinbaseSpot;
        var pairs = SpotPair.Read(Feed, options, "BTC-USD");
        yield return tools.Socket(
            new FeedDescription(Feed, MarketName.Spot, true, "Coinbase spot", TimeSpan.FromSeconds(30), null),
            options,
            ["wss://ws-feed.exchange.coinbase.com"],
            link => new CoinbaseSpotSession(link, pairs));
    }
}
