using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;

namespace MinerMonitor.Silo.Feeds.OkxLiquidations;

/// <summary>Liquidations from OKX.</summary>
internal static class OkxLiquidationFeeds
{
    private const string Feed = "okx-liquidations";

    /// <summary>The feeds, as configured.</summary>
    /// <exception cref="InvalidOperationException">A setting cannot be used; the sentence names it.</exception>
    public static IEnumerable<FeedSource> All(FeedTools tools)
    {
        var options = tools.Options.OkxLiquidations;
        if (options.Symbols.Count > 0)
        {
            throw new InvalidOperationException($"Feed {Feed}: it takes no Symbols, for it hears all contracts of the kinds in InstTypes; leave Symbols out.");
        }

        string[] instTypes = options.InstTypes.Count > 0 ? [.. options.InstTypes] : ["SWAP"];
        if (instTypes.FirstOrDefault(kind => kind is not ("SWAP" or "FUTURES")) is { } unknown)
        {
            throw new InvalidOperationException($"Feed {Feed}: InstTypes has '{unknown}'; use SWAP, FUTURES or both.");
        }

        yield return tools.Listed(
            new FeedDescription(Feed, MarketName.Liquidations, true, "OKX liquidations", null, null),
            options,
            ["wss://ws.okx.com:8443/ws/v5/public"],
            "https://www.okx.com/",
            (http, address, cancellationToken) => OkxContract.FetchAsync(http, address, instTypes, cancellationToken),
            (link, contracts) => new OkxLiquidationSession(link, instTypes, () => contracts.Current, contracts.Want));
    }
}
