using MinerMonitor.Protocol.Streaming;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>Two silos on one Redis form one cluster; when one dies the other goes on with every fleet.</summary>
[Collection(ProcessGroup.Name)]
public sealed class TwoSilosTests
{
    private const int LinesPerWrite = 20;
    private static readonly string[] s_fleets = [.. Enumerable.Range(0, 6).Select(number => $"fleet-{number}")];
    private static readonly long s_atMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
    private static readonly TimeSpan s_takeOver = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Survivor_goes_on_with_every_fleet_and_its_watchers_when_the_other_is_killed()
    {
        using var folder = new TempFolder();
        await using var redis = await RedisProcess.StartAsync();
        await using var first = await SiloProcess.StartAsync(folder.Path, redis.Settings);
        await using var second = await SiloProcess.StartAsync(folder.Path, redis.Settings);
        foreach (var silo in (SiloProcess[])[first, second])
        {
            await SilosAsync(silo, 2);
        }

        foreach (var (fleet, index) in s_fleets.Select((fleet, index) => (fleet, index)))
        {
            var silo = index % 2 == 0 ? first : second;
            await silo.MakeFleetAsync(fleet);
            await TakenAsync(silo, fleet, "before", s_settle);
        }

        foreach (var fleet in s_fleets)
        {
            await AppliedAsync(first, fleet, s_settle);
            await AppliedAsync(second, fleet, s_settle);
        }

        await using var watcher = new FleetsWatcher(second);
        await watcher.SeenAsync(LinesPerWrite, s_settle);

        await first.KillAsync();
        var killed = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(s_fleets.Select(fleet => AppliedAsync(second, fleet, s_takeOver)));
        await Task.WhenAll(s_fleets.Select(fleet => TakenAsync(second, fleet, "after", s_takeOver - TimeProvider.System.GetElapsedTime(killed))));

        await watcher.SeenAsync(2 * LinesPerWrite, s_settle);
        foreach (var fleet in s_fleets)
        {
            Assert.Equal(2 * LinesPerWrite, (await second.MinersAsync(fleet)).Count);
        }

        await SilosAsync(second, 1);
    }

    [Fact]
    public async Task A_silo_that_was_killed_comes_back_as_its_own_successor()
    {
        using var folder = new TempFolder();
        await using var redis = await RedisProcess.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "silo-ports"), "21901 21902\n", Cancelled); // ports that the system gives to nobody else
        string before;
        await using (var silo = await SiloProcess.StartAsync(folder.Path, redis.Settings))
        {
            before = Assert.Single((await silo.Client.GetSystemAsync(Cancelled)).Silos);
            await silo.KillAsync();
        }

        await using var again = await SiloProcess.StartAsync(folder.Path, redis.Settings);

        // It is declared dead because the other has its address, before that one is active: nobody waits until it has grown old.
        var silos = (await again.Client.GetSystemAsync(Cancelled)).Operations!.Silos;
        Assert.Equal("dead", silos.Single(silo => silo.Address == before).Status);
        var successor = silos.Single(silo => silo.Answers);
        Assert.NotEqual(before, successor.Address);
        Assert.Equal(before.Split(':')[..2], successor.Address.Split(':')[..2]);
    }

    private static Task SilosAsync(SiloProcess silo, int count) => Until.TrueAsync(
        async () =>
        {
            var system = await SiloRequests.PatientlyAsync(() => silo.Client.GetSystemAsync(Cancelled), "an answer of /api/v1/system");
            return (system.Silos.Count == count, $"{system.Silos.Count} silos");
        },
        s_settle,
        $"the silos on the list are {count}");

    /// <summary>Waits until a fleet has counted the lines of one write as applied. A write that was repeated after a 503 may have merged with itself, which is right.</summary>
    private static Task AppliedAsync(SiloProcess silo, string fleet, TimeSpan timeout) => Until.TrueAsync(
        async () =>
        {
            var samples = (await SiloRequests.PatientlyAsync(() => silo.Client.GetFleetAsync(fleet, Cancelled), $"an answer about {fleet}")).Samples;
            return (samples.Applied == LinesPerWrite, samples.ToString());
        },
        timeout,
        $"{fleet} has applied {LinesPerWrite} samples");

    private static Task TakenAsync(SiloProcess silo, string fleet, string prefix, TimeSpan timeout) => Until.TrueAsync(
        async () =>
        {
            using var answer = await silo.WriteAsync(fleet, Lines(prefix));
            return (answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Cancelled)}");
        },
        timeout,
        $"{fleet} takes samples '{prefix}'");

    private static string Lines(string prefix) => string.Join('\n', Enumerable.Range(0, LinesPerWrite).Select(miner => $"miners,miner={prefix}-{miner} hashrateThs=100 {s_atMs}000000"));

    /// <summary>Watches every fleet on one connection that must last.</summary>
    private sealed class FleetsWatcher : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Dictionary<string, long> _applied = new(StringComparer.Ordinal);
        private readonly SemaphoreSlim _updated = new(0);
        private readonly Task _watching;

        public FleetsWatcher(SiloProcess silo) => _watching = WatchAsync(silo);

        /// <summary>Waits until frames of every fleet have shown so many miners.</summary>
        public async Task SeenAsync(long miners, TimeSpan timeout)
        {
            using var limit = new CancellationTokenSource(timeout, TimeProvider.System);
            try
            {
                while (!IsSeen(miners))
                {
                    await _updated.WaitAsync(limit.Token);
                }
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"Awaited frames of every fleet with {miners} miners within {timeout.TotalSeconds:0} s; seen: {Seen()}");
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _watching;
            _updated.Dispose();
            _stop.Dispose();
        }

        private bool IsSeen(long miners)
        {
            lock (_applied)
            {
                return s_fleets.All(fleet => _applied.GetValueOrDefault(fleet) == miners);
            }
        }

        private string Seen()
        {
            lock (_applied)
            {
                return string.Join(", ", _applied) + (_watching.IsCompleted ? $"; the watch ended: {_watching.Exception?.Message}" : "");
            }
        }

        private async Task WatchAsync(SiloProcess silo)
        {
            try
            {
                await foreach (var update in silo.Client.WatchAsync(
                    [.. s_fleets.Select(fleet => new TopicRequest { Topic = Topics.Fleet(fleet) })], cancellationToken: _stop.Token))
                {
                    lock (_applied)
                    {
                        _applied[update.Topic["fleet/".Length..]] = update.Value.GetProperty("miners").GetProperty("total").GetInt64();
                    }

                    _updated.Release();
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // The test is over.
            }
        }
    }
}
