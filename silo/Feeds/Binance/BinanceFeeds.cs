using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;

namespace MinerMonitor.Silo.Feeds.Binance;

/// <summary>Feeds from Binance spot.</summary>
internal static class BinanceFeeds
{
    /// <summary>The feeds, as configured.</summary>
    /// <exception cref="InvalidOperationException">An endpoint is one of futures.</exception>
    public static IEnumerable<FeedSource> All(FeedTools tools)
    {
        const string Feed = "binance-spot";
        var options = tools.Options.BinanceSpot;
        var pairs = SpotPair.Read(Feed, options, "btcusdt");
        SpotEndpoints.Refuse(Feed, options, "fstream.", "dstream.");
        yield return tools.Socket(
            new FeedDescription(Feed, MarketName.Spot, true, "Binance spot", TimeSpan.FromSeconds(30), null),
            options,
            ["wss://data-stream.binance.vision", "wss://stream.binance.com:9443"],
            link => new BinanceSpotSession(link, pairs));
    }
}
