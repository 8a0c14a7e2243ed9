using MinerMonitor.Grains.Alerts;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Roster;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Worlds;

namespace MinerMonitor.Silo.Hosting;

/// <summary>Wakes what must be awake: nothing else brings a grain back after a crash. Each silo has one; pinging a grain that is up costs microseconds.</summary>
internal sealed partial class Keeper(IGrainFactory grains, TimeProvider time, ILogger<Keeper> logger) : BackgroundService
{
    private const int InFlight = 8;
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_every, time);
        do
        {
            await RoundAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RoundAsync(CancellationToken stoppingToken)
    {
        try
        {
            var fleets = await grains.GetGrain<IRosterGrain>(IRosterGrain.Key).GetFleetsAsync();
            var alerts = await grains.GetGrain<IRosterGrain>(IRosterGrain.Key).GetAlertsAsync();
            var pings = LivePings()
                .Concat(fleets.Select<RosterFleet, Func<Task>>(fleet => async () => await grains.GetGrain<IFleetGrain>(fleet.Fleet).PingAsync()))
                .Concat(alerts.Select<string, Func<Task>>(scope => async () => await grains.GetGrain<IAlertGrain>(scope).PingAsync()));
            await Parallel.ForEachAsync(
                pings,
                new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = stoppingToken },
                async (ping, _) =>
                {
                    await PingAsync(ping);
                    await Task.Yield();
                });
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogRoundFailed(exception); // a store that is down throws errors of many kinds, and none of them may end the keeper
        }
    }

    /// <summary>The grains of the live world, each of which has a timer of its own once it is up, and the shared replays.</summary>
    private IEnumerable<Func<Task>> LivePings()
    {
        yield return async () => await grains.GetGrain<ISectorGrain>(WorldName.Live).GetHashpriceAsync();
        yield return async () => await grains.GetGrain<INetworkGrain>(WorldName.Live).ReadAsync(null);
        foreach (var scenario in ScenarioLibrary.Names)
        {
            yield return async () => await grains.GetGrain<IReplayGrain>(scenario).OpenAsync(); // built before the first visitor asks
        }

        foreach (var market in MarketDirectory.All(grains, WorldName.Live))
        {
            yield return async () => await market.ReadAsync(null);
        }
    }

    private async Task PingAsync(Func<Task> ping)
    {
        try
        {
            await ping();
        }
        catch (Exception exception)
        {
            LogPingFailed(exception); // one grain that cannot wake now must not keep the others asleep; the next round tries it again
        }
    }

    [LoggerMessage(EventId = 3200, Level = LogLevel.Warning, Message = "The keeper could not read the roster; it tries again in 10 s.")]
    private partial void LogRoundFailed(Exception exception);

    [LoggerMessage(EventId = 3201, Level = LogLevel.Warning, Message = "A grain could not be woken; the keeper tries again in 10 s.")]
    private partial void LogPingFailed(Exception exception);
}
