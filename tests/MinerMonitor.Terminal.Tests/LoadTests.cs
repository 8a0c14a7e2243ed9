using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MinerMonitor.Client;
using MinerMonitor.Client.Tests.Scripted;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Terminal.Load;
using Xunit;

namespace MinerMonitor.Terminal.Tests;

/// <summary>The load generator: what it sends, what it counts, what it can prove.</summary>
public sealed class LoadTests
{
    [Theory]
    [InlineData("Site", "LineProtocol", 1000)]
    [InlineData("Shuffled", "LineProtocol", 997)]
    [InlineData("Shuffled", "Ndjson", 1000)]
    [InlineData("Shuffled", "LineProtocol", 1)]
    public void Every_machine_reports_once_a_round(string order, string format, int miners)
    {
        var plan = Plan(miners) with { Order = Enum.Parse<LoadOrder>(order), Format = Enum.Parse<SampleFormat>(format) };
        var lines = Lines(plan, round: 3);

        Assert.Equal(miners, lines.Count);
        Assert.Equal(Enumerable.Range(0, miners).Select(miner => string.Create(CultureInfo.InvariantCulture, $"w{miner:D7}")), lines.Select(MinerOf).Order(StringComparer.Ordinal));
        Assert.All(lines, line => Assert.Contains("1770249900000", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Machines_of_a_batch_share_a_site_in_site_order_and_come_from_all_sites_when_shuffled()
    {
        var plan = Plan(1000) with { Sites = 10, BatchSize = 100 };

        Assert.Single(Lines(plan, 0).Take(100).Select(SiteOf).Distinct());
        Assert.Equal(10, Lines(plan with { Order = LoadOrder.Shuffled }, 0).Take(100).Select(SiteOf).Distinct().Count());
    }

    [Fact]
    public void The_same_seed_writes_the_same_bodies_and_another_seed_or_round_others()
    {
        var plan = Plan(50);

        Assert.Equal(Lines(plan, 1), Lines(plan, 1));
        Assert.NotEqual(Lines(plan, 1), Lines(plan, 2));
        Assert.NotEqual(Lines(plan, 1), Lines(plan with { Seed = 8 }, 1));
    }

    [Fact]
    public async Task Sends_a_batch_again_as_it_was_until_the_server_takes_it_and_writes_that_down()
    {
        await using var server = await ScriptedServer.StartAsync();
        var writes = 0;
        server.OnRequest = (context, _) => context.Request.Method == HttpMethods.Get
            ? Fleet(applied: 7, merged: 2)
            : Interlocked.Increment(ref writes) is 1 or 2 ? Busy(context) : Results.NoContent();
        using var run = new Run();
        var ledger = Path.Combine(run.Folder, "acknowledged.csv");

        var code = await run.DoAsync(
            "load", "--fleet", "acme", "--miners", "25", "--batch", "25", "--rate", "50", "--seconds", "0.9", "--ledger", ledger, "--json", "--url", server.Url.AbsoluteUri);

        Assert.Equal((ExitCodes.Ok, ""), (code, run.Error));
        var bodies = server.Requests.Where(request => request.Method == HttpMethods.Post).Select(request => Encoding.UTF8.GetString(request.Body)).ToList();
        Assert.Equal([bodies[0], bodies[0]], bodies[1..3]);
        var rows = Run.ReadLines(ledger);
        Assert.Contains("\"appliedBefore\":7", rows[0], StringComparison.Ordinal);
        Assert.StartsWith("0,0,", rows[1], StringComparison.Ordinal);
        Assert.EndsWith(",25,3", rows[1], StringComparison.Ordinal);
        Assert.Equal(25 * (rows.Length - 1), JsonDocument.Parse(run.Out).RootElement.GetProperty("acknowledged").GetInt64());
        Assert.Equal(2, JsonDocument.Parse(run.Out).RootElement.GetProperty("resent").GetInt64());
    }

    [Theory]
    [InlineData(57, ExitCodes.Ok, "")]
    [InlineData(56, ExitCodes.Fault, "LOST: 1 acknowledged samples are not there.\n")]
    [InlineData(59, ExitCodes.Fault, "2 samples are there that the ledger does not know: another sender, a batch given up, or counted twice.\n")]
    public async Task Verify_compares_the_fleets_count_with_the_ledger(long applied, int code, string error)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Fleet(applied, merged: 25);
        using var run = new Run();
        var ledger = run.Write("ledger.csv", "{\"fleet\":\"acme\",\"miners\":25,\"appliedBefore\":7,\"mergedBefore\":0}\n0,0,1770249900000,25,2\n1,0,1770249901000,25,1\n");

        Assert.Equal(code, await run.DoAsync("load", "verify", ledger, "--url", server.Url.AbsoluteUri));
        Assert.Equal(error, run.Error);
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"Fleet acme: 50 samples acknowledged, {applied - 7} applied; 25 sent again, 25 merged.\n"), run.Out);
    }

    [Theory]
    [InlineData("0,0,1,2", "line 2 is no batch")]
    [InlineData("nothing", "line 2 is no batch")]
    public async Task A_broken_ledger_is_named_with_its_line(string row, string sentence)
    {
        using var run = new Run();
        var ledger = run.Write("ledger.csv", "{\"fleet\":\"acme\",\"miners\":25,\"appliedBefore\":7,\"mergedBefore\":0}\n" + row);

        Assert.Equal(ExitCodes.Usage, await run.DoAsync("load", "verify", ledger));
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("load --url http://192.0.2.1:5080", "not this machine")]
    [InlineData("load --miners 0", "--miners lies between 1 and 10000000")]
    [InlineData("load --rate -5", "--rate is samples a second")]
    [InlineData("load --seconds 0", "--seconds lies above 0")]
    public async Task Refuses_what_makes_no_sense(string line, string sentence)
    {
        using var run = new Run();

        Assert.Equal(ExitCodes.Usage, await run.DoAsync([.. line.Split(' ')]));
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_of_the_whole_batch_ends_the_load_with_the_servers_words()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (context, _) => context.Request.Method == HttpMethods.Get
            ? Fleet(0, 0)
            : Results.Json(new ProblemDocument { Title = "No", Status = 403, Code = ErrorCodes.Forbidden }, ProtocolJson.Default.ProblemDocument, statusCode: 403);
        using var run = new Run();

        Assert.Equal(ExitCodes.Usage, await run.DoAsync("load", "--miners", "10", "--seconds", "30", "--url", server.Url.AbsoluteUri));
        Assert.Contains("403", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_after_its_rounds_though_time_is_left_and_posts_to_the_path_of_another_server()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Results.NoContent();
        var plan = Plan(250) with { MostRounds = 3, Duration = TimeSpan.FromHours(1) };
        var tally = new LoadTally();
        using var sender = new LoadSender(plan, tally, new MonitorClientOptions { Url = server.Url }, path: new Uri("api/v1/elsewhere", UriKind.Relative));

        await sender.RunAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);

        Assert.Equal((750, 0), (tally.Acknowledged, tally.Unknown));
        Assert.Equal(9, server.Requests.Count(request => request.Path.Contains("/api/v1/elsewhere", StringComparison.Ordinal)));
    }

    private static LoadPlan Plan(int miners) => new()
    {
        Fleet = "acme", Miners = miners, RatePerSec = null, Format = SampleFormat.LineProtocol, Order = LoadOrder.Site, BatchSize = 100,
        Connections = 4, Duration = TimeSpan.FromSeconds(1), Seed = 7, Sites = 4,
    };

    private static List<string> Lines(LoadPlan plan, int round)
    {
        var batches = new LoadBatches(plan);
        var body = new ArrayBufferWriter<byte>();
        var lines = new List<string>();
        for (var batch = 0; batch < plan.BatchesPerRound; batch++)
        {
            batches.Write(round, batch, 1_770_249_900_000, body);
            lines.AddRange(Encoding.UTF8.GetString(body.WrittenSpan).TrimEnd('\n').Split('\n'));
        }

        return lines;
    }

    private static string MinerOf(string line) => line.StartsWith('{')
        ? JsonDocument.Parse(line).RootElement.GetProperty("miner").GetString()!
        : line.Split("miner=")[1].Split(',')[0];

    private static string SiteOf(string line) => line.Split("site=")[1].Split(',')[0];

    private static IResult Busy(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "0";
        return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }

    private static IResult Fleet(long applied, long merged) => Results.Json(
        new FleetSnapshot
        {
            World = "live", Fleet = "acme", ReportIntervalSec = 60, AsOfMs = 1,
            Samples = new SampleCounts { Applied = applied, Merged = merged, Stale = 0, Refused = 0 },
            Miners = new MinerCounts { Total = 0 },
            Totals = new FleetTotals { HashrateThs = 0, NominalHashrateThs = 0, PowerW = 0 },
        },
        ProtocolJson.Default.FleetSnapshot);
}
