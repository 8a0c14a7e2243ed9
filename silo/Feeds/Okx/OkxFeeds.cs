using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;

namespace MinerMonitor.Silo.Feeds.Okx;

/// <summary>Feeds from OKX spot.</summary>
internal static class OkxFeeds
{
    /// <summary>The feeds, as configured.</summary>
    public static IEnumerable<FeedSource> All(FeedTools tools)
    {
        const string Feed = "okx-spot";
        var options = tools.Options.OkxSpot;
        var pairs = SpotPair.Read(Feed, options, "BTC-USDT");
        yield return tools.Socket(
            new FeedDescription(Feed, MarketName.Spot, true, "OKX spot", TimeSpan.FromSeconds(30), null),
            options,
            ["wss://ws.okx.com:8443/ws/v5/public"],
            link => new OkxSpotSession(link, pairs));
    }
}
