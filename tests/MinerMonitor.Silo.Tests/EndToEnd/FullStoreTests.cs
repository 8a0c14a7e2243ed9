using System.Globalization;
using System.Net;
using MinerMonitor.Protocol;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>The embedded store drops data without a word beyond its memory: the guard closes before the first key is lost.</summary>
[Collection(ProcessGroup.Name)]
public sealed class FullStoreTests
{
    private const int SmallBudgetBytes = 64 << 20;
    private const int BatchLines = 5_000;
    private const int MostBatches = 400;
    private static readonly TimeSpan s_counted = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Small_budget_is_refused_before_anything_acknowledged_is_lost_live_and_after_kill_9()
    {
        using var folder = new TempFolder();
        var acknowledged = 0;
        await using (var silo = await SiloProcess.StartAsync(folder.Path, Budget(SmallBudgetBytes)))
        {
            await silo.MakeFleetAsync("acme");
            acknowledged = await FillAsync(silo);
            await silo.NotReadyAsync(TimeSpan.FromSeconds(10));

            var store = (await silo.Client.GetSystemAsync(Cancelled)).Store;
            Assert.InRange(store.UsedBytes!.Value, (long)(0.8 * SmallBudgetBytes), SmallBudgetBytes);
            Assert.Contains("MemoryBudgetBytes", store.Fault, StringComparison.Ordinal);
            await AllThereAsync(silo, acknowledged);
            await silo.KillAsync();
        }

        // The remedy that the sentence names: everything is there, and intake is open again.
        await using var larger = await SiloProcess.StartAsync(folder.Path, Budget(8L * SmallBudgetBytes));
        await AllThereAsync(larger, acknowledged);
        await larger.WriteAllAsync("acme", Lines(MostBatches + 1));
        await larger.CountedAsync("acme", acknowledged + BatchLines, s_counted);
    }

    private static async Task<int> FillAsync(SiloProcess silo)
    {
        for (var batch = 0; batch < MostBatches; batch++)
        {
            using var answer = await silo.WriteAsync("acme", Lines(batch));
            if (answer.StatusCode != HttpStatusCode.NoContent)
            {
                var problem = await SiloRequests.ProblemAsync(HttpStatusCode.ServiceUnavailable, answer);
                Assert.Equal(ErrorCodes.StoreFull, problem.Code);
                return batch * BatchLines;
            }
        }

        Assert.Fail($"{MostBatches * BatchLines} samples of as many miners went into {SmallBudgetBytes} bytes and nothing was refused.");
        return 0;
    }

    private static async Task AllThereAsync(SiloProcess silo, int acknowledged)
    {
        await silo.CountedAsync("acme", acknowledged, s_counted);
        var there = await silo.MinersAsync("acme");
        Assert.Equal(acknowledged, there.Count);
        Assert.Contains("m0", there);
        Assert.Contains($"m{acknowledged - 1}", there);
    }

    private static (string Name, string Value) Budget(long bytes) => ("Monitor__Store__MemoryBudgetBytes", bytes.ToString(CultureInfo.InvariantCulture));

    private static string Lines(int batch) => string.Join('\n', Enumerable.Range(batch * BatchLines, BatchLines).Select(
        miner => $"miners,miner=m{miner} hashrateThs=100,powerW=3000,chipTemperatureC=61,sharesAccepted={miner}"));
}
