using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MinerMonitor.Client;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Terminal.Load;
using Spectre.Console;

namespace MinerMonitor.Terminal.Commands;

/// <summary><c>load</c> and <c>load verify</c>.</summary>
internal static partial class LoadCommand
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    public static Command Make(CommandHost host)
    {
        var fleet = new Option<string>("--fleet") { Description = "Fleet that takes the samples; made when it is not there", DefaultValueFactory = _ => "load" };
        var miners = new Option<int>("--miners") { Description = "Machines", DefaultValueFactory = _ => 100_000 };
        var rate = new Option<double?>("--rate") { Description = "Samples a second; without it as many as the server takes" };
        var format = new Option<string>("--format") { Description = "line or ndjson", DefaultValueFactory = _ => "line" };
        format.AcceptOnlyFromAmong("line", "ndjson");
        var order = new Option<string>("--order") { Description = "site: machines of a site together; shuffled: from all over the fleet", DefaultValueFactory = _ => "site" };
        order.AcceptOnlyFromAmong("site", "shuffled");
        var batch = new Option<int>("--batch") { Description = "Samples a request", DefaultValueFactory = _ => 1000 };
        var connections = new Option<int>("--connections") { Description = "Requests under way at a time", DefaultValueFactory = _ => 8 };
        var seconds = new Option<double>("--seconds") { Description = "How long", DefaultValueFactory = _ => 20 };
        var sites = new Option<int>("--sites") { Description = "Sites of the fleet", DefaultValueFactory = _ => 4 };
        var seed = new Option<int>("--seed") { Description = "Seed of the readings", DefaultValueFactory = _ => 1 };
        var interval = new Option<double>("--report-interval-sec") { Description = "How often the fleet expects each machine, when it is made", DefaultValueFactory = _ => 60 };
        var ledger = new Option<string?>("--ledger") { Description = "File to write each acknowledged batch to" };
        var remote = new Option<bool>("--remote") { Description = "Allow a server that is not on this machine" };
        var command = new Command("load", "Send readings of simulated machines and measure; needs a key that may make fleets. To this machine only, unless --remote.")
        {
            fleet, miners, rate, format, order, batch, connections, seconds, sites, seed, interval, ledger, remote, Verify(host),
        };
        host.On(command, (session, parse, cancellationToken) =>
        {
            if (!session.Options.Url.IsLoopback && !parse.GetValue(remote))
                throw new InputException($"{session.Options.Url} is not this machine; --remote sends a load elsewhere.");
            var plan = new LoadPlan
            {
                Fleet = parse.GetValue(fleet)!,
                Miners = parse.GetValue(miners),
                RatePerSec = parse.GetValue(rate),
                Format = parse.GetValue(format) == "line" ? SampleFormat.LineProtocol : SampleFormat.Ndjson,
                Order = parse.GetValue(order) == "site" ? LoadOrder.Site : LoadOrder.Shuffled,
                BatchSize = parse.GetValue(batch),
                Connections = parse.GetValue(connections),
                Duration = TimeSpan.FromSeconds(parse.GetValue(seconds)),
                Sites = parse.GetValue(sites),
                Seed = parse.GetValue(seed),
            };
            return RunAsync(session, plan.Checked(), parse.GetValue(interval), parse.GetValue(ledger), cancellationToken);
        });
        return command;
    }

    private static Command Verify(CommandHost host)
    {
        var file = new Argument<string>("ledger") { Description = "File that a load wrote" };
        var command = new Command("verify", "Compare what a server counted with the ledger of a load: each acknowledged sample once, none twice.") { file };
        host.On(command, async (session, parse, cancellationToken) =>
        {
            var (header, acknowledged, sentAgain) = await LoadLedger.ReadAsync(parse.GetValue(file)!, cancellationToken);
            var counts = (await session.Client.GetFleetAsync(header.Fleet, cancellationToken)).Samples;
            var (applied, merged) = (counts.Applied - header.AppliedBefore, counts.Merged - header.MergedBefore);
            session.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Fleet {header.Fleet}: {acknowledged} samples acknowledged, {applied} applied; {sentAgain} sent again, {merged} merged."));
            if (applied == acknowledged) return ExitCodes.Ok;
            session.Warn(applied < acknowledged
                ? string.Create(CultureInfo.InvariantCulture, $"LOST: {acknowledged - applied} acknowledged samples are not there.")
                : string.Create(CultureInfo.InvariantCulture, $"{applied - acknowledged} samples are there that the ledger does not know: another sender, a batch given up, or counted twice."));
            return ExitCodes.Fault;
        });
        return command;
    }

    private static async Task<int> RunAsync(Session session, LoadPlan plan, double reportIntervalSec, string? ledgerPath, CancellationToken cancellationToken)
    {
        var before = await OpenFleetAsync(session, plan.Fleet, reportIntervalSec, cancellationToken);
        using var ledger = ledgerPath is null
            ? null
            : LoadLedger.Create(ledgerPath, new() { Fleet = plan.Fleet, Miners = plan.Miners, AppliedBefore = before.Applied, MergedBefore = before.Merged });
        var tally = new LoadTally();
        using var sender = new LoadSender(plan, tally, ledger, session.Options);
        var time = session.Options.TimeProvider;
        var began = time.GetTimestamp();
        var run = sender.RunAsync(session.Options.UploadRetryFor, cancellationToken);
        await (session.IsLive ? ShowAsync(session.Console, plan, tally, run, time) : run);
        var took = time.GetElapsedTime(began).TotalSeconds;
        var report = Report.Of(tally, took);
        if (session.IsJson) session.WriteJson(report, ReportJson.Default.Report);
        else Write(session, plan, report);
        return tally.Acknowledged > 0 ? ExitCodes.Ok : ExitCodes.Refused;
    }

    private static async Task<SampleCounts> OpenFleetAsync(Session session, string fleet, double reportIntervalSec, CancellationToken cancellationToken)
    {
        try
        {
            return (await session.Client.GetFleetAsync(fleet, cancellationToken)).Samples;
        }
        catch (MonitorNotFoundException)
        {
            await session.Client.PutFleetAsync(fleet, new FleetSettings { ReportIntervalSec = reportIntervalSec }, cancellationToken);
            return (await session.Client.GetFleetAsync(fleet, cancellationToken)).Samples;
        }
    }

    private static Task ShowAsync(IAnsiConsole console, LoadPlan plan, LoadTally tally, Task run, TimeProvider time) => console.Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new ElapsedTimeColumn())
        .StartAsync(async context =>
        {
            var bar = context.AddTask("", maxValue: plan.Duration.TotalSeconds);
            var began = time.GetTimestamp();
            for (var (last, lastAt) = (0L, 0.0); !run.IsCompleted;)
            {
                await Task.WhenAny(run, Task.Delay(s_look, time));
                var at = time.GetElapsedTime(began).TotalSeconds;
                var p99 = tally.LatenciesMs(0.99) is [var found] ? found : 0;
                bar.Description = string.Create(CultureInfo.InvariantCulture, $"{(tally.Acknowledged - last) / Math.Max(at - lastAt, 1e-3):N0} samples/s, p99 {p99:F1} ms");
                (last, lastAt) = (tally.Acknowledged, at);
                bar.Value = Math.Min(at, bar.MaxValue);
            }

            await run;
        });

    private static void Write(Session session, LoadPlan plan, Report report)
    {
        var invariant = CultureInfo.InvariantCulture;
        var table = new Table().AddColumn("load").AddColumn(new TableColumn("").RightAligned());
        table.AddRow("samples acknowledged", report.Acknowledged.ToString("N0", invariant));
        table.AddRow("samples a second", report.SamplesPerSec.ToString("N0", invariant));
        table.AddRow("refused", report.Refused.ToString("N0", invariant));
        table.AddRow("unknown at the end", report.Unknown.ToString("N0", invariant));
        table.AddRow("batches sent again", report.Resent.ToString("N0", invariant));
        table.AddRow("bytes a sample", report.BytesPerSample.ToString("F0", invariant));
        table.AddRow(plan.RatePerSec is null ? "latency from sending, ms" : "latency from when it was due, ms",
            string.Create(invariant, $"p50 {report.P50Ms:F1}  p90 {report.P90Ms:F1}  p99 {report.P99Ms:F1}  p99.9 {report.P999Ms:F1}  max {report.MaxMs:F1}"));
        session.Console.Write(table);
    }

    /// <summary>What a load measured.</summary>
    internal sealed record Report(
        long Acknowledged, long Refused, long Unknown, long Resent, double Seconds, double SamplesPerSec, double BytesPerSample, double P50Ms, double P90Ms, double P99Ms, double P999Ms, double MaxMs)
    {
        public static Report Of(LoadTally tally, double seconds)
        {
            var latencies = tally.LatenciesMs(0.5, 0.9, 0.99, 0.999, 1) is { Length: 5 } found ? found : new double[5];
            return new Report(
                tally.Acknowledged, tally.Refused, tally.Unknown, tally.Resent, seconds, tally.Acknowledged / seconds, tally.Acknowledged == 0 ? 0 : (double)tally.Bytes / tally.Acknowledged,
                latencies[0], latencies[1], latencies[2], latencies[3], latencies[4]);
        }
    }

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Report))]
    private sealed partial class ReportJson : JsonSerializerContext;
}
