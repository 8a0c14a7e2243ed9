using Microsoft.AspNetCore.Http;
using MinerMonitor.Client.Tests.Scripted;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using Xunit;

namespace MinerMonitor.Terminal.Tests;

public sealed class ExportTests
{
    [Fact]
    public async Task Writes_all_pages_of_miners_with_absent_readings_as_empty_cells()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, before) => Results.Json(
            before == 0
                ? new Page<MinerRow> { Items = [new MinerRow { Fleet = "acme", Miner = "a", Site = "north, hall 2", State = MinerStates.Hashing, HashrateThs = 198.5, UnderWater = false, AtMs = A.Hour }], Next = "a" }
                : new Page<MinerRow> { Items = [new MinerRow { Fleet = "acme", Miner = "b", Site = "south", State = MinerStates.Silent }] },
            ProtocolJson.Default.PageMinerRow);
        using var run = new Run();
        var file = Path.Combine(run.Folder, "miners.csv");

        var code = await run.DoAsync("export", "miners", "acme", "--out", file, "--url", server.Url.AbsoluteUri);

        Assert.Equal(ExitCodes.Ok, code);
        Assert.Equal(
            [
                "fleet,miner,site,model,state,state_reason,hashrate_ths,nominal_hashrate_ths,power_w,power_source,efficiency_jth,chip_temperature_c,break_even_usd_ph_day,margin_usd_ph_day,under_water,at_ms",
                "acme,a,\"north, hall 2\",,hashing,,198.5,,,,,,,,false,1770292800000",
                "acme,b,south,,silent,,,,,,,,,,,",
            ],
            Run.ReadLines(file));
        Assert.Equal(["/api/v1/fleets/acme/miners", "/api/v1/fleets/acme/miners?after=a"], server.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task Prints_a_table_of_history_where_no_file_is_named()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Results.Text("date,value\n2026-02-05,11\n", "text/csv");
        using var run = new Run();

        var code = await run.DoAsync("export", "history", "fear-greed", "--url", server.Url.AbsoluteUri);

        Assert.Equal((ExitCodes.Ok, "date,value\n2026-02-05,11\n"), (code, run.Out));
        Assert.Equal("/api/v1/worlds/live/history?table=fear-greed", Assert.Single(server.Requests).Path);
    }

    [Fact]
    public async Task Leaves_no_half_file_when_the_export_fails()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var run = new Run();
        var file = Path.Combine(run.Folder, "daily.csv");

        var code = await run.DoAsync("export", "history", "--out", file, "--url", server.Url.AbsoluteUri);

        Assert.NotEqual(ExitCodes.Ok, code);
        Assert.Empty(Directory.GetFiles(run.Folder));
    }

    [Fact]
    public async Task Records_a_feed_into_a_file()
    {
        const string Line = "{\"t\":1770292800.123,\"dir\":\"server\",\"text\":\"{}\"}\n";
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Results.Text(Line, "application/x-ndjson");
        using var run = new Run();
        var file = Path.Combine(run.Folder, "kraken.ndjson");

        var code = await run.DoAsync("record", "kraken-spot", "--seconds", "5", "--out", file, "--url", server.Url.AbsoluteUri);

        Assert.Equal((ExitCodes.Ok, Line), (code, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)));
        Assert.Equal("/api/v1/feeds/kraken-spot/recording?seconds=5", Assert.Single(server.Requests).Path);
    }
}
