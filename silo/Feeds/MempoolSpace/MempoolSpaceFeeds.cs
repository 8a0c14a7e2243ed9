using MinerMonitor.Grains.Feeds;

namespace MinerMonitor.Silo.Feeds.MempoolSpace;

/// <summary>Feeds from mempool.space, or from any server that speaks its protocol.</summary>
internal static class MempoolSpaceFeeds
{
    /// <summary>The feed over the WebSocket.</summary>
    public const string Socket = "mempool-space";

    /// <summary>The feed over HTTP.</summary>
    public const string Http = "mempool-space-http";

    private const int MaxSourceLength = 64;

    /// <summary>The feeds, as configured.</summary>
    /// <exception cref="InvalidOperationException">A setting cannot be used; the sentence names it.</exception>
    public static IEnumerable<FeedSource> All(FeedTools tools)
    {
        var options = tools.Options.MempoolSpace;
        foreach (var (name, span) in new[] { ("TipPoll", options.TipPoll), ("HistoryPause", options.HistoryPause) })
        {
            if (span <= TimeSpan.Zero)
            {
                throw new InvalidOperationException($"{FeedsOptions.Section}:MempoolSpace:{name} is {span}; give a time of more than zero.");
            }
        }

        var host = FeedAddress.Socket(Socket, options.WebSocketUrl).Host;
        var source = host[..Math.Min(host.Length, MaxSourceLength)];
        yield return tools.Socket(
            new FeedDescription(Socket, "network", true, "mempool.space", TimeSpan.FromMinutes(2), null),
            new Sockets.SocketFeedOptions { Enabled = options.Enabled, Urls = [options.WebSocketUrl] },
            [],
            link => new MempoolSession(link, source));
        yield return tools.Poll(
            new FeedDescription(Http, "network", true, "mempool.space, HTTP", options.HashratePoll * 3, null),
            new Http.PollFeedOptions { Enabled = options.Enabled, Url = options.RestUrl, Every = options.HashratePoll },
            options.RestUrl,
            address => new MempoolHttpFeed(options, address, source, tools.Http, tools.Grains));
    }
}
