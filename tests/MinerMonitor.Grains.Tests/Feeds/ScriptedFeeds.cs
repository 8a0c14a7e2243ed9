using System.Collections.Concurrent;
using System.Threading.Channels;
using MinerMonitor.Grains.Feeds;
using Xunit;

namespace MinerMonitor.Grains.Tests.Feeds;

/// <summary>A catalogue whose adapters do what the test says, and that knows each one that ran.</summary>
internal sealed class ScriptedFeeds : IFeedCatalogue
{
    private readonly ConcurrentDictionary<string, Channel<ScriptedAdapter>> _started = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _created = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FeedDescription> _feeds = [];

    public IReadOnlyList<FeedDescription> Feeds => [.. _feeds.Values];

    /// <summary>Adapters made of a feed so far.</summary>
    public int CreatedOf(string feed) => _created.GetValueOrDefault(feed);

    public void Add(FeedDescription feed) => _feeds.Add(feed.Feed, feed);

    public IFeedAdapter CreateAdapter(string feed)
    {
        _created.AddOrUpdate(feed, 1, (_, before) => before + 1);
        return new ScriptedAdapter(Started(feed).Writer);
    }

    /// <summary>The next adapter of a feed that began to run.</summary>
    public async Task<ScriptedAdapter> NextAsync(string feed) =>
        await Started(feed).Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    private Channel<ScriptedAdapter> Started(string feed) => _started.GetOrAdd(feed, _ => Channel.CreateUnbounded<ScriptedAdapter>());
}

/// <summary>Runs until it is stopped, or until the test lets it fail.</summary>
internal sealed class ScriptedAdapter(ChannelWriter<ScriptedAdapter> started) : IFeedAdapter
{
    private readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FeedLink Link { get; private set; } = null!;

    /// <summary>Completes when the feed stopped it.</summary>
    public Task Stopped => _stopped.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public void Fail(string message) => _failure.TrySetException(new InvalidOperationException(message));

    public async Task RunAsync(FeedLink link, CancellationToken stoppingToken)
    {
        Link = link;
        started.TryWrite(this);
        try
        {
            await _failure.Task.WaitAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            _stopped.TrySetResult();
            throw;
        }
    }
}
