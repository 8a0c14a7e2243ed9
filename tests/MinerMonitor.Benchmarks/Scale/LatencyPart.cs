using System.Globalization;
using MinerMonitor.Benchmarks.FanOut;
using MinerMonitor.Benchmarks.Report;
using MinerMonitor.Benchmarks.Scale.Systems;
using MinerMonitor.Client;

namespace MinerMonitor.Benchmarks.Scale;

/// <summary>
/// How late is an acknowledgement at half of what the product takes? Batches are due at an even pace, whatever the server does, and time
/// counts from when a batch was due: one that had to wait for the one before is late, too.
/// </summary>
internal static class LatencyPart
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    /// <summary>How long it takes at most.</summary>
    public static TimeSpan Estimate(ScaleOptions options) => (options.Duration + TimeSpan.FromSeconds(2)) * 2 * ((2 * options.Rounds) + 1);

    /// <summary>Runs it.</summary>
    /// <param name="options">What to measure.</param>
    /// <param name="mostPerSec">What the product was measured to take, samples a second, by kind; null for one that was not.</param>
    public static async Task<(string Text, double P99Ms)> RunAsync(ScaleOptions options, Func<Kind, double?> mostPerSec)
    {
        await using var product = await Product.StartAsync();
        await product.PrepareAsync();
        await Generator.SendAsync(product, Generator.Plan(Kind.Promised(SampleFormat.LineProtocol), options.Miners, options.Connections, s_limit, mostRounds: 1));
        var table = new TextTable("bodies", "most, samples/s", "sent, samples/s", "p50 ms", "p99 ms", "p99.9 ms", "longest ms", "server CPU µs a sample", "idle CPU of the machine");
        var promised = double.NaN;
        foreach (var kind in new[] { Kind.Promised(SampleFormat.LineProtocol), Kind.Promised(SampleFormat.Ndjson) })
        {
            var plan = Generator.Plan(kind, options.Miners, options.Connections, options.Duration);
            var bodies = new PreparedBodies(plan);
            await Generator.SendAsync(product, plan, bodies); // cold, not counted
            var most = mostPerSec(kind) ?? await MostAsync();
            List<(Sending Sending, double Idle)> measured = [];
            for (var round = 1; round <= options.Rounds; round++)
            {
                var before = Machine.Ticks();
                var sending = await Generator.SendAsync(product, plan with { RatePerSec = most / 2 }, bodies);
                measured.Add((sending, Machine.IdleShare(before, Machine.Ticks())));
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"round {round}, {kind.FormatName} at {most / 2:N0}/s: {sending.PerSec:N0}/s, p50 {sending.LatencyMs(0.5):F1} p99 {sending.LatencyMs(0.99):F1} longest {sending.LatencyMs(1):F1} ms"));
            }

            var p99Ms = Measurement.Median(measured.Select(one => one.Sending.LatencyMs(0.99)));
            promised = kind.Format == SampleFormat.LineProtocol ? p99Ms : promised;
            table.Add(
                kind.FormatName, TextTable.Cell(most, 0), Cell(one => one.Sending.PerSec, 0), Cell(one => one.Sending.LatencyMs(0.5), 1), TextTable.Cell(p99Ms), Cell(one => one.Sending.LatencyMs(0.999), 1),
                Cell(one => one.Sending.LatencyMs(1), 1), Cell(one => one.Sending.CpuUs, 2), Cell(one => one.Idle * 100, 0) + " %");

            string Cell(Func<(Sending Sending, double Idle), double> value, int decimals) => TextTable.Cell(Measurement.Median(measured.Select(value)), decimals);

            async Task<double> MostAsync()
            {
                List<double> perSec = [];
                for (var round = 1; round <= options.Rounds; round++)
                {
                    perSec.Add((await Generator.SendAsync(product, plan, bodies)).PerSec);
                }

                return Measurement.Median(perSec);
            }
        }

        return ($"{table}\nBatches of 1,000 by site at half of the most, from when a batch was due to its acknowledgement; {options.Miners:N0} miners, {options.Connections} connections, medians over the rounds ({options.Rounds}).\n", promised);
    }
}
