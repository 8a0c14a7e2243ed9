using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;

namespace MinerMonitor.Silo.Feeds.Kraken;

/// <summary>Feeds from Kraken.</summary>
internal static class KrakenFeeds
{
    /// <summary>The feeds, as configured.</summary>
    public static IEnumerable<FeedSource> All(FeedTools tools)
    {
        const string Feed = "kraken-spot";
        var options = tools.Options.KrakenSpot;
        var pairs = SpotPair.Read(Feed, options, "BTC/USD", "USDT/USD");
        yield return tools.Socket(
            new FeedDescription(Feed, MarketName.Spot, true, "Kraken spot", TimeSpan.FromSeconds(30), null),
            options,
            ["wss://ws.kraken.com/v2"],
            link => new KrakenSpotSession(link, pairs));
    }
}
