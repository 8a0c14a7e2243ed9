using MinerMonitor.Grains.Feeds;

namespace MinerMonitor.Silo.Feeds.BitcoinCore;

/// <summary>The feed of a node of one's own, off by default.</summary>
internal static class BitcoinCoreFeeds
{
    /// <summary>The feed, as configured.</summary>
    /// <exception cref="InvalidOperationException">A setting cannot be used; the sentence names it.</exception>
    public static IEnumerable<FeedSource> All(FeedTools tools)
    {
        var options = tools.Options.BitcoinCore;
        if (options is { CookieFile.Length: > 0, User.Length: > 0 })
        {
            throw new InvalidOperationException($"{FeedsOptions.Section}:BitcoinCore has both a CookieFile and a User; give one of them.");
        }

        foreach (var url in options.ZmqUrls)
        {
            // A publisher proves nothing of itself and encrypts nothing.
            if (!url.StartsWith("tcp://", StringComparison.Ordinal) || !Uri.TryCreate($"http{url[3..]}", UriKind.Absolute, out var address) || address.Port is 80)
            {
                throw new InvalidOperationException($"{FeedsOptions.Section}:BitcoinCore:ZmqUrls: '{url}' is no address; write it as tcp://127.0.0.1:28332.");
            }

            FeedAddress.Http("bitcoin-core", address.AbsoluteUri);
        }

        yield return tools.Poll(
            new FeedDescription("bitcoin-core", "network", true, "Bitcoin Core", TimeSpan.FromMinutes(1), null),
            options,
            "http://127.0.0.1:8332/",
            address => new BitcoinCoreFeed(options, address, tools.Http, tools.Grains));
    }
}
