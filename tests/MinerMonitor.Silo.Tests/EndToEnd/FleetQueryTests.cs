using System.Globalization;
using System.Net;
using MinerMonitor.Client;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>Questions to all miners of a fleet through the whole house: HTTP, access, shards, SDK.</summary>
[Collection(ProcessGroup.Name)]
public sealed class FleetQueryTests(LoneSilo lone) : IClassFixture<LoneSilo>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lists_cells_and_models_tell_the_same_of_a_fleet()
    {
        var client = lone.Silo.Client;
        await lone.Silo.MakeFleetAsync("queries");
        await client.PutSiteAsync("queries", "north", new SiteContract { TariffUsdKwh = 0.05 }, Cancelled);
        await client.UploadSamplesAsync(
            "queries",
            [.. Enumerable.Range(0, 4_500).Select(index => new Sample
            {
                Miner = string.Create(CultureInfo.InvariantCulture, $"m{index:D4}"), Site = index % 2 == 0 ? "north" : "south", Model = index % 3 == 0 ? null : "S21",
                HashrateThs = 100 + (index * 7 % 4_500), PowerW = 3_000,
            })],
            Cancelled);

        var rows = new List<MinerRow>();
        for (Page<MinerRow>? page = null; page is null || page.Next is not null;)
        {
            page = await client.GetMinersAsync("queries", new MinerFilter { Site = "north", Sort = "hashrate", Descending = true, Limit = 1000 }, page?.Next, Cancelled);
            Assert.Equal(2_250, page.Total);
            rows.AddRange(page.Items);
        }

        Assert.Equal(2_250, rows.Select(row => row.Miner).Distinct().Count());
        Assert.Equal(rows.OrderByDescending(row => row.HashrateThs).Select(row => row.Miner), rows.Select(row => row.Miner));

        var cells = await client.GetCellsAsync("queries", cancellationToken: Cancelled);
        Assert.Equal((4_500, "queries", "live"), (cells.Header.Count, cells.Header.Fleet, cells.Header.World));
        var byCell = Enumerable.Range(0, 4_500).Where(index => cells.Header.Sites[cells.Site.Span[index]] == "north").ToList();
        Assert.Equal(rows.Sum(row => row.HashrateThs!.Value), byCell.Sum(index => cells.HashrateThs.Span[index]), 1e-3 * rows.Count);
        Assert.All(byCell, index => Assert.Equal("hashing", cells.Header.States[cells.State.Span[index]]));
        Assert.Equal(1_500, cells.Model.ToArray().Count(model => model == ushort.MaxValue));
        Assert.All(cells.MarginUsdPhDay.ToArray(), margin => Assert.Equal(float.NaN, margin)); // nobody told this world a price
        var some = await client.GetCellsAsync("queries", ["state"], Cancelled);
        Assert.Equal((4_500, 0), (some.State.Length, some.Cell.Length));

        var row = await client.GetMinerOfCellAsync("queries", cells.Cell.Span[4_321], Cancelled);
        Assert.Equal(cells.HashrateThs.Span[4_321], (float)row!.HashrateThs!.Value);
        Assert.Null(await client.GetMinerOfCellAsync("queries", uint.MaxValue, Cancelled));

        var models = await client.GetModelsAsync("queries", Cancelled);
        Assert.Equal([("S21", 3_000), (null, 1_500)], models.Items.Select(model => (model.Model, model.Miners.Total)).OrderByDescending(model => model.Total));
    }

    [Fact]
    public async Task Ledger_and_series_are_told_as_documents_and_as_tables()
    {
        var client = lone.Silo.Client;
        await lone.Silo.MakeFleetAsync("books");
        await client.UploadSamplesAsync("books", [new Sample { Miner = "a/1", Site = "north", HashrateThs = 200, PowerW = 3_500 }], Cancelled);

        var day = Assert.Single((await client.GetLedgerAsync("books", cancellationToken: Cancelled)).Items);
        Assert.Equal((false, 1L), (day.Closed, day.Samples));
        Assert.Null(day.RevenueUsd); // nobody told this world a price
        Assert.Empty((await client.GetLedgerAsync("books", new DateOnly(2020, 1, 1), new DateOnly(2020, 1, 2), cancellationToken: Cancelled)).Items);
        var series = await client.GetMinerSeriesAsync("books", "a/1", cancellationToken: Cancelled);
        Assert.Equal(("a/1", 600.0, 200.0), (series.Miner, series.StepSec, Assert.Single(series.Points).HashrateThs!.Value));
        var days = await client.GetMinerSeriesAsync("books", "a/1", byDay: true, Cancelled);
        Assert.Equal((86_400.0, false), (days.StepSec, Assert.Single(days.Points).Closed!.Value));

        Assert.StartsWith($"date,site,closed,energy_kwh,expected_btc,revenue_usd,cost_usd,margin_usd,coverage,samples\n{day.Date},,false,", await CsvAsync("ledger"), StringComparison.Ordinal);
        Assert.Contains(",200,3500,", await CsvAsync("miners/a%2F1/series"), StringComparison.Ordinal);

        async Task<string> CsvAsync(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/api/v1/fleets/books/{path}", UriKind.Relative)) { Headers = { { "Accept", "text/csv" } } };
            using var answer = await lone.Silo.Http.SendAsync(request, Cancelled);
            return await answer.Content.ReadAsStringAsync(Cancelled);
        }
    }

    [Theory]
    [InlineData("ledger?from=yesterday", ErrorCodes.Malformed)]
    [InlineData("ledger?from=2026-02-02&to=2026-02-01", ErrorCodes.OutOfRange)]
    [InlineData("miners/a/series?step=1h", ErrorCodes.OutOfRange)]
    [InlineData("miners/a/series?from=then", ErrorCodes.Malformed)]
    [InlineData("miners?sort=name", ErrorCodes.OutOfRange)]
    [InlineData("miners?order=down", ErrorCodes.OutOfRange)]
    [InlineData("miners?state=tired", ErrorCodes.OutOfRange)]
    [InlineData("miners?minMarginUsdPhDay=NaN", ErrorCodes.OutOfRange)]
    [InlineData("miners?limit=1001", ErrorCodes.OutOfRange)]
    [InlineData("miners?after=0-100", ErrorCodes.Malformed)]
    [InlineData("miners?cell=-1", ErrorCodes.Malformed)]
    [InlineData("miners?minMarginUsdPhDay=much", ErrorCodes.Malformed)]
    [InlineData("cells?columns=state,colour", ErrorCodes.OutOfRange)]
    [InlineData("cells?columns=state,state", ErrorCodes.OutOfRange)]
    public async Task Impossible_questions_are_refused_with_a_code(string question, string code)
    {
        await lone.Silo.MakeFleetAsync("asked");

        using var answer = await lone.Silo.Http.GetAsync($"/api/v1/fleets/asked/{question}", Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"code\":\"{code}\"", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("miners")]
    [InlineData("cells")]
    [InlineData("models")]
    [InlineData("ledger")]
    [InlineData("miners/a/series")]
    public async Task A_fleet_that_is_not_there_is_answered_with_its_code(string question)
    {
        using var answer = await lone.Silo.Http.GetAsync($"/api/v1/fleets/nowhere/{question}", Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(ErrorCodes.UnknownFleet, await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }
}
