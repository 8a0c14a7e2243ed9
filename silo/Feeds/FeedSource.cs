using MinerMonitor.Grains.Feeds;
using MinerMonitor.Silo.Feeds.Http;
using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds;

/// <summary>One feed and how its adapter is made.</summary>
/// <param name="Description">The feed, as configured.</param>
/// <param name="CreateAdapter">Makes an adapter.</param>
internal sealed record FeedSource(FeedDescription Description, Func<IFeedAdapter> CreateAdapter);

/// <summary>What feeds are made with.</summary>
/// <param name="Options">All settings of feeds.</param>
/// <param name="Dialer">Opens WebSockets.</param>
/// <param name="Http">Makes HTTP clients with resilience.</param>
/// <param name="Grains">Other grains, for adapters that bring more than observations.</param>
internal sealed record FeedTools(FeedsOptions Options, SocketDialer Dialer, IHttpClientFactory Http, IGrainFactory Grains)
{
    /// <summary>A feed over a WebSocket.</summary>
    /// <param name="description">The feed; whether it is enabled comes from <paramref name="options"/>.</param>
    /// <param name="options">Its settings.</param>
    /// <param name="defaultUrls">Endpoints where none are configured.</param>
    /// <param name="open">Makes the session of one connection.</param>
    /// <exception cref="InvalidOperationException">An endpoint cannot be used; the sentence names it.</exception>
    public FeedSource Socket(FeedDescription description, SocketFeedOptions options, string[] defaultUrls, Func<FeedLink, SocketSession> open)
    {
        Uri[] endpoints = [.. (options.Urls.Count > 0 ? options.Urls : defaultUrls).Select(url => FeedAddress.Socket(description.Feed, url))];
        return new FeedSource(Configured(description, options.Enabled), () => new SocketFeed(endpoints, open, Dialer));
    }

    /// <summary>A feed over a WebSocket that needs a list over HTTP first.</summary>
    /// <typeparam name="T">The list.</typeparam>
    /// <param name="description">The feed; whether it is enabled comes from <paramref name="options"/>.</param>
    /// <param name="options">Its settings.</param>
    /// <param name="defaultUrls">Endpoints where none are configured.</param>
    /// <param name="defaultRestUrl">Base address for HTTP where none is configured.</param>
    /// <param name="fetch">Fetches the list from the base address.</param>
    /// <param name="open">Makes the session of one connection.</param>
    /// <exception cref="InvalidOperationException">An address cannot be used; the sentence names it.</exception>
    public FeedSource Listed<T>(
        FeedDescription description, ListedSocketFeedOptions options, string[] defaultUrls, string defaultRestUrl,
        Func<FeedHttp, Uri, CancellationToken, Task<T>> fetch, Func<FeedLink, FeedList<T>, SocketSession> open)
        where T : class
    {
        Uri[] endpoints = [.. (options.Urls.Count > 0 ? options.Urls : defaultUrls).Select(url => FeedAddress.Socket(description.Feed, url))];
        var rest = options.RestUrl.Length > 0 ? options.RestUrl : defaultRestUrl;
        var address = FeedAddress.Http(description.Feed, rest.EndsWith('/') ? rest : $"{rest}/");
        return new FeedSource(Configured(description, options.Enabled), () => new ListedFeed<T>(
            (http, cancellationToken) => fetch(http, address, cancellationToken),
            Http,
            list => new SocketFeed(endpoints, link => open(link, list), Dialer)));
    }

    /// <summary>A feed over HTTP.</summary>
    /// <param name="description">The feed; whether it is enabled comes from <paramref name="options"/>.</param>
    /// <param name="options">Its settings.</param>
    /// <param name="defaultUrl">Address where none is configured.</param>
    /// <param name="create">Makes an adapter for the address.</param>
    /// <exception cref="InvalidOperationException">The address cannot be used; the sentence names it.</exception>
    public FeedSource Poll(FeedDescription description, PollFeedOptions options, string defaultUrl, Func<Uri, IFeedAdapter> create)
    {
        var address = FeedAddress.Http(description.Feed, options.Url.Length > 0 ? options.Url : defaultUrl);
        return options.Every > TimeSpan.Zero
            ? new FeedSource(Configured(description, options.Enabled), () => create(address))
            : throw new InvalidOperationException($"Feed {description.Feed}: Every is {options.Every}; give the time between two requests, more than zero.");
    }

    private FeedDescription Configured(FeedDescription description, bool isEnabled) => description with { IsEnabled = isEnabled && Options.Enabled };
}
