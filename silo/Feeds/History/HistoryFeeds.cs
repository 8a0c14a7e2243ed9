using MinerMonitor.Grains.Feeds;

namespace MinerMonitor.Silo.Feeds.History;

/// <summary>The feed that fills the daily history from public sources.</summary>
internal static class HistoryFeeds
{
    private const string Feed = "history";

    /// <summary>The feed, as configured.</summary>
    /// <exception cref="InvalidOperationException">A setting cannot be used; the sentence names it.</exception>
    public static IEnumerable<FeedSource> All(FeedTools tools)
    {
        var options = tools.Options.History;
        if (options.Pace < TimeSpan.Zero)
            throw new InvalidOperationException($"Feed {Feed}: Pace is {options.Pace}; give the least time between two requests to one server, zero or more.");
        CandleVenue?[] venues =
        [
            Venue(options.BitstampUrl, CandleVenues.Bitstamp), Venue(options.CoinbaseUrl, CandleVenues.Coinbase),
            Venue(options.KrakenUrl, CandleVenues.Kraken), Venue(options.BinanceUrl, CandleVenues.Binance),
        ];
        var fearGreed = options.FearGreedUrl == HistoryFeedOptions.Off ? null : FeedAddress.Http(Feed, options.FearGreedUrl);
        yield return tools.Poll(
            new FeedDescription(Feed, Feed, true, "Daily history", null, "Crypto Fear & Greed Index by alternative.me"),
            options,
            "https://mempool.space/api/",
            chain => new HistoryFeed(options, [.. venues.OfType<CandleVenue>()], chain, fearGreed, tools.Http, tools.Grains));
    }

    private static CandleVenue? Venue(string url, Func<Uri, CandleVenue> create) =>
        url == HistoryFeedOptions.Off ? null : create(FeedAddress.Http(Feed, url));
}
