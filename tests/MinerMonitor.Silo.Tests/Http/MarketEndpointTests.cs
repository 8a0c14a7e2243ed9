using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Markets;
using MinerMonitor.Protocol.Server;
using Xunit;

namespace MinerMonitor.Silo.Tests.Http;

public sealed class MarketEndpointTests(WorldHost host)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"zone":"A","priceUsdMwh":12.5}""")]
    [InlineData("""[{"zone":"A","priceUsdMwh":12.5},{"zone":"B","priceUsdMwh":-3}]""")]
    [InlineData("{\"zone\":\"A\",\"priceUsdMwh\":12.5}\n\n{\"zone\":\"B\",\"priceUsdMwh\":-3}\n")]
    public async Task Takes_an_object_an_array_or_lines(string body)
    {
        using var answer = await PostAsync("energy", body);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        var market = await GetAsync("markets/energy", ProtocolJson.Default.MarketSnapshot);
        Assert.Equal(12.5, market.Energy!.Zones.Single(zone => zone.Zone == "A").PriceUsdMwh);
        Assert.Equal("live", market.Reading.State);
    }

    [Fact]
    public async Task Refuses_by_line_and_keeps_the_rest()
    {
        using var answer = await PostAsync(
            "treasury",
            """
            {"ticker":"RIOT","month":"2025-12","heldBtc":18005}
            {"ticker":"RIOT","month":"2025-13","heldBtc":18005}
            not json
            {"ticker":"MARA","month":"2025-09","heldBtc":52850,"priceUsd":5}
            """);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = (await answer.Content.ReadFromJsonAsync(ProtocolJson.Default.ProblemDocument, Cancelled))!;
        Assert.Equal((ErrorCodes.PartlyRefused, 1, 3), (problem.Code, problem.Acknowledged, problem.RefusedCount));
        Assert.Equal([2, 3, 4], problem.Refused!.Select(refusal => refusal.Line));
        Assert.Contains("priceUsd (of spot)", problem.Refused![2].Reason, StringComparison.Ordinal);
        var market = await GetAsync("markets/treasury", ProtocolJson.Default.MarketSnapshot);
        Assert.Equal("RIOT", Assert.Single(market.Treasury!.Months).Ticker);
    }

    [Fact]
    public async Task Unknown_market_and_unknown_world_are_404_with_their_codes()
    {
        using var market = await PostAsync("stocks", "{}");
        using var world = await host.Client.GetAsync("/api/v1/markets?world=feb-2027", Cancelled);
        using var copy = await host.Client.GetAsync("/api/v1/worlds/feb-2026~nobody", Cancelled);

        Assert.Equal((HttpStatusCode.NotFound, ErrorCodes.UnknownMarket), (market.StatusCode, await CodeAsync(market)));
        Assert.Equal((HttpStatusCode.NotFound, ErrorCodes.UnknownWorld), (world.StatusCode, await CodeAsync(world)));
        Assert.Equal((HttpStatusCode.NotFound, ErrorCodes.UnknownWorld), (copy.StatusCode, await CodeAsync(copy)));
    }

    [Fact]
    public async Task Replay_cannot_be_written_nor_the_shared_one_controlled()
    {
        using var write = await PostAsync("spot", """{"priceUsd":1}""", "?world=feb-2026");
        using var control = await host.Client.PatchAsJsonAsync("/api/v1/worlds/feb-2026", new WorldControl { Speed = 5 }, ProtocolJson.Default.WorldControl, Cancelled);

        Assert.Equal((HttpStatusCode.Conflict, ErrorCodes.ReadOnlyWorld), (write.StatusCode, await CodeAsync(write)));
        Assert.Equal((HttpStatusCode.Conflict, ErrorCodes.ReadOnlyWorld), (control.StatusCode, await CodeAsync(control)));
    }

    [Fact]
    public async Task Board_of_markets_and_feeds_answers_in_live()
    {
        using var answer = await PostAsync("sentiment", """{"value":11,"source":"desk"}""");
        var markets = await GetAsync("markets", ProtocolJson.Default.MarketsSnapshot);
        var feeds = await GetAsync("feeds", ProtocolJson.Default.FeedsSnapshot);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(MarketNames.All, markets.Items.Select(item => item.Market));
        Assert.Equal("live", feeds.World);
    }

    [Fact]
    public async Task Private_copy_is_made_controlled_and_dropped()
    {
        using var made = await host.Client.PostAsJsonAsync(
            "/api/v1/worlds", new WorldRequest { Scenario = "feb-2026", Speed = 0 }, ProtocolJson.Default.WorldRequest, Cancelled);
        var copy = (await made.Content.ReadFromJsonAsync(ProtocolJson.Default.WorldSnapshot, Cancelled))!;
        using var faulty = await host.Client.PatchAsJsonAsync(
            $"/api/v1/worlds/{copy.World}", new WorldControl { Speed = 4000 }, ProtocolJson.Default.WorldControl, Cancelled);
        using var controlled = await host.Client.PatchAsJsonAsync(
            $"/api/v1/worlds/{copy.World}", new WorldControl { Speed = 60 }, ProtocolJson.Default.WorldControl, Cancelled);
        using var dropped = await host.Client.DeleteAsync($"/api/v1/worlds/{copy.World}", Cancelled);
        using var gone = await host.Client.GetAsync($"/api/v1/worlds/{copy.World}", Cancelled);
        var listed = await GetAsync("worlds", ProtocolJson.Default.PageWorldSnapshot);

        Assert.Equal((HttpStatusCode.Created, true, copy.OpenMs), (made.StatusCode, copy.Controllable, copy.AtMs));
        Assert.Equal((HttpStatusCode.BadRequest, ErrorCodes.OutOfRange), (faulty.StatusCode, await CodeAsync(faulty)));
        Assert.Equal(60, (await controlled.Content.ReadFromJsonAsync(ProtocolJson.Default.WorldSnapshot, Cancelled))!.Speed);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (dropped.StatusCode, gone.StatusCode));
        Assert.Equal(["live", "feb-2026"], listed.Items.Select(world => world.World));
    }

    [Fact]
    public async Task Quoted_retarget_is_shown_beside_the_computed_one()
    {
        using var answer = await host.Client.PostAsync(
            "/api/v1/network/observations",
            new StringContent(
                """
                {"blockHeight":935051,"difficulty":141668107417558.2,"epochStartAtMs":1769111289000,"blockAtMs":1770248421000}
                {"quotedRetargetChange":-0.14,"source":"desk"}
                {"quotedRetargetChange":-14,"source":"desk"}
                """,
                Encoding.UTF8, "application/json"),
            Cancelled);

        var problem = (await answer.Content.ReadFromJsonAsync(ProtocolJson.Default.ProblemDocument, Cancelled))!;
        Assert.Equal((3, ErrorCodes.OutOfRange), (Assert.Single(problem.Refused!).Line, problem.Refused![0].Code));
        var network = await GetAsync("network", ProtocolJson.Default.NetworkSnapshot);
        Assert.Equal((-0.14, "desk", "article", 935_424),
            (network.QuotedRetarget!.Change, network.QuotedRetarget.Source, network.QuotedRetarget.Origin, network.QuotedRetarget.RetargetHeight));
        Assert.Equal(-0.132652, network.QuotedRetarget.ForecastChange!.Value, 1e-6);
        Assert.Equal(-0.132652, network.Retarget!.Change, 1e-6);
    }

    private Task<HttpResponseMessage> PostAsync(string market, string body, string query = "") => host.Client.PostAsync(
        $"/api/v1/markets/{market}/observations{query}", new StringContent(body, Encoding.UTF8, "application/json"), Cancelled);

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> json) => (await host.Client.GetFromJsonAsync($"/api/v1/{path}", json, Cancelled))!;

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync(ProtocolJson.Default.ProblemDocument, Cancelled))?.Code;
}
