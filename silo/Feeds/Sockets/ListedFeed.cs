using MinerMonitor.Grains.Feeds;
using MinerMonitor.Silo.Feeds.Http;

namespace MinerMonitor.Silo.Feeds.Sockets;

/// <summary>A feed over a WebSocket that needs a list over HTTP before it can begin, and keeps that list new.</summary>
/// <typeparam name="T">The list.</typeparam>
/// <param name="fetch">Fetches the list.</param>
/// <param name="clients">Makes HTTP clients with resilience.</param>
/// <param name="create">Makes the feed over the socket, whose sessions read the list.</param>
internal sealed class ListedFeed<T>(
    Func<FeedHttp, CancellationToken, Task<T>> fetch, IHttpClientFactory clients, Func<FeedList<T>, IFeedAdapter> create) : IFeedAdapter
    where T : class
{
    /// <inheritdoc/>
    public async Task RunAsync(FeedLink link, CancellationToken stoppingToken)
    {
        var list = new FeedList<T>(fetch, new FeedHttp(clients.CreateClient(FeedHosting.HttpClientName), link, isBeside: true), link);
        await list.LoadAsync(stoppingToken);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var keeping = list.KeepAsync(both.Token);
        var running = create(list).RunAsync(link, both.Token);
        await Task.WhenAny(keeping, running); // neither ends but by the token or by a fault of ours, which takes the other one along
        await both.CancelAsync();
        await Task.WhenAll(keeping, running);
    }
}
