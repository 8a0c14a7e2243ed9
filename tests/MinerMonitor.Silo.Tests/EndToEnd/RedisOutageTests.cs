using System.Net;
using MinerMonitor.Protocol;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>A Redis that stops: readiness turns red, intake is refused, and the silo recovers by itself when it is back.</summary>
[Collection(ProcessGroup.Name)]
public sealed class RedisOutageTests
{
    private static readonly TimeSpan s_red = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_green = TimeSpan.FromSeconds(60);

    /// <summary>Long enough for every timer and keeper round to meet the outage.</summary>
    private static readonly TimeSpan s_outage = TimeSpan.FromSeconds(25);

    [Fact]
    public async Task Silo_outlives_a_frozen_and_a_killed_redis_and_keeps_what_it_acknowledged()
    {
        using var folder = new TempFolder();
        await using var redis = await RedisProcess.StartAsync();
        await using var silo = await SiloProcess.StartAsync(folder.Path, redis.Settings);
        await silo.MakeFleetAsync("acme");
        await silo.WriteAllAsync("acme", Lines("before"));

        await redis.FreezeAsync();
        await RefusedAsync(silo);
        await redis.ThawAsync();
        await TakenAsync(silo, "thawed", 40);

        await redis.KillAsync();
        await RefusedAsync(silo);
        await StaysUpAsync(silo);
        await redis.RunAsync();
        await TakenAsync(silo, "back", 60);

        Assert.Equal(60, (await silo.MinersAsync("acme")).Count);
        Assert.Equal(0, await silo.StopAsync());
    }

    private static async Task RefusedAsync(SiloProcess silo)
    {
        await silo.NotReadyAsync(s_red);
        using var answer = await silo.WriteAsync("acme", Lines("refused"));
        var problem = await SiloRequests.ProblemAsync(HttpStatusCode.ServiceUnavailable, answer);
        Assert.Equal(ErrorCodes.StoreUnavailable, problem.Code);
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    /// <summary>An outage has no event that ends it: this one lasts so long.</summary>
    private static async Task StaysUpAsync(SiloProcess silo)
    {
        var until = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync(
            () => silo.HasExited
                ? throw new InvalidOperationException($"The silo ended with its store. Output:\n{silo.Output}")
                : Task.FromResult((TimeProvider.System.GetElapsedTime(until) >= s_outage, "the silo runs")),
            s_outage + s_outage,
            "the end of the outage");
    }

    private static async Task TakenAsync(SiloProcess silo, string prefix, int counted)
    {
        await silo.ReadyAsync(s_green);
        await Until.TrueAsync(
            async () =>
            {
                using var answer = await silo.WriteAsync("acme", Lines(prefix));
                return (answer.StatusCode == HttpStatusCode.NoContent, $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
            },
            s_green,
            $"samples '{prefix}' are taken");
        await silo.CountedAsync("acme", counted, s_green);
    }

    private static string Lines(string prefix) => string.Join('\n', Enumerable.Range(0, 20).Select(miner => $"miners,miner={prefix}-{miner} hashrateThs=100"));
}
