using System.Net;
using System.Net.Http.Json;
using System.Text;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Markets;
using MinerMonitor.Silo.Tests.EndToEnd;
using MinerMonitor.Silo.Tests.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.Http;

/// <summary>Documents with a schema: taken whole or not at all.</summary>
public sealed class PushTests(WorldHost host)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Flows_follow_newer_reports_and_nothing_else()
    {
        Assert.Equal((1, 0), await TakenAsync("etf", "etf-flows", "push-provisional-day.json"));
        await Until.TrueAsync(async () => ((await DayAsync("2026-02-03")).Provisional, "the day is not provisional"), TimeSpan.FromSeconds(20), "the provisional day is shown");
        Assert.Equal((1, 0), await TakenAsync("etf", "etf-flows", "push-revision.json"));
        Assert.Equal((0, 1), await TakenAsync("etf", "etf-flows", "push-older-asof.json"));
        Assert.Equal((0, 1), await TakenAsync("etf", "etf-flows", "push-revision.json"));

        // One day of it is new, the other older than the revision.
        Assert.Equal((1, 1), await TakenAsync("etf", "etf-flows", "push-valid-two-days.json"));
        // What was taken is shown with the next frame, within 100 ms.
        await Until.TrueAsync(
            async () => ((await DayAsync("2026-02-02")).NetFlowUsdM == 561.8, "the day before is not shown"), TimeSpan.FromSeconds(20), "both days are shown");
        var day = await DayAsync("2026-02-03");
        Assert.Equal((-272.0, false, true), (day.NetFlowUsdM, day.Provisional, day.Reversal));
        Assert.Equal(-62.5, day.Funds!["ARKB"]);
        var market = (await host.Client.GetFromJsonAsync("/api/v1/markets/etf", ProtocolJson.Default.MarketSnapshot, Cancelled))!;
        var year = market.Etf!.Years.Single(year => year.Year == 2026);
        Assert.Equal((2, "2026-02-02", false), (year.Days, year.From, year.FromStart));
        Assert.Equal(289.8, year.NetFlowUsdM, 1e-6);
    }

    [Theory]
    [InlineData("etf", "etf-flows", "push-invalid-sum.json", "Row 0: The funds sum to")]
    [InlineData("etf", "etf-flows", "push-invalid-units.json", "Row 0: IBIT is 142,000,000")]
    [InlineData("etf", "etf-flows", "push-future-date.json", "in the future")]
    [InlineData("treasury", "miner-treasury", "push-invalid-identity.json", "month is '2025-13'")]
    public async Task A_document_with_a_row_that_cannot_be_is_refused_whole(string market, string folder, string file, string named)
    {
        using var answer = await PostAsync(market, FeedFixtures.Text(folder, file));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = (await answer.Content.ReadFromJsonAsync(ProtocolJson.Default.ProblemDocument, Cancelled))!;
        Assert.Equal((ErrorCodes.Malformed, 0, 1), (problem.Code, problem.Acknowledged, problem.RefusedCount));
        Assert.Contains(named, Assert.Single(problem.Refused!).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_good_row_beside_a_bad_one_is_not_taken()
    {
        using var answer = await PostAsync(
            "treasury",
            """{"schema":"miner-treasury/1","source":"test","asOf":"2026-01-08T12:00:00Z","rows":[{"ticker":"GOOD","period":"2025-12","btcMined":1},{"ticker":"BAD","period":"2025-12","btcMined":"one"}]}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = (await answer.Content.ReadFromJsonAsync(ProtocolJson.Default.ProblemDocument, Cancelled))!;
        Assert.Equal(2, Assert.Single(problem.Refused!).Line);
        var market = (await host.Client.GetFromJsonAsync("/api/v1/markets/treasury", ProtocolJson.Default.MarketSnapshot, Cancelled))!;
        Assert.DoesNotContain(market.Treasury!.Months, month => month.Ticker == "GOOD");
    }

    [Fact]
    public async Task Hours_of_miner_flows_are_summed_to_a_part_of_their_day()
    {
        Assert.Equal((2, 0), await TakenAsync("miner-flows", "miner-treasury", "push-miner-to-exchange.json"));

        MinerFlowDay? day = null;
        await Until.TrueAsync(
            async () =>
            {
                var market = (await host.Client.GetFromJsonAsync("/api/v1/markets/miner-flows", ProtocolJson.Default.MarketSnapshot, Cancelled))!;
                day = market.MinerFlows!.Days.SingleOrDefault(one => one.Date == "2026-02-05");
                return (day is not null, "the day is not shown");
            },
            TimeSpan.FromSeconds(20),
            "the day is shown");
        Assert.Equal((800.5, 2 / 24.0), (day!.ToExchangesBtc, day.Coverage));
    }

    [Theory]
    [InlineData("etf", """{"schema":"etf-flows/2","source":"x","asOf":"2026-02-04T15:00:00Z","rows":[{}]}""", "use one of")]
    [InlineData("treasury", """{"schema":"etf-flows/1","source":"x","asOf":"2026-02-04T15:00:00Z","rows":[{}]}""", "/markets/etf/")]
    [InlineData("etf", """{"schema":"etf-flows/1","asOf":"2026-02-04T15:00:00Z","rows":[{}]}""", "source")]
    [InlineData("etf", """{"schema":"etf-flows/1","source":"x","rows":[{}]}""", "asOf is missing")]
    [InlineData("etf", """{"schema":"etf-flows/1","source":"x","asOf":"yesterday","rows":[{}]}""", "asOf is no time")]
    [InlineData("etf", """{"schema":"etf-flows/1","source":"x","asOf":"2026-02-04T15:00:00Z","rows":[]}""", "rows")]
    [InlineData("etf", """{"schema":"etf-flows/1","source":"x","asset":"ETH","asOf":"2026-02-04T15:00:00Z","rows":[{}]}""", "ETH")]
    [InlineData("miner-flows", """{"schema":"series/1","source":"x","series":"hashrate","points":[{}]}""", "miner_to_exchange_btc")]
    public async Task A_document_that_is_wrong_as_a_whole_is_a_bad_request_that_names_the_fault(string market, string body, string named)
    {
        using var answer = await PostAsync(market, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(named, (await answer.Content.ReadFromJsonAsync(ProtocolJson.Default.ProblemDocument, Cancelled))!.Detail, StringComparison.Ordinal);
    }

    private async Task<EtfDay> DayAsync(string date) =>
        (await host.Client.GetFromJsonAsync("/api/v1/markets/etf", ProtocolJson.Default.MarketSnapshot, Cancelled))!.Etf!.Days.SingleOrDefault(day => day.Date == date)
            ?? new EtfDay { Date = date, NetFlowUsdM = double.NaN };

    private async Task<(int Accepted, int Unchanged)> TakenAsync(string market, string folder, string file)
    {
        using var answer = await PostAsync(market, FeedFixtures.Text(folder, file));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var result = (await answer.Content.ReadFromJsonAsync(ProtocolJson.Default.PushResult, Cancelled))!;
        return (result.Accepted, result.Unchanged);
    }

    private Task<HttpResponseMessage> PostAsync(string market, string body) =>
        host.Client.PostAsync($"/api/v1/markets/{market}/observations", new StringContent(body, Encoding.UTF8, "application/json"), Cancelled);
}
