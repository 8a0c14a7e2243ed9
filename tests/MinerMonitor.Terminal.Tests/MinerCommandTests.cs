using System.Text;
using Microsoft.AspNetCore.Http;
using MinerMonitor.Client.Tests.Scripted;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using Xunit;

namespace MinerMonitor.Terminal.Tests;

public sealed class MinerCommandTests
{
    [Fact]
    public async Task Imports_an_inventory_and_tells_the_counts()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Changed(2, 1, 2);
        using var run = new Run();
        var file = run.Write("miners.csv", "miner,site\na,north\nb,north\n");

        var code = await run.DoAsync("miner", "import", "acme", file, "--url", server.Url.AbsoluteUri);

        Assert.Equal((ExitCodes.Ok, "miners.csv: 2 miners, 1 of them new; 2 changed.\n", ""), (code, run.Out, run.Error));
        var heard = Assert.Single(server.Requests);
        Assert.Equal(("PUT", "/api/v1/fleets/acme/miners", Run.Read(file)), (heard.Method, heard.Path, Encoding.UTF8.GetString(heard.Body)));
    }

    [Fact]
    public async Task Names_the_rows_that_were_refused()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Results.Json(
            new ProblemDocument
            {
                Type = "t", Title = "Rows refused", Status = 422, Code = ErrorCodes.PartlyRefused, Acknowledged = 1, RefusedCount = 1,
                Refused = [new Refusal { Line = 3, Code = ErrorCodes.Malformed, Reason = "maintenance is 'yes': write true or false." }],
            },
            ProtocolJson.Default.ProblemDocument, "application/problem+json", 422);
        using var run = new Run();
        var file = run.Write("miners.csv", "miner,maintenance\na,true\nb,yes\n");

        var code = await run.DoAsync("miner", "import", "acme", file, "--url", server.Url.AbsoluteUri);

        Assert.Equal(
            (ExitCodes.Refused, "miners.csv: 1 rows kept, 1 refused.\n", "miners.csv, line 3: maintenance is 'yes': write true or false. (malformed)\n"), (code, run.Out, run.Error));
    }

    [Theory]
    [InlineData("set acme --site north --maintenance true", "PATCH", "/api/v1/fleets/acme/miners?site=north", """{"maintenance":true}""", "3 miners found; 2 changed.\n")]
    [InlineData("set acme --all --move-to south --tariff-usd-kwh -1", "PATCH", "/api/v1/fleets/acme/miners?all=true", """{"tariffOverrideUsdKwh":-1,"site":"south"}""", "3 miners found; 2 changed.\n")]
    [InlineData("set acme --miner r1/07 --label loud", "PATCH", "/api/v1/fleets/acme/miners/r1%2F07", """{"label":"loud"}""", "Miner r1/07 of acme is set.\n")]
    [InlineData("remove acme --state retired --yes", "DELETE", "/api/v1/fleets/acme/miners?state=retired", "", "Removed 2 miners of acme.\n")]
    [InlineData("remove acme --miner a", "DELETE", "/api/v1/fleets/acme/miners/a", "", "Removed a from acme.\n")]
    public async Task Sets_and_removes_one_or_many(string line, string method, string path, string body, string sentence)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Changed(3, 0, 2);
        using var run = new Run();

        var code = await run.DoAsync(["miner", .. line.Split(' '), "--url", server.Url.AbsoluteUri]);

        Assert.Equal((ExitCodes.Ok, sentence, ""), (code, run.Out, run.Error));
        var heard = Assert.Single(server.Requests);
        Assert.Equal((method, path, body), (heard.Method, heard.Path, Encoding.UTF8.GetString(heard.Body)));
    }

    [Fact]
    public async Task Says_how_many_would_go_before_many_are_removed()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Results.Json(new Page<MinerRow> { Items = [], Total = 150 }, ProtocolJson.Default.PageMinerRow);
        using var run = new Run();

        var code = await run.DoAsync("miner", "remove", "acme", "--site", "north", "--url", server.Url.AbsoluteUri);

        Assert.Equal((ExitCodes.Usage, "miner-monitor: This removes 150 miners of acme and their history; add --yes to do so.\n"), (code, run.Error));
        Assert.Equal(("GET", "/api/v1/fleets/acme/miners?site=north&limit=1"), (Assert.Single(server.Requests).Method, server.Requests.First().Path));
    }

    private static IResult Changed(int matched, int added, int changed) =>
        Results.Json(new MinerChangeResult { Matched = matched, Added = added, Changed = changed }, ProtocolJson.Default.MinerChangeResult);
}
