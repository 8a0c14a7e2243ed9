using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using MinerMonitor.Client.Tests.Scripted;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using Xunit;

namespace MinerMonitor.Terminal.Tests;

/// <summary>What goes to the server: observations, settings, samples, history.</summary>
public sealed class FeedTests
{
    [Theory]
    [InlineData("observe price --usd 70000 --origin article --at 2026-02-05T00:00:00Z", "/api/v1/markets/spot/observations?world=live", """[{"atMs":1770249600000,"origin":"article","priceUsd":70000}]""")]
    [InlineData("observe support --usd 70000", "/api/v1/markets/spot/observations?world=live", """[{"supportUsd":70000}]""")]
    [InlineData("observe liquidations --rolling-24h-usd 8e8 --venue all", "/api/v1/markets/liquidations/observations?world=live", """[{"venue":"all","rolling24hUsd":800000000}]""")]
    [InlineData("observe etf --date 2026-02-03 --net-flow-usd-m -272 --source farside", "/api/v1/markets/etf/observations?world=live", """[{"source":"farside","date":"2026-02-03","netFlowUsdM":-272}]""")]
    [InlineData("observe fear-greed --date 2026-02-05 --value 11", "/api/v1/markets/sentiment/observations?world=live", """[{"date":"2026-02-05","value":11}]""")]
    [InlineData("observe treasury --ticker MARA --month 2026-01 --held-btc 53000", "/api/v1/markets/treasury/observations?world=live", """[{"ticker":"MARA","month":"2026-01","heldBtc":53000}]""")]
    [InlineData("observe miner-flows --date 2026-02-05 --to-exchanges-btc 90.5", "/api/v1/markets/miner-flows/observations?world=live", """[{"date":"2026-02-05","toExchangesBtc":90.5}]""")]
    [InlineData("observe energy --zone ERCOT --usd-mwh -12.5 --world test", "/api/v1/markets/energy/observations?world=test", """[{"zone":"ERCOT","priceUsdMwh":-12.5}]""")]
    [InlineData("observe block --height 935051 --block-at 2026-02-04T23:40:00Z --last-retarget-percent -11.16", "/api/v1/network/observations?world=live", """[{"blockHeight":935051,"blockAtMs":1770248400000,"lastRetargetChange":-0.1116}]""")]
    [InlineData("observe retarget --quoted-percent -14 --date 2026-02-08 --source wire", "/api/v1/network/observations?world=live", """[{"quotedRetargetChange":-0.14,"quotedRetargetDate":"2026-02-08","source":"wire"}]""")]
    [InlineData("fleet add acme --report-interval-sec 600", "/api/v1/fleets/acme", """{"world":"live","countInSector":false,"reportIntervalSec":600}""")]
    [InlineData("site set acme north --tariff-usd-kwh 0.05 --pool-fee-percent 1.5", "/api/v1/fleets/acme/sites/north", """{"tariffUsdKwh":0.05,"pue":1,"poolFee":0.015,"otherCostUsdPhDay":0}""")]
    public async Task Sends_what_the_options_say(string line, string path, string body)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Results.NoContent();
        using var run = new Run();

        var code = await run.DoAsync([.. line.Split(' '), "--url", server.Url.AbsoluteUri]);

        Assert.Equal((ExitCodes.Ok, ""), (code, run.Error));
        var heard = Assert.Single(server.Requests);
        Assert.Equal((path, body), (heard.Path, Encoding.UTF8.GetString(heard.Body)));
    }

    [Fact]
    public async Task Imports_samples_in_parts_and_names_refused_lines_of_the_file()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, before) => before == 0 ? Results.NoContent() : Refused(3);
        using var run = new Run();
        var file = run.Write("pool.lp", string.Concat(Enumerable.Range(1, 10_005).Select(i => $"miner,worker=w{i} hashrateThs=100 1770249600000000000\n")));

        var code = await run.DoAsync("import", "samples", file, "--fleet", "acme", "--url", server.Url.AbsoluteUri);

        Assert.Equal(ExitCodes.Refused, code);
        Assert.Equal($"{file}: 10004 samples are durable, 1 refused.\n", run.Out);
        Assert.Equal($"{file}, line 10003: Scrypt. (algo)\n", run.Error);
        Assert.All(server.Requests, request => Assert.Equal("/api/v2/write?bucket=acme", request.Path));
        Assert.Equal(Run.Read(file), string.Concat(server.Requests.Select(Unzip)));
    }

    [Fact]
    public async Task Knows_ndjson_by_its_first_line()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Results.NoContent();
        using var run = new Run { Input = "\n{\"miner\":\"a\",\"hashrateThs\":1}\n" };

        var code = await run.DoAsync("import", "samples", "-", "--fleet", "acme", "--url", server.Url.AbsoluteUri);

        Assert.Equal((ExitCodes.Ok, "-: 1 samples are durable, 0 refused.\n"), (code, run.Out));
        Assert.Equal("/api/v1/fleets/acme/samples", Assert.Single(server.Requests).Path);
    }

    [Fact]
    public async Task Imports_history_tables_one_after_another()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, before) => before == 0 ? Results.NoContent() : Refused(3);
        using var run = new Run();
        var moods = run.Write("fear_greed.csv", "date,value\n2026-02-04,14\n2026-02-05,11\n");
        var flows = run.Write("etf.csv", "date,net_flow_usd_m\nyesterday,1\n2026-02-03,-272\n");

        var code = await run.DoAsync("import", "history", moods, flows, "--url", server.Url.AbsoluteUri);

        Assert.Equal(ExitCodes.Refused, code);
        Assert.Equal("fear_greed.csv: 2 rows kept, 0 refused.\netf.csv: 4 rows kept, 1 refused.\n", run.Out);
        Assert.Equal("etf.csv, line 3: Scrypt. (algo)\n", run.Error);
        Assert.Equal([Run.Read(moods), Run.Read(flows)], server.Requests.Select(request => Encoding.UTF8.GetString(request.Body)));
    }

    private static IResult Refused(int line) => Results.Json(
        new ProblemDocument
        {
            Title = "Partly refused",
            Status = 422,
            Code = ErrorCodes.PartlyRefused,
            Acknowledged = 4,
            RefusedCount = 1,
            Refused = [new Refusal { Line = line, Code = ErrorCodes.Algorithm, Reason = "Scrypt." }],
        },
        ProtocolJson.Default.ProblemDocument, "application/problem+json", 422);

    private static string Unzip(Heard request)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(request.Body), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }
}
