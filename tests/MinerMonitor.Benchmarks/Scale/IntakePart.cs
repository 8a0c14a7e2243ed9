using System.Globalization;
using MinerMonitor.Benchmarks.Scale.Systems;
using MinerMonitor.Client;
using MinerMonitor.Terminal.Load;

namespace MinerMonitor.Benchmarks.Scale;

/// <summary>
/// How many samples a second does the product acknowledge, beside VictoriaMetrics and InfluxDB 1.x: the same bodies from the same load, each
/// server in a process of its own, in turn by rounds.
/// </summary>
internal static class IntakePart
{
    private const int WarmUpRounds = 2;
    private static readonly TimeSpan s_warmUpLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_writeBack = TimeSpan.FromSeconds(10);

    /// <summary>Measurements and warm-ups in all, at most; to say how long it may take.</summary>
    public static TimeSpan Estimate(ScaleOptions options) =>
        (options.Duration + TimeSpan.FromSeconds(2)) * ((options.Batches.Count * options.Orders.Count * 4 * options.Rounds) + 4);

    /// <summary>Runs it.</summary>
    public static async Task<IntakeReport> RunAsync(ScaleOptions options)
    {
        var report = new IntakeReport(options);
        List<IntakeSystem> systems = [];
        try
        {
            var product = await Product.StartAsync();
            systems.Add(product);
            await product.PrepareAsync();
            await AddAsync(VictoriaMetrics.StartAsync(), VictoriaMetrics.Program);
            await AddAsync(InfluxDb.StartAsync(), InfluxDb.Program);
            foreach (var system in systems.ToList())
            {
                await TryAsync(system, () => WarmUpAsync(system));
            }

            for (var round = 1; round <= options.Rounds; round++)
            {
                foreach (var kind in Kinds(options))
                {
                    // None is always the first after a pause, nor always after the same other.
                    var bodies = new PreparedBodies(Plan(kind, options));
                    var turn = systems.Where(system => system.Formats.Contains(kind.Format)).ToList();
                    foreach (var system in turn.Skip(round % turn.Count).Concat(turn.Take(round % turn.Count)))
                    {
                        await TryAsync(system, async () => Add(round, kind, system, await SendAsync(system, Plan(kind, options), bodies)));
                    }
                }
            }

            await Task.Delay(s_writeBack, TimeProvider.System); // what is still in memory goes to files
            foreach (var system in systems.ToList())
            {
                await TryAsync(system, async () => report.Add(
                    system, Children.MemoryBytes(system.Process), Machine.PeakBytes(system.Process), await Machine.DiskBytesAsync(system.Folder), await system.CountAsync()));
            }
        }
        finally
        {
            foreach (var system in systems)
            {
                await system.DisposeAsync();
            }
        }

        return report;

        async Task AddAsync<T>(Task<T?> starting, string program)
            where T : Peer
        {
            if (await starting is { } peer) systems.Add(peer);
            else report.Skip($"{program} is not installed, so it was skipped.");
        }

        async Task<Sending> SendAsync(IntakeSystem system, LoadPlan plan, ILoadBodies? bodies)
        {
            var sending = await Generator.SendAsync(system, plan, bodies);
            report.Count(system, sending.Tally);
            return sending;
        }

        // Every miner is known, and code compiled, before anything counts.
        async Task WarmUpAsync(IntakeSystem system)
        {
            var plan = Generator.Plan(Kind.Promised(SampleFormat.LineProtocol), options.Miners, options.Connections, s_warmUpLimit, mostRounds: WarmUpRounds);
            var known = await SendAsync(system, plan, bodies: null);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{system.Name}: {options.Miners:N0} new miners reported twice in {known.Took.TotalSeconds:F1} s"));
            foreach (var format in system.Formats)
            {
                var cold = Plan(Kind.Promised(format), options);
                await SendAsync(system, cold, new PreparedBodies(cold));
            }
        }

        void Add(int round, Kind kind, IntakeSystem system, Sending sending)
        {
            report.Add(round, kind, system, sending);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"round {round}, {kind.FormatName}, batches of {kind.BatchSize:N0} {kind.OrderName}, {system.Name}: {sending.PerSec:N0}/s, p50 {sending.LatencyMs(0.5):F1} p99 {sending.LatencyMs(0.99):F1} ms, {sending.CpuUs:F2} us; refused {sending.Tally.Refused:N0}, sent again {sending.Tally.Resent:N0}, unknown {sending.Tally.Unknown:N0}"));
        }

        // A peer that gives up is named and left out from there on; the product must not.
        async Task TryAsync(IntakeSystem system, Func<Task> measure)
        {
            try
            {
                await measure();
            }
            catch (Exception error) when (system.IsPeer)
            {
                report.Skip($"{system.Name} was left out from here on: {error.Message}");
                systems.Remove(system);
                await system.DisposeAsync();
            }
        }
    }

    private static IEnumerable<Kind> Kinds(ScaleOptions options) =>
        from format in new[] { SampleFormat.LineProtocol, SampleFormat.Ndjson }
        from order in options.Orders
        from batch in options.Batches
        select new Kind(format, order, batch);

    private static LoadPlan Plan(Kind kind, ScaleOptions options) => Generator.Plan(kind, options.Miners, options.Connections, options.Duration);
}
