using Microsoft.Extensions.Logging;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Worlds;

namespace MinerMonitor.Grains.Feeds;

/// <summary>A running adapter and the loop that hands its readings to markets and network.</summary>
/// <remarks>
/// Both run beside the grain, so a slow market never holds up the reader of a socket. A delivery that failed is repeated in order; markets
/// know what they took by its <see cref="MarketObservation.EventId"/>.
/// </remarks>
internal sealed partial class FeedRun : IAsyncDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50); // bounds deliveries to 20 a second; markets coalesce to 100 ms
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_restart = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly IFeedAdapter _adapter;
    private readonly FeedLink _link;
    private readonly IGrainFactory _grains;
    private readonly ILogger _logger;
    private Task _done = Task.CompletedTask;

    private FeedRun(IFeedAdapter adapter, FeedLink link, IGrainFactory grains, ILogger logger) =>
        (_adapter, _link, _grains, _logger) = (adapter, link, grains, logger);

    /// <summary>Starts adapter and delivery.</summary>
    public static FeedRun Start(IFeedAdapter adapter, FeedLink link, IGrainFactory grains, ILogger logger)
    {
        var run = new FeedRun(adapter, link, grains, logger);
        run._done = Task.Run(() => Task.WhenAll(run.ReadAsync(), run.DeliverAsync()));
        return run;
    }

    /// <summary>Stops both and waits for them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _done;
        _stopping.Dispose();
    }

    private async Task ReadAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await _adapter.RunAsync(_link, _stopping.Token);
                return;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // An adapter that throws is a fault of ours; the feed must come back all the same, and everybody shall see why it was away.
                _link.Meter.Enter(FeedStates.Reconnecting, $"The adapter failed ({exception.GetType().Name}: {exception.Message}); it starts again in 5 s.");
                _link.Meter.CountReconnect("adapter-failed");
                LogAdapterFailed(_link.Description.Feed, exception);
                await WaitAsync(s_restart);
            }
        }
    }

    private async Task DeliverAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await _link.Sink.WaitAsync(_stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await DeliverAsync(_link.Sink.Take());
            await WaitAsync(s_pause);
        }
    }

    private async Task DeliverAsync(FeedBatch batch)
    {
        foreach (var (market, seen) in batch.Markets)
        {
            await RepeatAsync(async () =>
            {
                foreach (var refusal in await MarketDirectory.Find(_grains, WorldName.Live, market)!.ObserveAsync(seen))
                {
                    Refuse(refusal.Code, refusal.Reason);
                }
            });
        }

        if (!batch.Network.IsEmpty)
        {
            await RepeatAsync(async () =>
            {
                var outcome = await _grains.GetGrain<INetworkGrain>(WorldName.Live).ObserveAsync(batch.Network);
                _link.Meter.Doubt(outcome.Doubt);
                foreach (var refusal in outcome.Refused)
                {
                    Refuse(refusal.Code, refusal.Reason);
                }
            });
        }
    }

    private void Refuse(string code, string reason) => _link.Meter.Refuse($"refused-{code}", [], reason);

    private async Task RepeatAsync(Func<Task> deliver)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await deliver();
                return;
            }
            catch (Exception exception) when (!_stopping.IsCancellationRequested)
            {
                // A store that is down throws errors of many kinds, and readings wait for it whatever the kind.
                if (_link.Meter.Count("delivery-failed") % 60 == 1)
                {
                    LogDeliveryFailed(_link.Description.Feed, exception);
                }

                await WaitAsync(s_retry);
            }
        }
    }

    private async Task WaitAsync(TimeSpan span)
    {
        try
        {
            await Task.Delay(span, _link.Time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The loops look at the token themselves.
        }
    }

    [LoggerMessage(EventId = 3320, Level = LogLevel.Error, Message = "The adapter of feed {Feed} failed; it starts again in 5 s.")]
    private partial void LogAdapterFailed(string feed, Exception exception);

    [LoggerMessage(EventId = 3321, Level = LogLevel.Warning, Message = "Readings of feed {Feed} could not be delivered; they wait and are tried again each second.")]
    private partial void LogDeliveryFailed(string feed, Exception exception);
}
