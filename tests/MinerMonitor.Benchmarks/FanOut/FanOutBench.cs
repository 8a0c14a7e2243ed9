using MinerMonitor.Benchmarks.FanOut.Systems;
using MinerMonitor.Benchmarks.FanOut.Viewers;

namespace MinerMonitor.Benchmarks.FanOut;

/// <summary>
/// How late does a frame reach many viewers, and what does it cost the server? The product beside a bare SignalR group, mosquitto and
/// nats-server: the same payload, number of viewers and rate, in the same run, in turn by rounds; each server in a process of its own, all
/// viewers in another, read by one thread.
/// </summary>
/// <remarks>
/// Clocks: receipts and ticks are stamped by the machine's monotonic clock; publishing by the time in the frame, whole milliseconds of the
/// wall clock, rounded down. The product's is taken before its frame is computed and encoded, the others' when the frame is handed over, so
/// the comparison favours the others. Ticks come at their rate with a jitter from a fixed seed, so that no phase of a server's own timers is hit for ever.
/// </remarks>
internal static class FanOutBench
{
    private const int FirstNumber = 50_000;
    private const int LastNumber = 99_999;
    private const int UncountedRounds = 2; // a server's first thousands of frames go through code that is still being compiled
    private const int WarmUpTicks = 4;
    private const int OnTheirWay = 200;
    private const int Seed = 20260205;
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(8);
    private static readonly TimeProvider s_time = TimeProvider.System;

    /// <summary>Runs it and prints the table.</summary>
    public static async Task<int> RunAsync(FanOutOptions options)
    {
        if (options.Obstacle() is { } obstacle)
        {
            await Console.Error.WriteLineAsync(obstacle);
            return 1;
        }

        await using var product = await ProductSystem.StartAsync(options.Mode, FirstNumber);
        await using var bare = await BareSignalRSystem.StartAsync(product.Payload);
        await using var mosquitto = await BrokerSystem.StartMosquittoAsync(product.Payload);
        await using var nats = await BrokerSystem.StartNatsAsync(product.Payload);
        List<FanOutSystem> systems =
        [
            .. new FanOutSystem?[] { product, bare, mosquitto, nats }.OfType<FanOutSystem>()
                .Where(system => options.Only.Count == 0 || options.Only.Contains(system.Protocol)),
        ];
        var report = new FanOutReport(options, product.Payload.Length, mosquitto is null, nats is null);
        var idleMemory = systems.ToDictionary(system => system, system => Children.MemoryBytes(system.Process));
        var number = FirstNumber;
        var jitter = new Random(Seed);
        for (var round = 1 - UncountedRounds; round <= options.Rounds; round++)
        {
            foreach (var variant in Variant.Of(options))
            {
                foreach (var system in systems)
                {
                    var measured = await MeasureAsync(system, variant);
                    if (round > 0)
                    {
                        report.Add(system.Name, variant, measured, (Children.MemoryBytes(system.Process) - idleMemory[system]) / 1024.0 / (options.Viewers + variant.Slow + variant.Storm));
                    }

                    Console.WriteLine(FanOutReport.Line(round, system.Name, variant, measured));
                }
            }
        }

        Console.WriteLine();
        Console.Write(report);
        return 0;

        async Task<Measurement> MeasureAsync(FanOutSystem system, Variant variant)
        {
            await using var viewers = new ViewerGroup(system.Protocol, system.Port, options.Viewers);
            var connectedSec = await viewers.ConnectAsync(OnTheirWay);
            await using var others = variant.Slow + variant.Storm > 0
                ? new ViewerGroup(system.Protocol, system.Port, variant.Slow + variant.Storm, reads: variant.Slow == 0) : null;
            if (others is not null)
            {
                await others.ConnectAsync(OnTheirWay);
            }

            await Task.Delay(s_settle, s_time);
            var ticks = new Dictionary<int, Tick>();
            await TickAsync(WarmUpTicks);
            ticks.Clear();
            var before = Children.Cpu(system.Process);
            await TickAsync(variant.Storm > 0 ? options.Frames / 2 : options.Frames);
            double? reconnectedSec = null;
            if (variant.Storm > 0)
            {
                // What came before is another variant; now everyone comes at once, and frames go on until they are back.
                ticks.Clear();
                var storm = others!.ConnectAsync(int.MaxValue);
                while (!storm.IsCompleted || ticks.Count < options.Frames / 2)
                {
                    await TickAsync(1);
                }

                reconnectedSec = await storm;
            }

            await Task.Delay(s_settle, s_time);
            var (receipts, lost, publishedAtMs) = await viewers.CollectAsync();
            if (Measurement.Relate(receipts, publishedAtMs, ticks, options.Viewers).Missing > 0)
            {
                // Late is not missing: what has not come by now counts as late if it comes at all.
                await Task.Delay(s_patience, s_time);
                var (late, lostSince, publishedSinceMs) = await viewers.CollectAsync();
                (receipts, lost, publishedAtMs) = ([.. receipts, .. late], lostSince, publishedSinceMs);
            }

            var cpuUs = (Children.Cpu(system.Process) - before).TotalMicroseconds / ticks.Count / (options.Viewers + variant.Storm);
            var (sincePublished, sinceTick, missing) = Measurement.Relate(receipts, publishedAtMs, ticks, options.Viewers);
            return new Measurement(sincePublished, sinceTick, missing, lost, variant.Storm > 0 ? double.NaN : cpuUs, connectedSec, reconnectedSec);

            async Task TickAsync(int count)
            {
                for (var i = 0; i < count; i++)
                {
                    // Half a period at most, so that two ticks stay apart.
                    var wait = TimeSpan.FromSeconds((0.75 + (0.5 * jitter.NextDouble())) / options.Rate);
                    await Task.Delay(wait, s_time);
                    number = number < LastNumber ? number + 1 : throw new InvalidOperationException("Out of five-digit numbers; ask for fewer frames or rounds.");
                    ticks[number] = Tick.Now(s_time);
                    await system.TickAsync(number);
                }
            }
        }
    }
}
