using System.Net;
using System.Text;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Protocol.Markets;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>Contracts with tariffs that move, through the whole house: what is refused, what comes back, what energy costs now.</summary>
[Collection(ProcessGroup.Name)]
public sealed class TariffTests(LoneSilo lone) : IClassFixture<LoneSilo>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"tariffUsdKwh":0.05,"indexed":{"zone":"A"}}""", ErrorCodes.OutOfRange, "A contract has one tariff: give tariffUsdKwh, timeOfUse or indexed, and leave out the others.")]
    [InlineData("""{"timeOfUse":{"timeZone":"Mars/Olympus","bands":[{"from":"00:00","to":"24:00","usdKwh":1}]}}""", ErrorCodes.OutOfRange, "timeOfUse: timeZone 'Mars/Olympus' is not known: give an IANA name such as America/Chicago or UTC.")]
    [InlineData("""{"timeOfUse":{"timeZone":"UTC","bands":[{"from":"06:00","to":"22:00","usdKwh":1}]}}""", ErrorCodes.OutOfRange, "timeOfUse: No band holds Monday 00:00 at the site: add one that does, or give otherwiseUsdKwh for all other hours.")]
    [InlineData("""{"timeOfUse":{"timeZone":"UTC","bands":[{"from":"06:00","to":"22:00","usdKwh":1},{"days":["sun"],"from":"21:00","to":"07:00","usdKwh":1}],"otherwiseUsdKwh":0}}""", ErrorCodes.OutOfRange, "timeOfUse: bands[0] (06:00–22:00) and bands[1] (21:00–07:00) both hold Sunday 21:00: end the one where the other begins.")]
    [InlineData("""{"timeOfUse":{"timeZone":"UTC","bands":[{"from":"6","to":"22:00","usdKwh":1}],"otherwiseUsdKwh":0}}""", ErrorCodes.Malformed, "timeOfUse: bands[0]: '6' is no time of a day: write HH:mm, from 00:00 to 24:00.")]
    [InlineData("""{"timeOfUse":{"timeZone":"UTC","bands":[{"days":["Monday"],"from":"06:00","to":"22:00","usdKwh":1}],"otherwiseUsdKwh":0}}""", ErrorCodes.Malformed, "timeOfUse: bands[0]: 'Monday' is no day: write mon, tue, wed, thu, fri, sat, sun.")]
    [InlineData("""{"timeOfUse":{"timeZone":"UTC","bands":[{"days":[null],"from":"06:00","to":"22:00","usdKwh":1}],"otherwiseUsdKwh":0}}""", ErrorCodes.Malformed, "timeOfUse: bands[0]: '' is no day: write mon, tue, wed, thu, fri, sat, sun.")]
    [InlineData("""{"timeOfUse":{"timeZone":"UTC","bands":[null],"otherwiseUsdKwh":0}}""", ErrorCodes.Malformed, "timeOfUse: bands[0] is null: give from, to and usdKwh.")]
    [InlineData("""{"indexed":{"market":"power","zone":"A"}}""", ErrorCodes.UnknownMarket, "indexed: there is no market 'power': use 'energy'.")]
    [InlineData("""{"indexed":{"market":"spot","zone":"A"}}""", ErrorCodes.UnknownMarket, "indexed: the market 'spot' is not one of energy in USD per MWh: use 'energy'.")]
    [InlineData("""{"indexed":{"zone":"A","multiplier":-1}}""", ErrorCodes.OutOfRange, "indexed: multiplier lies above 0 and at most at 100: 1.05 adds 5 % to the market's price.")]
    [InlineData("""{"indexed":{"zone":"A","maxAgeSec":1e300}}""", ErrorCodes.OutOfRange, "indexed: maxAgeSec lies between 60 and 2592000 (30 days).")]
    public async Task Impossible_tariff_is_400_with_fault_and_remedy(string contract, string code, string detail)
    {
        await lone.Silo.MakeFleetAsync("refused");
        using var content = new StringContent(contract, Encoding.UTF8, "application/json");

        using var answer = await lone.Silo.Http.PutAsync("/api/v1/fleets/refused/sites/north", content, Cancelled);

        var problem = await SiloRequests.ProblemAsync(HttpStatusCode.BadRequest, answer);
        Assert.Equal((code, detail), (problem.Code, problem.Detail));
    }

    [Fact]
    public async Task A_contract_comes_back_as_it_was_sent_and_says_what_energy_costs_now()
    {
        var client = lone.Silo.Client;
        await lone.Silo.MakeFleetAsync("tariffs");
        await client.ObserveMarketAsync("energy", [new MarketObservation { Zone = "A", PriceUsdMwh = -20, Source = "desk" }], cancellationToken: Cancelled);
        var bands = new SiteContract
        {
            Pue = 1.1,
            TimeOfUse = new TimeOfUseTariff
            {
                TimeZone = "Europe/Berlin",
                Bands =
                [
                    new TariffBand { Name = "week", Days = ["mon", "tue", "wed", "thu", "fri"], From = "00:00", To = "24:00", UsdKwh = 0.08 },
                    new TariffBand { Days = ["sat", "sun"], From = "00:00", To = "24:00", UsdKwh = 0.04 },
                ],
            },
        };
        var index = new SiteContract { Indexed = new IndexedTariff { Zone = "A", Multiplier = 1.5, AdderUsdKwh = 0.01, CapUsdKwh = 0.3, FallbackUsdKwh = 0.06, FallbackForSec = 60 } };

        await client.PutSiteAsync("tariffs", "bands", bands, Cancelled);
        await client.PutSiteAsync("tariffs", "index", index, Cancelled);
        await client.PutSiteAsync("tariffs", "fixed", new SiteContract { TariffUsdKwh = 0.05 }, Cancelled);
        await client.PutSiteAsync("tariffs", "lost", new SiteContract { Indexed = new IndexedTariff { Zone = "B" } }, Cancelled);

        var sites = (await client.GetFleetAsync("tariffs", Cancelled)).Sites.ToDictionary(site => site.Site);
        AssertSame(bands, sites["bands"].Contract!);
        AssertSame(index, sites["index"].Contract!);
        Assert.Equal((0.05, null), (sites["fixed"].Contract!.TariffUsdKwh, sites["fixed"].TariffNow));
        Assert.Equal("band", sites["bands"].TariffNow!.Source);
        Assert.Contains(sites["bands"].TariffNow!.UsdKwh, (double?[])[0.08, 0.04]);
        Assert.Equal((-0.02, "market", -20d), (Math.Round(sites["index"].TariffNow!.UsdKwh!.Value, 9), sites["index"].TariffNow!.Source, sites["index"].TariffNow!.MarketUsdMwh));
        Assert.Equal((null, "none"), (sites["lost"].TariffNow!.UsdKwh, sites["lost"].TariffNow!.Source));
        Assert.StartsWith("The market energy has no zone B; it has A.", sites["lost"].TariffNow!.Reason, StringComparison.Ordinal);

        // The market speaks: within the pace of ten seconds the site has its price.
        await client.ObserveMarketAsync("energy", [new MarketObservation { Zone = "B", PriceUsdMwh = 35, Source = "desk" }], cancellationToken: Cancelled);
        await Until.TrueAsync(
            async () =>
            {
                var now = (await client.GetFleetAsync("tariffs", Cancelled)).Sites.Single(site => site.Site == "lost").TariffNow;
                return (now?.UsdKwh == 0.035, $"{now}");
            },
            s_patience, "the price of zone B at the site");
    }

    private static void AssertSame(SiteContract sent, SiteContract got) => Assert.Equal(
        System.Text.Json.JsonSerializer.Serialize(sent, ProtocolJson.Default.SiteContract), System.Text.Json.JsonSerializer.Serialize(got, ProtocolJson.Default.SiteContract));
}
