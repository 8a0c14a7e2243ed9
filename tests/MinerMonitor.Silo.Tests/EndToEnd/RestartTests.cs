using System.Text;
using MinerMonitor.Client;
using MinerMonitor.Protocol.Access;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Protocol.Markets;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

[Collection(ProcessGroup.Name)]
public sealed class RestartTests
{
    private const string History = """
        date,price_usd,market_cap_usd,supply_btc,hashrate_ths,difficulty_mean,difficulty_eod,blocks,height_eod,issuance_btc,fees_btc
        2010-07-18,0.08584,295959.15,3447800.0000,0.001552225329,181.543289364,181.54328936405,172,68955,8600.0000,0.790000
        2010-07-19,0.0808,279285.20,3456500.0000,0.00157027446,181.543289364,181.54328936405,174,69129,8700.0000,0.050000
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_acknowledged_is_there_after_ctrl_c_and_a_restart()
    {
        using var folder = new TempFolder();
        string fleetKey;
        await using (var silo = await SiloProcess.StartAsync(folder.Path))
        {
            await silo.Client.PutFleetAsync("acme", new FleetSettings { Operator = "north", ReportIntervalSec = 30 }, Cancelled);
            await silo.Client.PutSiteAsync("acme", "hall-1", new SiteContract { TariffUsdKwh = 0.05, Pue = 1.1 }, Cancelled);
            fleetKey = (await silo.Client.CreateKeyAsync(new KeyRequest { Name = "rack", Scopes = ["fleet:acme:write", "fleet:acme:read"] }, Cancelled)).Key;
            await silo.WriteAllAsync("acme", Lines(0, 500));
            await silo.Client.PatchMinerAsync("acme", "rig-7", new MinerSettings { Label = "the loud one" }, Cancelled);
            await silo.Client.ObserveMarketAsync("sentiment", [new MarketObservation { Value = 11, Source = "desk" }], cancellationToken: Cancelled);
            Assert.Null(await silo.Client.ImportHistoryAsync(new MemoryStream(Encoding.UTF8.GetBytes(History)), source: "test", cancellationToken: Cancelled));
            Assert.Equal(0, await silo.StopAsync());
        }

        await using var again = await SiloProcess.StartAsync(folder.Path);

        Assert.Contains("made at the first start", again.Output, StringComparison.Ordinal);
        await again.CountedAsync("acme", 500, TimeSpan.FromSeconds(20));
        var fleet = await again.Client.GetFleetAsync("acme", Cancelled);
        Assert.Equal(("north", 30d, 500), (fleet.Operator, fleet.ReportIntervalSec, fleet.Miners.Total));
        var site = Assert.Single(fleet.Sites, site => site.Site == "hall-1");
        Assert.Equal((0.05, 1.1), (site.Contract?.TariffUsdKwh, site.Contract?.Pue));
        Assert.Equal("the loud one", (await again.Client.GetMinerAsync("acme", "rig-7", Cancelled)).Label);
        Assert.Equal(11, (await again.Client.GetMarketAsync("sentiment", cancellationToken: Cancelled)).Reading.Value);
        await using var rack = new MonitorClient(again.Url, fleetKey);
        Assert.Equal("acme", (await rack.GetFleetAsync("acme", Cancelled)).Fleet);
        using var csv = new MemoryStream();
        await again.Client.ExportHistoryAsync("daily", csv, cancellationToken: Cancelled);
        Assert.Contains("2010-07-19,", Encoding.UTF8.GetString(csv.ToArray()), StringComparison.Ordinal);
        await again.WriteAllAsync("acme", Lines(400, 200));
        await again.CountedAsync("acme", 700, TimeSpan.FromSeconds(20));
        Assert.Equal(600, (await again.MinersAsync("acme")).Count);
    }

    private static string Lines(int from, int count) => string.Join('\n', Enumerable.Range(from, count).Select(
        miner => $"miners,miner=rig-{miner},site=hall-1 hashrateThs=200,powerW=3500"));
}
