using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;

namespace MinerMonitor.Silo.Feeds.Bitstamp;

/// <summary>Feeds from Bitstamp.</summary>
internal static class BitstampFeeds
{
    /// <summary>The feeds, as configured.</summary>
    public static IEnumerable<FeedSource> All(FeedTools tools)
    {
        const string Feed = "bitstamp-spot";
        var options = tools.Options.BitstampSpot;
        var pairs = SpotPair.Read(Feed, options, "btcusd");
        yield return tools.Socket(
            new FeedDescription(Feed, MarketName.Spot, true, "Bitstamp spot", TimeSpan.FromSeconds(30), null),
            options,
            ["wss://ws.bitstamp.net"],
            link => new BitstampSpotSession(link, pairs));
    }
}
