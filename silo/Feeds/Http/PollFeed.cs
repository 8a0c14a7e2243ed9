using System.Security.Cryptography;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Sectors;

namespace MinerMonitor.Silo.Feeds.Http;

/// <summary>A feed that asks over HTTP again and again.</summary>
/// <param name="every">Usual time between two rounds; each wait is up to 10 % shorter or longer.</param>
/// <param name="clients">Makes clients with resilience.</param>
internal abstract class PollFeed(TimeSpan every, IHttpClientFactory clients) : IFeedAdapter
{
    /// <inheritdoc/>
    public async Task RunAsync(FeedLink link, CancellationToken stoppingToken)
    {
        var http = new FeedHttp(clients.CreateClient(FeedHosting.HttpClientName), link);
        var backoff = new Backoff();
        while (true)
        {
            TimeSpan pause;
            try
            {
                var next = await PollAsync(http, link, stoppingToken) ?? every;
                link.Meter.Enter(InputState.Live);
                backoff = new Backoff();
                pause = next * (0.9 + (RandomNumberGenerator.GetInt32(201) / 1000.0));
            }
            catch (FeedHttpException exception)
            {
                pause = Pause(backoff, exception.RetryAfter);
                link.Meter.CountReconnect(exception.Code);
                link.Meter.Enter(exception.IsBlocked ? InputState.Blocked : FeedStates.Reconnecting, $"{exception.Message} Tries again in {Math.Ceiling(pause.TotalSeconds):0} s.");
            }
            catch (Exception exception) when (FeedFormatException.IsCauseOf(exception))
            {
                pause = Pause(backoff, null);
                link.Meter.Refuse("malformed", [], exception.Message);
                link.Meter.Enter(FeedStates.Degraded, $"The answer is not what it should be: {exception.Message} Tries again in {Math.Ceiling(pause.TotalSeconds):0} s.");
            }

            await RestAsync(pause, link, stoppingToken);
        }
    }

    /// <summary>Waits for the next round; a feed that is told of news may come back sooner.</summary>
    protected virtual Task RestAsync(TimeSpan pause, FeedLink link, CancellationToken cancellationToken) => Task.Delay(pause, link.Time, cancellationToken);

    /// <summary>One round of requests.</summary>
    /// <returns>Time to the next round where the source says it; null: as configured.</returns>
    /// <exception cref="FeedHttpException">No usable answer.</exception>
    /// <exception cref="FeedFormatException">The answer is not what it should be.</exception>
    protected abstract Task<TimeSpan?> PollAsync(FeedHttp http, FeedLink link, CancellationToken cancellationToken);

    /// <summary>Wait after a failure: short at first, so that one lost answer costs seconds; never longer than usual.</summary>
    private TimeSpan Pause(Backoff backoff, TimeSpan? retryAfter)
    {
        var pause = TimeSpan.FromSeconds(1) + backoff.Next(TimeSpan.Zero);
        pause = pause < every ? pause : every;
        return retryAfter > pause ? retryAfter.Value : pause;
    }
}
