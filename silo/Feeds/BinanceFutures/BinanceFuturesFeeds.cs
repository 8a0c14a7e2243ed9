using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;

namespace MinerMonitor.Silo.Feeds.BinanceFutures;

/// <summary>Liquidations from Binance: USD-M contracts, and COIN-M contracts as a feed and a venue of their own.</summary>
internal static class BinanceFuturesFeeds
{
    /// <summary>The feeds, as configured.</summary>
    /// <exception cref="InvalidOperationException">A setting cannot be used; the sentence names it.</exception>
    public static IEnumerable<FeedSource> All(FeedTools tools)
    {
        yield return Make(
            tools, tools.Options.BinanceLiquidations, new BinanceFamily("binance", IsCoinMargined: false), "Binance USD-M liquidations",
            "wss://fstream.binance.com/market", "btcusdt@aggTrade");
        yield return Make(
            tools, tools.Options.BinanceCoinLiquidations, new BinanceFamily("binance-coin", IsCoinMargined: true), "Binance COIN-M liquidations",
            "wss://dstream.binance.com", "btcusd_perp@aggTrade");
    }

    private static FeedSource Make(
        FeedTools tools, BinanceLiquidationOptions options, BinanceFamily family, string title, string url, string controlStream)
    {
        var feed = $"{family.Venue}-liquidations";
        if (options.Symbols.Count > 0)
        {
            throw new InvalidOperationException($"Feed {feed}: it takes no Symbols, for it hears all of them; leave Symbols out.");
        }

        var control = (options.ControlStream.Length > 0 ? options.ControlStream : controlStream).Trim();
        return tools.Socket(
            new FeedDescription(feed, MarketName.Liquidations, true, title, null, null), options, [url],
            link => new BinanceLiquidationSession(link, family, control));
    }
}

/// <summary>One of Binance's families of futures.</summary>
/// <param name="Venue">Name of the venue in the market.</param>
/// <param name="IsCoinMargined">True for COIN-M: sizes are contracts of 100 or 10 USD. False for USD-M: sizes are coins.</param>
internal sealed record BinanceFamily(string Venue, bool IsCoinMargined);
