using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;

namespace MinerMonitor.Silo.Feeds.Bybit;

/// <summary>Feeds from Bybit spot.</summary>
internal static class BybitFeeds
{
    /// <summary>The feeds, as configured.</summary>
    /// <exception cref="InvalidOperationException">An endpoint is one of derivatives.</exception>
    public static IEnumerable<FeedSource> All(FeedTools tools)
    {
        const string Feed = "bybit-spot";
        var options = tools.Options.BybitSpot;
        var pairs = SpotPair.Read(Feed, options, "BTCUSDT");
        SpotEndpoints.Refuse(Feed, options, "/linear", "/inverse", "/option");
        yield return tools.Socket(
            new FeedDescription(Feed, MarketName.Spot, true, "Bybit spot", TimeSpan.FromSeconds(30), null),
            options,
            ["wss://stream.bybit.com/v5/public/spot"],
            link => new BybitSpotSession(link, pairs));
    }
}
