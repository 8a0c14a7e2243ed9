using System.Text;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Series;
using MinerMonitor.Model.Stress;
using MinerMonitor.Model.Stress.History;
using Xunit;

namespace MinerMonitor.Grains.Tests.Sectors;

public sealed class DailyHistoryGrainTests(SectorCluster cluster) : IClassFixture<SectorCluster>
{
    private const string Header =
        "date,price_usd,market_cap_usd,supply_btc,hashrate_ths,difficulty_mean,difficulty_eod,blocks,height_eod,issuance_btc,fees_btc";

    [Fact]
    public async Task Production_cost_and_regime_of_5_February_2026_come_out_of_imported_history()
    {
        var history = cluster.Grains.GetGrain<IDailyHistoryGrain>(SectorCluster.NewWorld());
        await history.ImportSharedAsync();
        await SectorCluster.RestartAsync(history);

        var view = await history.EvaluateAsync(new DateOnly(2026, 2, 5));

        Assert.Equal(86_993, view!.Assessment.ProductionCost!.Usd, 1.0);
        Assert.Equal(Regime.Capitulation, view.Regime.Regime);
        Assert.Equal(0.95, view.Assessment.Stress.Coverage, 1e-9);
        Assert.Equal(view.Change24h!.Total, view.Change24h.Components.Sum(part => part.Points) + view.Change24h.Availability, 1e-9);
        Assert.Null(await history.EvaluateAsync(new DateOnly(2030, 1, 1)));
    }

    [Theory]
    [InlineData("2018-12-07", 96.6955, Regime.Capitulation, 9973.987)]
    [InlineData("2022-06-19", 56.1624, Regime.Stressed, 29480.842)]
    [InlineData("2025-07-14", 15.2561, Regime.Elevated, 78121.054)]
    [InlineData("2026-02-03", 83.4399, Regime.Capitulation, 87023.285)]
    public async Task Published_days_come_out_as_printed(string date, double index, Regime regime, double cost)
    {
        var history = cluster.Grains.GetGrain<IDailyHistoryGrain>("published-days");
        if ((await history.GetAsync(Article.Close, false)).Windows is null) await history.ImportSharedAsync();

        var view = await history.EvaluateAsync(DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(index, view!.Assessment.Stress.Index!.Value, 1e-4);
        Assert.Equal(regime, view.Regime.Regime);
        Assert.Equal(cost, view.Assessment.ProductionCost!.Usd, 1e-3);
    }

    [Fact]
    public async Task Windows_are_those_of_the_last_closed_day()
    {
        var history = cluster.Grains.GetGrain<IDailyHistoryGrain>(SectorCluster.NewWorld());
        await history.ImportAsync(Csv("2026-01-01,100,,,,,,,,,", "2026-01-02,200,,,,,,,,,"), "test");

        var during = await history.GetAsync(new DateTimeOffset(2026, 1, 2, 23, 59, 59, TimeSpan.Zero), false);
        var closed = await history.GetAsync(new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero), false);
        var before = await history.GetAsync(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero), false);

        Assert.Equal(new DateOnly(2026, 1, 1), during.Windows!.Date);
        Assert.Equal(new DateOnly(2026, 1, 2), closed.Windows!.Date);
        Assert.Equal("test", closed.Source);
        Assert.Null(before.Windows);
    }

    [Fact]
    public async Task Good_rows_are_kept_and_bad_ones_named_when_a_file_holds_both()
    {
        var history = cluster.Grains.GetGrain<IDailyHistoryGrain>(SectorCluster.NewWorld());

        var outcome = await history.ImportAsync(
            Csv("2026-01-01,100,,,,,,,,,", "2026-13-02,1,,,,,,,,,", "2026-01-02,NaN,,,,,,,,,", "2026-01-03,300,,,,,,,,,", "2025-12-31,9,,,,,,,,,"), "test");

        Assert.Null(outcome.Fault);
        Assert.Equal((2, 3), (outcome.Kept, outcome.RefusedCount));
        Assert.Equal([3, 4, 6], outcome.Refused.Select(refusal => refusal.Line));
        Assert.Contains("yyyy-MM-dd", outcome.Refused[0].Reason, StringComparison.Ordinal);
        var exported = Encoding.UTF8.GetString(await history.ExportAsync(HistoryTableKind.Days));
        Assert.Equal($"{Header}\n2026-01-01,100,,,,,,,,,\n2026-01-03,300,,,,,,,,,\n", exported);
    }

    [Theory]
    [InlineData("date,price_usd,market_cap_usd,supply_btc,hashrate_ths,difficulty_mean,blocks,height_eod,issuance_btc,fees_btc\n", "difficulty_eod")]
    [InlineData("when,what\n1,2\n", "no known table")]
    [InlineData("", "no known table")]
    [InlineData("name,start,end,split,basis\nx,2026-01-01,2026-01-02,train,y\n", "back-test")]
    public async Task Nothing_is_stored_when_the_header_is_wrong(string csv, string named)
    {
        var history = cluster.Grains.GetGrain<IDailyHistoryGrain>(SectorCluster.NewWorld());

        var outcome = await history.ImportAsync(Encoding.UTF8.GetBytes(csv), "test");

        Assert.Contains(named, outcome.Fault, StringComparison.Ordinal);
        Assert.Equal(0, outcome.Kept);
        Assert.Equal($"{Header}\n", Encoding.UTF8.GetString(await history.ExportAsync(HistoryTableKind.Days)));
    }

    [Fact]
    public async Task Last_import_of_a_day_wins_and_what_others_fill_in_replaces_nothing()
    {
        var history = cluster.Grains.GetGrain<IDailyHistoryGrain>(SectorCluster.NewWorld());
        await history.ImportAsync(Csv("2026-01-01,100,,,,,,,,,"), "first");
        await history.ImportAsync(Csv("2026-01-01,101,,,,,,,,,"), "second");

        var fill = new HistoryFill
        {
            Source = "monitor",
            Days =
            [
                new FilledDay(new DailyRow { Date = new DateOnly(2026, 1, 1), PriceUsd = 999, SupplyBtc = 20 }),
                new FilledDay(new DailyRow { Date = new DateOnly(2026, 1, 2), PriceUsd = 102 }, "venue"),
            ],
        };
        Assert.Equal(2, await history.FillAsync(fill));
        await SectorCluster.RestartAsync(history);
        Assert.Equal(0, await history.FillAsync(fill));

        Assert.Equal("venue", (await history.GetAsync(new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero), false)).Source);
        Assert.Equal("second + monitor", (await history.GetAsync(new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero), false)).Source);
        Assert.Equal($"{Header}\n2026-01-01,101,2020,20,,,,,,,\n2026-01-02,102,,,,,,,,,\n", Encoding.UTF8.GetString(await history.ExportAsync(HistoryTableKind.Days)));
    }

    [Theory]
    [InlineData(HistoryTableKind.Days, 0)]
    [InlineData(HistoryTableKind.Epochs, 1)]
    [InlineData(HistoryTableKind.FearGreed, 2)]
    [InlineData(HistoryTableKind.EtfFlows, 3)]
    [InlineData(HistoryTableKind.Efficiency, 4)]
    public async Task Exported_table_reads_back_as_the_same_table(HistoryTableKind kind, int file)
    {
        var first = cluster.Grains.GetGrain<IDailyHistoryGrain>(SectorCluster.NewWorld());
        var second = cluster.Grains.GetGrain<IDailyHistoryGrain>(SectorCluster.NewWorld());
        var path = Path.Combine(TestKit.Optional.RequireSharedFolder(), "data", SharedHistory.Files[file]);
        var original = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        await first.ImportAsync(original, "test");
        await SectorCluster.RestartAsync(first);

        var exported = await first.ExportAsync(kind);
        await second.ImportAsync(exported, "test");

        Assert.Equal(Encoding.UTF8.GetString(original).Count(letter => letter == '\n'), Encoding.UTF8.GetString(exported).Count(letter => letter == '\n'));
        Assert.Equal(exported, await second.ExportAsync(kind));
    }

    [Fact]
    public async Task Times_below_production_cost_count_today_with_its_price_so_far()
    {
        var history = cluster.Grains.GetGrain<IDailyHistoryGrain>(SectorCluster.NewWorld());
        var today = new DateOnly(2026, 2, 6);
        Assert.Empty(await history.GetBelowCostAsync(today, 0.7));
        await history.ImportSharedAsync();

        var below = (await history.GetBelowCostAsync(today, 0.7))[^1];
        var above = (await history.GetBelowCostAsync(today, 1.2))[^1];

        Assert.Equal((today, -0.3, null), (below.LastDate, Math.Round(below.Depth, 12), below.EndDate));
        Assert.Equal((today.AddDays(-1), today), (above.LastDate, above.EndDate!.Value));
        Assert.Equal(below.Days - 1, above.Days);
    }

    [Fact]
    public async Task Imported_days_become_the_long_term_series()
    {
        var world = SectorCluster.NewWorld();
        var history = cluster.Grains.GetGrain<IDailyHistoryGrain>(world);
        await history.ImportAsync(Csv("2025-01-01,100,,,,,,,,,", "2025-01-02,200,,,,,,,,,"), "test");

        cluster.Time.Advance(TimeSpan.FromSeconds(5));
        await history.GetAsync(Article.Close, false); // the timer's turn comes first

        var slice = await cluster.Grains.GetGrain<ISeriesGrain>($"{world}/{SeriesCatalogue.Price}").GetAsync(UtcDay.StartMs(new DateOnly(2024, 12, 1)), UtcDay.StartMs(new DateOnly(2025, 2, 1)), 86_400_000);
        Assert.Equal([100, 200], slice.Points.Select(point => point.Bucket.Last));
        Assert.Equal(UtcDay.StartMs(new DateOnly(2025, 1, 1)), slice.Points[0].StartMs);
    }

    private static byte[] Csv(params string[] rows) => Encoding.UTF8.GetBytes(string.Join('\n', rows.Prepend(Header)) + "\n");
}
