using MinerMonitor.Grains.Feeds;

namespace MinerMonitor.Silo.Feeds;

/// <summary>Keeps each feed running somewhere in the cluster: a feed whose silo died runs on another one as soon as the cluster knows.</summary>
internal sealed partial class FeedKeeper(
    IFeedCatalogue catalogue, FeedInstruments instruments, IGrainFactory grains, TimeProvider time, ILogger<FeedKeeper> logger) : BackgroundService
{
    private const int InFlight = 8;
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        instruments.Start();
        using var timer = new PeriodicTimer(s_every, time);
        do
        {
            await Parallel.ForEachAsync(
                catalogue.Feeds,
                new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = stoppingToken },
                async (feed, _) => await PingAsync(feed.Feed));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task PingAsync(string feed)
    {
        try
        {
            await grains.GetGrain<IFeedGrain>(feed).PingAsync();
        }
        catch (Exception exception)
        {
            LogPingFailed(feed, exception); // one feed that cannot run now must not keep the others still; the next round tries it again
        }
    }

    [LoggerMessage(EventId = 3900, Level = LogLevel.Warning, Message = "Feed {Feed} could not be reached in the cluster; its keeper tries again in 2 s.")]
    private partial void LogPingFailed(string feed, Exception exception);
}
