using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>Kill -9 while samples arrive: what was acknowledged is there, and each sample counts once.</summary>
[Collection(ProcessGroup.Name)]
public sealed class CrashTests
{
    private const string Fleet = "acme";
    private const int Senders = 6;
    private const int Rounds = 3;
    private static readonly TimeSpan s_load = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_recovery = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_takeOver = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Acknowledged_samples_survive_kill_9_of_the_silo()
    {
        using var folder = new TempFolder();
        var random = new Random(20260205);
        var oracle = new SampleOracle(Fleet);
        for (var round = 0; round < Rounds; round++)
        {
            // In the last round the store writes a checkpoint each second, so that the crash may fall into one.
            await using var silo = await SiloProcess.StartAsync(
                folder.Path, ("Monitor__Store__CheckpointInterval", round == Rounds - 1 ? "00:00:01" : "00:05:00"));
            if (round == 0)
            {
                await silo.MakeFleetAsync(Fleet);
            }
            else
            {
                await oracle.VerifyAsync(silo, s_recovery);
            }

            var senders = Enumerable.Range(0, Senders).Select(sender => oracle.SendAsync(silo, $"r{round}-s{sender}", CancellationToken.None)).ToArray();
            await oracle.AcknowledgedAsync(random.Next(30, 200), s_load);
            await silo.KillAsync();
            await Task.WhenAll(senders);
        }

        await using var last = await SiloProcess.StartAsync(folder.Path);
        await oracle.VerifyAsync(last, s_recovery);
    }

    [Fact]
    public async Task Acknowledged_samples_survive_kill_9_of_redis_and_then_of_the_silo()
    {
        using var folder = new TempFolder();
        await using var redis = await RedisProcess.StartAsync();
        var random = new Random(20260206);
        var oracle = new SampleOracle(Fleet);
        await using (var silo = await SiloProcess.StartAsync(folder.Path, redis.Settings))
        {
            await silo.MakeFleetAsync(Fleet);
            using var stop = new CancellationTokenSource();
            var senders = Enumerable.Range(0, Senders).Select(sender => oracle.SendAsync(silo, $"r-s{sender}", stop.Token)).ToArray();
            await oracle.AcknowledgedAsync(random.Next(20, 100), s_load);
            await redis.KillAsync();
            await redis.RunAsync();
            await oracle.AcknowledgedAsync(20, s_recovery);
            await stop.CancelAsync();
            await Task.WhenAll(senders);
            await oracle.VerifyAsync(silo, s_recovery);

            var more = Enumerable.Range(0, Senders).Select(sender => oracle.SendAsync(silo, $"k-s{sender}", CancellationToken.None)).ToArray();
            await oracle.AcknowledgedAsync(random.Next(20, 100), s_load);
            await silo.KillAsync();
            await Task.WhenAll(more);
        }

        await using var last = await SiloProcess.StartAsync(folder.Path, redis.Settings);
        await oracle.VerifyAsync(last, s_recovery);
    }

    [Fact]
    public async Task Survivor_of_two_silos_loses_and_repeats_nothing_of_what_was_being_sent()
    {
        using var folder = new TempFolder();
        await using var redis = await RedisProcess.StartAsync();
        await using var first = await SiloProcess.StartAsync(folder.Path, redis.Settings);
        await using var second = await SiloProcess.StartAsync(folder.Path, redis.Settings);
        SampleOracle[] oracles = [new("a"), new("b"), new("c"), new("d")];
        foreach (var fleet in (string[])["a", "b", "c", "d"])
        {
            await first.MakeFleetAsync(fleet);
        }

        using var stop = new CancellationTokenSource();
        var senders = oracles.SelectMany(oracle => (Task[])[oracle.SendAsync(first, "one", stop.Token), oracle.SendAsync(second, "two", stop.Token)]).ToArray();
        await Task.WhenAll(oracles.Select(oracle => oracle.AcknowledgedAsync(20, s_load)));
        await first.KillAsync();
        await Task.WhenAll(oracles.Select(oracle => oracle.AcknowledgedAsync(20, s_takeOver)));
        await stop.CancelAsync();
        await Task.WhenAll(senders);

        foreach (var oracle in oracles)
        {
            await oracle.VerifyAsync(second, s_recovery);
        }
    }
}
