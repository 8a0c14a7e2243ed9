using System.Net;
using System.Text;
using System.Text.Json;
using MinerMonitor.Client;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Markets;
using MinerMonitor.Protocol.Sectors;
using MinerMonitor.TestKit;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>What stands behind the charts and the what-if of the page.</summary>
[Collection(ProcessGroup.Name)]
public sealed class ChartTests(LoneSilo lone) : IClassFixture<LoneSilo>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_years_of_charts_have_regimes_retargets_halvings_breaks_and_reversals_of_the_imported_history()
    {
        var data = Path.Combine(Optional.RequireSharedFolder(), "data");
        foreach (var file in (string[])["btc_daily.csv", "difficulty_epochs.csv", "fear_greed.csv", "etf_flows_btc.csv", "network_efficiency.csv"])
        {
            await using var csv = File.OpenRead(Path.Combine(data, file));
            Assert.Null(await lone.Silo.Client.ImportHistoryAsync(csv, source: "test", cancellationToken: Cancelled));
        }

        var (from, to) = (Day(2024, 4, 1), Day(2026, 6, 1));
        var items = (await lone.Silo.Client.GetAnnotationsAsync(from, to, cancellationToken: Cancelled)).Items;

        Assert.Equal(
            [AnnotationKinds.EtfReversal, AnnotationKinds.Halving, AnnotationKinds.Regime, AnnotationKinds.Retarget, AnnotationKinds.SupportBroken],
            items.Select(one => one.Kind).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(items.OrderBy(one => one.AtMs), items);
        var regime = Assert.Single(items, one => one.Kind == AnnotationKinds.Regime && one.AtMs <= Day(2026, 2, 3).ToUnixTimeMilliseconds() && one.EndMs > Day(2026, 2, 3).ToUnixTimeMilliseconds());
        Assert.Equal("capitulation", regime.Subject);
        Assert.Equal(-0.1116, Assert.Single(items, one => one.Subject == "935424").Value!.Value, 1e-4);
        Assert.Single(items, one => one.Kind == AnnotationKinds.Halving);
        Assert.All(items, one => Assert.False(string.IsNullOrWhiteSpace(one.Text)));
        var flows = (await lone.Silo.Client.GetEtfDaysAsync(cancellationToken: Cancelled)).Items;
        Assert.Equal(("2024-01-11", -272d), (flows[0].Date, flows.Single(day => day.Date == "2026-02-03").NetFlowUsdM));
        var retargets = await lone.Silo.Http.GetStringAsync("/api/v1/annotations?kind=retarget&from=2026-02-01&to=2026-03-01", Cancelled);
        Assert.Equal(2, JsonSerializer.Deserialize(retargets, ProtocolJson.Default.PageChartAnnotation)!.Items.Count);
    }

    [Fact]
    public async Task A_replay_knows_its_regime_its_last_retarget_and_its_reversals()
    {
        var items = (await lone.Silo.Client.GetAnnotationsAsync(world: "feb-2026", cancellationToken: Cancelled)).Items;

        Assert.Equal("capitulation", Assert.Single(items, one => one.Kind == AnnotationKinds.Regime).Subject);
        Assert.Equal("933408", Assert.Single(items, one => one.Kind == AnnotationKinds.Retarget).Subject);
        Assert.Equal(["2026-02-02", "2026-02-03"], items.Where(one => one.Kind == AnnotationKinds.EtfReversal).Select(one => one.Subject));
    }

    [Theory]
    [InlineData("from=yesterday", ErrorCodes.Malformed)]
    [InlineData("from=2026-02-02&to=2026-02-01", ErrorCodes.OutOfRange)]
    [InlineData("kind=weather", ErrorCodes.OutOfRange)]
    public async Task Annotations_refuse_what_they_cannot_read(string query, string code)
    {
        using var answer = await lone.Silo.Http.GetAsync($"/api/v1/annotations?{query}", Cancelled);

        Assert.Equal(code, (await SiloRequests.ProblemAsync(HttpStatusCode.BadRequest, answer)).Code);
    }

    [Fact]
    public async Task What_if_answers_with_parts_costs_and_each_fleet_that_may_be_read()
    {
        var now = await lone.Silo.Client.AskWhatIfAsync(new WhatIfRequest(), "feb-2026", Cancelled);
        var cut = await lone.Silo.Client.AskWhatIfAsync(new WhatIfRequest { DifficultyChange = -0.14 }, "feb-2026", Cancelled);

        Assert.Equal(now.Stress!.Value, now.Contributions.Sum(part => part.Contribution ?? 0), 1e-9);
        Assert.Equal(("capitulation", 70_000d, 0.05), (now.Band, now.PriceUsd, now.TariffUsdKwh));
        Assert.Equal(now.HashpriceUsdPhDay!.Value / 0.86, cut.HashpriceUsdPhDay!.Value, 1e-9);
        Assert.Equal(now.TariffUsdKwh!.Value * 70_000 / now.ElectricityCostUsd!.Value, now.BreakEvenTariffUsdKwh!.Value, 1e-12);
        var (before, after) = (Assert.Single(now.Fleets), Assert.Single(cut.Fleets));
        Assert.Equal(before.BreakEvenHashpriceUsdPhDay!.Value, after.BreakEvenHashpriceUsdPhDay!.Value, 1e-9);
        Assert.True(after.MarginUsdDay > before.MarginUsdDay && after.ShareUnderWater < before.ShareUnderWater);
        // At its break-even price the margin is gone.
        var even = await lone.Silo.Client.AskWhatIfAsync(new WhatIfRequest { PriceUsd = before.BreakEvenPriceUsd }, "feb-2026", Cancelled);
        Assert.Equal(0, even.Fleets[0].MarginUsdDay!.Value, 1e-3);
    }

    [Fact]
    public async Task Every_resolution_of_a_series_is_there_after_a_restart_and_a_gap_stays_a_gap()
    {
        using var folder = new TempFolder();
        const string Days = """
            date,price_usd,market_cap_usd,supply_btc,hashrate_ths,difficulty_mean,difficulty_eod,blocks,height_eod,issuance_btc,fees_btc
            2025-06-01,104000,,,,,,,,,
            2025-06-02,105000,,,,,,,,,
            2025-06-05,101000,,,,,,,,,

            """;
        long seenMs;
        await using (var silo = await SiloProcess.StartAsync(folder.Path))
        {
            Assert.Null(await silo.Client.ImportHistoryAsync(new MemoryStream(Encoding.UTF8.GetBytes(Days)), source: "test", cancellationToken: Cancelled));
            seenMs = (await silo.Client.GetSystemAsync(Cancelled)).ServerAtMs;
            await silo.Client.ObserveMarketAsync("spot", [new MarketObservation { PriceUsd = 70_123, Venue = "desk", Source = "desk" }], cancellationToken: Cancelled);
            await RecordedAsync(silo, seenMs);
            Assert.Equal(0, await silo.StopAsync());
        }

        await using var again = await SiloProcess.StartAsync(folder.Path);

        foreach (var step in (int[])[5, 60, 600, 86_400])
        {
            var series = await again.Client.GetSeriesAsync("price", new SeriesQuery { From = At(seenMs).AddSeconds(-step), To = At(seenMs).AddHours(1), Step = TimeSpan.FromSeconds(step) }, Cancelled);
            Assert.Equal(70_123, series.Points[^1].Last);
            Assert.Equal(step, series.StepSec);
        }

        // The server may have ended before the imported days were given to the series; it goes on with them after its start.
        DateTimeOffset[] expected = [Day(2025, 6, 1), Day(2025, 6, 2), Day(2025, 6, 5)];
        await Until.TrueAsync(
            async () =>
            {
                var days = await again.Client.GetSeriesAsync("price", new SeriesQuery { From = Day(2025, 6, 1), To = Day(2025, 6, 10), Step = TimeSpan.FromDays(1) }, Cancelled);
                return (days.Points.Select(point => At(point.AtMs)).SequenceEqual(expected), $"{days.Points.Count} days");
            },
            TimeSpan.FromSeconds(60),
            "the imported days are in the series, with their gap");
    }

    private static Task RecordedAsync(SiloProcess silo, long sinceMs) => Until.TrueAsync(
        async () =>
        {
            var series = await silo.Client.GetSeriesAsync("price", new SeriesQuery { From = At(sinceMs - 60_000), Step = TimeSpan.FromSeconds(5) }, Cancelled);
            return (series.Points.Any(point => point.StepSec is null && point.Last == 70_123), $"{series.Points.Count} points");
        },
        TimeSpan.FromSeconds(60),
        "the price is in its series");

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);
}
