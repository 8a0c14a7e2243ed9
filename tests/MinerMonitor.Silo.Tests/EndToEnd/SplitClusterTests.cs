using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using MinerMonitor.Protocol;
using MinerMonitor.Silo.Storage;
using Orleans.Configuration;
using Orleans.Persistence;
using StackExchange.Redis;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>
/// Two clusters that know nothing of each other on one store: each has its own activation of the same shard, and both write. Whoever is no
/// longer the owner of the journal is refused and goes, so that every acknowledged sample counts once.
/// </summary>
[Collection(ProcessGroup.Name)]
public sealed class SplitClusterTests
{
    private const string Fleet = "acme";
    private const int SendersOfSide = 3;
    private const int MinersOfSender = 20;
    private const int Rounds = 10;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_clusters_on_one_redis_that_write_one_shard_lose_and_double_nothing()
    {
        using var folder = new TempFolder();
        using var other = new TempFolder();
        await using var redis = await RedisProcess.StartAsync();
        (string, string)[] settings = [("Monitor:Store", "redis"), ("Monitor:Store:ConnectionString", redis.ConnectionString)];
        Task<ServerInstance> FirstAsync() => ServerInstance.StartAsync(folder.Path, settings: settings);

        await SplitAsync(FirstAsync, first => ServerInstance.StartAsync(
            other.Path, services => services.Configure<ClusterOptions>(cluster => cluster.ClusterId = "other"), first.Key, settings));
    }

    [Fact]
    public async Task Two_clusters_on_one_embedded_store_that_write_one_shard_lose_and_double_nothing()
    {
        using var folder = new TempFolder();
        using var other = new TempFolder();

        await SplitAsync(() => ServerInstance.StartAsync(folder.Path), first => ServerInstance.StartAsync(other.Path, services => MoveTo(first.Store, services), first.Key));
    }

    private static async Task SplitAsync(Func<Task<ServerInstance>> startFirst, Func<ServerInstance, Task<ServerInstance>> startSecond)
    {
        var senders = Enumerable.Range(0, 2 * SendersOfSide).Select(number => new Sender(number)).ToArray();
        long expected;
        int miners;
        await using (var first = await startFirst())
        {
            await first.MakeFleetAsync(Fleet);
            foreach (var sender in senders)
            {
                await sender.SendAsync(first); // the first cluster places all of them, in one shard
            }

            await using (var second = await startSecond(first))
            {
                using var stop = new CancellationTokenSource();
                var sending = senders.Select(sender => sender.SendUntilAsync(sender.Number < SendersOfSide ? first : second, stop.Token)).ToArray();
                await Until.TrueAsync(
                    () => sending.FirstOrDefault(task => task.IsFaulted) is { } failed
                        ? Task.FromException<(bool, string)>(failed.Exception!.InnerException!)
                        : Task.FromResult((
                            Sides(senders).All(side => side.Sum(sender => sender.Kept) >= Rounds && side.Sum(sender => sender.Refused) >= Rounds),
                            string.Join(", ", senders.Select(sender => sender.ToString())))),
                    s_patience,
                    $"each side has been acknowledged {Rounds} batches and refused {Rounds}");
                await stop.CancelAsync();
                await Task.WhenAll(sending);

                // Miners that neither side has heard of, on both sides at once: the second to come finds their places taken.
                await Task.WhenAll(new Sender(99).SendAsync(first), new Sender(99).SendAsync(second));
            }

            miners = (senders.Length + 1) * MinersOfSender;
            expected = (senders.Sum(sender => sender.Kept) + 1L) * MinersOfSender;
            await new Sender(100).SendAsync(first); // what the first believes of its shard is put to the proof by a write
            await ExactAsync(first, expected + MinersOfSender, miners + MinersOfSender);
        }

        await using var again = await startFirst();
        await ExactAsync(again, expected + MinersOfSender, miners + MinersOfSender);
    }

    private static IEnumerable<Sender[]> Sides(Sender[] senders) => senders.Chunk(SendersOfSide);

    /// <summary>What was sent again because nobody knew whether it was kept has merged: only the first counts as applied.</summary>
    private static async Task ExactAsync(ServerInstance server, long applied, int miners)
    {
        await Until.TrueAsync(
            async () =>
            {
                var fleet = await SiloRequests.PatientlyAsync(() => server.Client.GetFleetAsync(Fleet, Cancelled), "an answer about the fleet");
                return (fleet.Samples.Applied == applied && fleet.Miners.Total == miners, $"{fleet.Samples}, {fleet.Miners.Total} miners");
            },
            s_patience,
            $"{applied} samples of {miners} miners are counted, no more and no less");
        Assert.Equal(miners, (await server.MinersAsync(Fleet)).Count);
    }

    /// <summary>Puts journals and states of grains on another server's embedded store; its own holds nothing but what starts it.</summary>
    private static void MoveTo(Store store, IServiceCollection services)
    {
        services.RemoveAll<RedisJournalStore>();
        services.AddSingleton(provider => new RedisJournalStore(
            store.Connections.Journal,
            isEmbedded: true,
            store.Options.WriteTimeout,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RedisJournalStore>>()));
        (IConnectionMultiplexer, bool) shared = (store.Connections.Grains, true);
        services.PostConfigure<RedisStorageOptions>(MonitorGrainStorage.InnerName, redis => redis.CreateMultiplexer = _ => Task.FromResult(shared));
    }

    /// <summary>A sender of miners of its own: one sample of each in a batch, and the next batch when the one before is acknowledged.</summary>
    private sealed class Sender(int number)
    {
        private static readonly TimeSpan s_manners = TimeSpan.FromMilliseconds(100);
        private static readonly long s_beginMs = TimeProvider.System.GetUtcNow().AddMinutes(-2).ToUnixTimeMilliseconds();
        private int _kept;
        private int _refused;

        public int Number { get; } = number;

        /// <summary>Batches acknowledged.</summary>
        public int Kept => Volatile.Read(ref _kept);

        /// <summary>Answers that told it to try again.</summary>
        public int Refused => Volatile.Read(ref _refused);

        public async Task SendUntilAsync(IRunningSilo silo, CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                await SendAsync(silo);
                await Task.Yield();
            }
        }

        /// <summary>Sends one batch until it is acknowledged.</summary>
        public async Task SendAsync(IRunningSilo silo)
        {
            var lines = string.Join('\n', Enumerable.Range(0, MinersOfSender).Select(miner => string.Create(
                CultureInfo.InvariantCulture, $"miners,miner=s{Number}-{miner} hashrateThs=100,powerW=3000 {s_beginMs + Kept}000000")));
            while (true)
            {
                using var answer = await silo.WriteAsync(Fleet, lines);
                if (answer.StatusCode == HttpStatusCode.NoContent)
                {
                    Interlocked.Increment(ref _kept);
                    return;
                }

                var problem = await SiloRequests.ProblemAsync(HttpStatusCode.ServiceUnavailable, answer);
                Assert.Equal(ErrorCodes.StoreUnavailable, problem.Code);
                Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero, "It was refused without the time to come back.");
                Interlocked.Increment(ref _refused);
                await Task.Delay(s_manners, TimeProvider.System, Cancelled);
            }
        }

        public override string ToString() => $"sender {Number}: {Kept} kept, {Refused} refused";
    }
}
