using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds.BybitLiquidations;

/// <summary>Liquidations from Bybit. Linear and inverse contracts have sockets of their own, so they are two feeds and two venues, each with its own coverage.</summary>
internal static class BybitLiquidationFeeds
{
    private const string RestUrl = "https://api.bybit.com/";

    /// <summary>The feeds, as configured.</summary>
    public static IEnumerable<FeedSource> All(FeedTools tools)
    {
        yield return Make(tools, tools.Options.BybitLiquidations, new BybitMarket("bybit", "linear", IsInverse: false), "Bybit liquidations");
        yield return Make(tools, tools.Options.BybitInverseLiquidations, new BybitMarket("bybit-inverse", "inverse", IsInverse: true), "Bybit inverse liquidations");
    }

    private static FeedSource Make(FeedTools tools, ListedSocketFeedOptions options, BybitMarket market, string title)
    {
        var description = new FeedDescription($"{market.Venue}-liquidations", MarketName.Liquidations, true, title, null, null);
        string[] urls = [$"wss://stream.bybit.com/v5/public/{market.Category}"];
        string[] chosen = [.. options.Symbols];
        return chosen.Length > 0
            ? tools.Socket(description, options, urls, link => new BybitLiquidationSession(link, market, () => chosen))
            : tools.Listed(
                description, options, urls, RestUrl,
                (http, address, cancellationToken) => BybitInstruments.FetchAsync(http, address, market.Category, cancellationToken),
                (link, list) => new BybitLiquidationSession(link, market, () => list.Current));
    }
}

/// <summary>One of Bybit's markets of derivatives.</summary>
/// <param name="Venue">Name of the venue in the market.</param>
/// <param name="Category">Bybit's name: <c>linear</c> or <c>inverse</c>.</param>
/// <param name="IsInverse">True when sizes are USD; false when they are coins.</param>
internal sealed record BybitMarket(string Venue, string Category, bool IsInverse);
