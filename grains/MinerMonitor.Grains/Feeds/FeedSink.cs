using System.Collections.Immutable;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Networks;

namespace MinerMonitor.Grains.Feeds;

/// <summary>
/// What an adapter has read and nobody has fetched yet. Taking never waits, so a reader of a socket is never held up: of quotes the newest
/// of each slot stays, events wait in order. Thread-safe.
/// </summary>
/// <param name="meter">Counts readings, and events that found no room.</param>
public sealed class FeedSink(FeedMeter meter)
{
    /// <summary>Events that wait at most while markets cannot be reached; later ones are dropped and counted as <c>overflow</c>.</summary>
    public const int MaxEvents = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Market, string Slot), MarketObservation> _latest = [];
    private List<(string Market, MarketObservation Seen)> _events = [];
    private List<NetworkObservation> _network = [];
    private TaskCompletionSource _hasSome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes a value that the next one of its slot replaces: a quote.</summary>
    public void Replace(string market, string slot, MarketObservation seen, FeedTime at)
    {
        meter.Read(at);
        lock (_lock)
        {
            _latest[(market, slot)] = Named(seen);
            _hasSome.TrySetResult();
        }
    }

    /// <summary>Takes a value that counts by itself: a liquidation, a day.</summary>
    public void Add(string market, MarketObservation seen, FeedTime at)
    {
        meter.Read(at);
        Tell(market, seen);
    }

    /// <summary>Takes what is no reading but is told in its order: a sign of life.</summary>
    public void Tell(string market, MarketObservation seen)
    {
        lock (_lock)
        {
            if (_events.Count < MaxEvents)
            {
                _events.Add((market, Named(seen)));
                _hasSome.TrySetResult();
                return;
            }
        }

        meter.Count("overflow");
    }

    /// <summary>Takes what was seen of the chain.</summary>
    public void Add(NetworkObservation seen, FeedTime at)
    {
        meter.Read(at);
        lock (_lock)
        {
            if (_network.Count < MaxEvents)
            {
                _network.Add(seen with { Feed = meter.Feed.Feed });
                _hasSome.TrySetResult();
                return;
            }
        }

        meter.Count("overflow");
    }

    /// <summary>Counts readings that the adapter has delivered itself.</summary>
    public void CountDelivered(int readings, FeedTime at)
    {
        for (var i = 0; i < readings; i++) meter.Read(at);
    }

    /// <summary>Waits until there is something.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _hasSome.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Fetches everything.</summary>
    public FeedBatch Take()
    {
        lock (_lock)
        {
            var markets = _events.Concat(_latest.Select(entry => (entry.Key.Market, Seen: entry.Value)))
                .GroupBy(entry => entry.Market, entry => entry.Seen, StringComparer.Ordinal)
                .ToImmutableDictionary(group => group.Key, group => group.ToImmutableArray());
            var batch = new FeedBatch(markets, [.. _network]);
            _events = [];
            _network = [];
            _latest.Clear();
            _hasSome = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return batch;
        }
    }

    private MarketObservation Named(MarketObservation seen) => seen with { Feed = meter.Feed.Feed };
}

/// <summary>What was read between two deliveries.</summary>
/// <param name="Markets">Observations by market, in order.</param>
/// <param name="Network">Observations of the chain, in order.</param>
public sealed record FeedBatch(
    ImmutableDictionary<string, ImmutableArray<MarketObservation>> Markets, ImmutableArray<NetworkObservation> Network);
