using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using MinerMonitor.Benchmarks.Report;
using MinerMonitor.Benchmarks.Scale.Systems;
using MinerMonitor.Client;

namespace MinerMonitor.Benchmarks.Scale;

/// <summary>
/// What does a large fleet cost that reports once a minute, and how soon is it back after <c>kill -9</c>? Back means: the fleet's cells, each of which is
/// read from its row in a shard's memory, are as many as there are miners. Then the fleet's count of samples is held against the acknowledged.
/// </summary>
internal static class FleetPart
{
    private const int Batch = 1_000;
    private const double ReportIntervalSec = 60;
    private const double SettlingShare = 1.0 / 3;
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan s_countsWithin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeProvider s_time = TimeProvider.System;

    /// <summary>Runs it, and the queries on the fleet if they are wanted.</summary>
    public static async Task<(string Text, FleetResult? Result)> RunAsync(ScaleOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("miner-monitor-scale").FullName;
        var port = Children.FreePort();
        var product = await Product.StartAsync(folder, port);
        try
        {
            await product.PrepareAsync();
            var emptyBytes = Children.MemoryBytes(product.Process);
            var kind = Kind.Promised(SampleFormat.LineProtocol) with { BatchSize = Batch };
            var plan = Generator.Plan(kind, options.ScaleMiners, options.Connections, s_limit, mostRounds: 1);
            var joined = await Generator.SendAsync(product, plan);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{joined.Tally.Acknowledged:N0} miners joined in {joined.Took.TotalSeconds:F1} s"));
            var text = "";
            FleetResult? result = null;
            if (options.Has("fleet"))
            {
                var steady = await SteadyAsync();
                var acknowledged = joined.Tally.Acknowledged + steady.Tally.Acknowledged;
                await product.DisposeAsync(); // kill -9
                var killed = s_time.GetTimestamp();
                product = await Product.StartAsync(folder, port);
                var readySec = s_time.GetElapsedTime(killed).TotalSeconds;
                var liveSec = await LiveAsync(product, options.ScaleMiners, killed);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"started after {readySec:F1} s, every row live after {liveSec:F1} s"));
                var applied = await AppliedAsync(product, options.ScaleMiners, acknowledged);
                result = new FleetResult(steady.Bytes, steady.IdleShare, liveSec, acknowledged, applied);
                text = steady.Text + Restart(options, result, readySec, Children.MemoryBytes(product.Process), joined.Tally.Unknown + steady.Tally.Unknown);
            }

            return (options.Has("queries") ? text + await QueryPart.RunAsync(product, options.ScaleMiners) : text, result);

            async Task<(Terminal.Load.LoadTally Tally, long Bytes, double IdleShare, string Text)> SteadyAsync()
            {
                var process = product.Process;
                var sending = Generator.SendAsync(product, plan with { Duration = options.Steady, RatePerSec = options.ScaleMiners / ReportIntervalSec, MostRounds = null });
                await Task.WhenAny(sending, Task.Delay(options.Steady * SettlingShare, s_time));
                var (ticks, cpu, own, at) = (Machine.Ticks(), Children.Cpu(process), Environment.CpuUsage.TotalTime, s_time.GetTimestamp());
                var most = 0L;
                while (!sending.IsCompleted)
                {
                    most = Math.Max(most, Children.MemoryBytes(process));
                    await Task.WhenAny(sending, Task.Delay(TimeSpan.FromSeconds(1), s_time));
                }

                var sent = await sending;
                var seconds = s_time.GetElapsedTime(at).TotalSeconds;
                var idle = Machine.IdleShare(ticks, Machine.Ticks());
                var stored = (await product.Client.GetSystemAsync()).Store.UsedBytes;
                var table = new TextTable("miners", "joined, miners/s", "reporting, samples/s", "p99 ms", "resident MB", "most MB while reporting", "peak MB ever", "own share (PSS) MB", "of it the store's data MB", "MB a million miners", "on disk MB", "idle CPU of the machine", "server cores", "load cores");
                var resident = Children.MemoryBytes(process);
                most = Math.Max(most, resident);
                table.Add(
                    TextTable.Cell(options.ScaleMiners, 0), TextTable.Cell(joined.PerSec, 0), TextTable.Cell(sent.PerSec, 0), TextTable.Cell(sent.LatencyMs(0.99)),
                    TextTable.Cell(resident / 1e6, 0), TextTable.Cell(most / 1e6, 0), TextTable.Cell(Machine.PeakBytes(process) / 1e6, 0), TextTable.Cell(Machine.ProportionalBytes(process) / 1e6, 0), TextTable.Cell(stored / 1e6, 0),
                    TextTable.Cell((most - emptyBytes) / (double)options.ScaleMiners, 0),
                    TextTable.Cell(await Machine.DiskBytesAsync(folder) / 1e6, 0), TextTable.Cell(idle * 100, 0) + " %",
                    TextTable.Cell((Children.Cpu(process) - cpu).TotalSeconds / seconds, 2), TextTable.Cell((Environment.CpuUsage.TotalTime - own).TotalSeconds / seconds, 2));
                Console.Write(table);
                var note = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{options.ScaleMiners:N0} miners report once a minute for {options.Steady.TotalSeconds:0} s, batches of {Batch:N0} by site; idle and cores over the last two thirds. The empty server had {emptyBytes / 1e6:N0} MB resident, which MB a million miners leave out; the rest is the most while reporting.");
                return (sent.Tally, most, idle, $"{table}\n{note}\n\n");
            }
        }
        finally
        {
            await product.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Restart(ScaleOptions options, FleetResult result, double readySec, long bytes, long unknown)
    {
        var table = new TextTable("miners", "ready after s", "every row live after s", "resident MB then", "samples acknowledged before", "applied after", "lost", "unknown before");
        table.Add(
            TextTable.Cell(options.ScaleMiners, 0), TextTable.Cell(readySec), TextTable.Cell(result.LiveSec), TextTable.Cell(bytes / 1e6, 0),
            TextTable.Cell(result.Acknowledged, 0), TextTable.Cell(result.Applied, 0), TextTable.Cell(Math.Max(0, result.Acknowledged - result.Applied), 0), TextTable.Cell(unknown, 0));
        return $"{table}\nAfter kill -9, from the start of the new process. Live: `GET /fleets/{Product.Fleet}/cells?columns=state` counts all miners, each read from its row in a shard's memory. Unknown are samples that were not answered before the end.\n\n";
    }

    /// <summary>Asks until the cells are as many as the miners.</summary>
    private static async Task<double> LiveAsync(Product product, int miners, long since)
    {
        using var limit = new CancellationTokenSource(s_limit, s_time);
        using var look = new PeriodicTimer(s_look, s_time);
        while (await CellsAsync(product, limit.Token) != miners)
        {
            await look.WaitForNextTickAsync(limit.Token);
        }

        return s_time.GetElapsedTime(since).TotalSeconds;
    }

    /// <summary>How many cells the fleet answers with; 0 while it does not.</summary>
    private static async Task<int> CellsAsync(Product product, CancellationToken cancellationToken)
    {
        using var answer = await product.Http.GetAsync(new Uri($"fleets/{Product.Fleet}/cells?columns=state", UriKind.Relative), cancellationToken);
        if (!answer.IsSuccessStatusCode) return 0;
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        using var header = JsonDocument.Parse(bytes.AsMemory(sizeof(int), BinaryPrimitives.ReadInt32LittleEndian(bytes)));
        return header.RootElement.GetProperty("count").GetInt32();
    }

    /// <summary>What the fleet counts once its totals hold all miners; they follow the rows by a moment.</summary>
    private static async Task<long> AppliedAsync(Product product, int miners, long expected)
    {
        using var look = new PeriodicTimer(s_look, s_time);
        for (var since = s_time.GetTimestamp(); ;)
        {
            var fleet = await product.Client.GetFleetAsync(Product.Fleet);
            if ((fleet.Miners.Total == miners && fleet.Samples.Applied == expected) || s_time.GetElapsedTime(since) > s_countsWithin) return fleet.Samples.Applied;
            await look.WaitForNextTickAsync();
        }
    }
}

/// <summary>What a large fleet cost.</summary>
/// <param name="Bytes">Most that was resident while it reported.</param>
/// <param name="IdleShare">Share of the machine's processors that was idle meanwhile, load included.</param>
/// <param name="LiveSec">From the new start to all rows live, seconds.</param>
/// <param name="Acknowledged">Samples acknowledged before the kill.</param>
/// <param name="Applied">Samples that the fleet counted after it.</param>
internal sealed record FleetResult(long Bytes, double IdleShare, double LiveSec, long Acknowledged, long Applied);
