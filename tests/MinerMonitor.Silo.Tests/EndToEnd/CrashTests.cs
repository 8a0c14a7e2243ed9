using System.Collections.Concurrent;
using System.Net;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>Kill -9 while samples arrive: an oracle that knows each batch says what must be there afterwards, and what may.</summary>
[Collection(ProcessGroup.Name)]
public sealed class CrashTests
{
    private const int Senders = 6;
    private const int BatchLines = 25;
    private const int Rounds = 3;
    private static readonly TimeSpan s_recovery = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Acknowledged_samples_survive_kill_9_of_the_silo()
    {
        using var folder = new TempFolder();
        var random = new Random(20260205);
        var oracle = new Oracle();
        for (var round = 0; round < Rounds; round++)
        {
            // In the last round the store writes a checkpoint each second, so that some crash falls into one.
            await using var silo = await SiloProcess.StartAsync(folder.Path, ("Monitor__Store__CheckpointInterval", round == Rounds - 1 ? "00:00:01" : "00:05:00"));
            if (round == 0)
            {
                await silo.MakeFleetAsync("acme");
            }

            await oracle.VerifyAsync(silo, s_recovery);
            await oracle.SendUntilKilledAsync(silo, round, killAfterBatches: random.Next(30, 200));
        }

        await using var last = await SiloProcess.StartAsync(folder.Path);
        await oracle.VerifyAsync(last, s_recovery);
        await last.WriteAllAsync("acme", Oracle.Batch("after", 0, 0));
    }

    /// <summary>Each miner sends one sample in its life, so what the fleet counts is what is there.</summary>
    private sealed class Oracle
    {
        private readonly ConcurrentDictionary<string, bool> _acknowledged = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, bool> _underWay = new(StringComparer.Ordinal);

        public static string Batch(string round, int sender, int batch) => string.Join('\n', Enumerable.Range(0, BatchLines).Select(
            line => $"miners,miner=r{round}-s{sender}-b{batch}-{line} hashrateThs=100,powerW=3000"));

        public async Task SendUntilKilledAsync(SiloProcess silo, int round, int killAfterBatches)
        {
            var left = killAfterBatches;
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var senders = Enumerable.Range(0, Senders).Select(sender => SendAsync(sender)).ToArray();
            await enough.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
            await silo.KillAsync();
            await Task.WhenAll(senders);

            async Task SendAsync(int sender)
            {
                for (var batch = 0; ; batch++)
                {
                    var name = $"r{round}-s{sender}-b{batch}";
                    _underWay[name] = true;
                    try
                    {
                        using var answer = await silo.WriteAsync("acme", Batch($"{round}", sender, batch));
                        await SiloRequests.StatusAsync(HttpStatusCode.NoContent, answer);
                    }
                    catch (HttpRequestException)
                    {
                        return; // killed: nobody knows of this batch
                    }

                    _acknowledged[name] = true;
                    _underWay.TryRemove(name, out _);
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        enough.SetResult();
                    }
                }
            }
        }

        public async Task VerifyAsync(SiloProcess silo, TimeSpan timeout)
        {
            var there = await silo.MinersAsync("acme");
            var must = _acknowledged.Keys.SelectMany(Miners).ToHashSet(StringComparer.Ordinal);
            var may = _underWay.Keys.SelectMany(Miners).ToHashSet(StringComparer.Ordinal);

            Assert.Empty(must.Except(there));
            Assert.Empty(there.Except(must).Except(may));
            await silo.CountedAsync("acme", there.Count, timeout);
        }

        private static IEnumerable<string> Miners(string batch) => Enumerable.Range(0, BatchLines).Select(line => $"{batch}-{line}");
    }
}
