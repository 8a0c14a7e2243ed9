using MinerMonitor.Grains.Fleets;
using MinerMonitor.Model.Economics;
using MinerMonitor.Model.Pulse;
using Xunit;

namespace MinerMonitor.Grains.Tests.Fleets;

/// <summary>A fleet's bitcoin: entries by day, their balance, what they are worth.</summary>
[Collection(FleetCluster.Collection)]
public sealed class FleetTreasuryTests(FleetCluster cluster)
{
    private DateOnly Today => DateOnly.FromDateTime(cluster.Time.GetUtcNow().UtcDateTime);

    [Fact]
    public async Task Entries_are_in_the_figures_at_the_price_and_at_the_cash_cost()
    {
        var fleet = await cluster.NewFleetAsync(null, ("north", new SiteTerms(0.05)));
        using (var batch = cluster.Batch(fleet))
        {
            FleetCluster.Add(batch, "a", 100, 2_000, "north");
            await batch.CommitAsync();
        }

        Assert.Null((await cluster.FiguresAsync(fleet)).Treasury);
        var outcome = (await cluster.Fleet(fleet).ReportTreasuryAsync([Day(-40, mined: 9), Day(-1, mined: 1, sold: 4), Day(0, mined: 2)]))!;

        var treasury = (await cluster.FiguresAsync(fleet)).Treasury!;
        Assert.Equal((3, 0, 0), (outcome.Changed, outcome.Refused.Length, outcome.Warnings.Length));
        Assert.Equal((12.0, 4.0, 8.0), (treasury.All.MinedBtc!.Value, treasury.All.SoldBtc!.Value, treasury.All.HeldBtc!.Value));
        Assert.Equal((FirstOfMonth, 3.0, 4.0), (treasury.Month, treasury.MonthMinedBtc!.Value, treasury.MonthSoldBtc!.Value));
        Assert.Equal((70_000.0, 560_000.0), (treasury.PriceUsd!.Value, treasury.HeldUsd!.Value));
        Assert.Equal(70_000 * 24.0 / 35, treasury.CashCostUsd!.Value, 6); // break-even 24 against a hashprice of 35 USD/PH/day
        Assert.Equal(8 * 48_000, treasury.HeldAtCashCostUsd!.Value, 6);
    }

    [Fact]
    public async Task Value_is_absent_while_the_price_is_not_known_and_follows_it_without_a_sample()
    {
        var fleet = await cluster.NewFleetAsync();
        await cluster.Fleet(fleet).ReportTreasuryAsync([Day(0, held: 2)]);
        cluster.PriceUsd = null;
        try
        {
            cluster.Time.Advance(TimeSpan.FromMilliseconds(250));
            var absent = (await cluster.Fleet(fleet).GetTreasuryAsync())!.Figures!;
            var watch = await cluster.WatchAsync(cluster.Fleet(fleet));
            cluster.PriceUsd = 65_000;
            cluster.Time.Advance(TimeSpan.FromMilliseconds(250));
            var frame = cluster.Encoder.Decode<FleetFigures>(await watch.NextAsync("a frame with the price"));

            Assert.Equal((2.0, null, null), (absent.All.HeldBtc!.Value, absent.PriceUsd, absent.HeldUsd));
            Assert.Equal(130_000, frame.Treasury!.HeldUsd);
            Assert.Null(frame.Treasury.CashCostUsd);
        }
        finally
        {
            cluster.PriceUsd = FleetCluster.UsualPriceUsd;
        }
    }

    [Fact]
    public async Task Treasury_survives_reactivation()
    {
        var fleet = await cluster.NewFleetAsync();
        await cluster.Fleet(fleet).ReportTreasuryAsync([Day(-2, mined: 1, note: "first"), Day(-1, held: 50)]);
        Assert.True(await cluster.Fleet(fleet).RemoveTreasuryEntryAsync(Today.AddDays(-2)));
        await cluster.Fleet(fleet).ReportTreasuryAsync([Day(0, mined: 1, sold: 2, proceeds: 140_000)]);
        var before = (await cluster.Fleet(fleet).GetTreasuryAsync())!;

        await FleetCluster.DeactivateAsync(cluster.Fleet(fleet));

        var after = (await cluster.Fleet(fleet).GetTreasuryAsync())!;
        Assert.Equal([Today.AddDays(-1), Today], after.Days.Select(day => day.Entry.Date));
        Assert.Equal(before.Days, after.Days);
        Assert.Equal(before.Months, after.Months);
        Assert.Equal((49.0, before.Figures), (after.Figures!.All.HeldBtc!.Value, after.Figures));
    }

    [Fact]
    public async Task Refused_entry_changes_nothing_and_leaves_the_others_alone()
    {
        var fleet = await cluster.NewFleetAsync();
        await cluster.Fleet(fleet).ReportTreasuryAsync([Day(-1, mined: 3)]);

        var outcome = (await cluster.Fleet(fleet).ReportTreasuryAsync(
            [Day(-1, mined: -1), Day(1, mined: 1), Day(0, mined: 2), Day(-1, proceeds: 5)]))!;

        Assert.Equal([(0, "out_of_range"), (1, "out_of_range"), (3, "malformed")], outcome.Refused.Select(refusal => (refusal.Index, refusal.Code)));
        Assert.Equal((1, 0), (outcome.Changed, outcome.Unchanged));
        Assert.Equal([3.0, 5.0], (await cluster.Fleet(fleet).GetTreasuryAsync())!.Days.Select(day => day.BalanceBtc!.Value));
    }

    [Fact]
    public async Task Stated_balance_that_does_not_fit_is_kept_with_a_warning_on_its_place()
    {
        var fleet = await cluster.NewFleetAsync();

        var outcome = (await cluster.Fleet(fleet).ReportTreasuryAsync([Day(-3, held: 10), Day(-1, mined: 1, held: 20), Day(0, mined: 1)]))!;
        var again = (await cluster.Fleet(fleet).ReportTreasuryAsync([Day(0, mined: 1)]))!;

        var warning = Assert.Single(outcome.Warnings);
        Assert.Equal(1, warning.Index);
        Assert.Contains("more than 5 % apart", warning.Reason, StringComparison.Ordinal);
        Assert.Equal((0, 1, 0), (again.Changed, again.Unchanged, again.Warnings.Length));
        var figures = (await cluster.Fleet(fleet).GetTreasuryAsync())!.Figures!;
        Assert.Equal((21.0, 1), (figures.All.HeldBtc!.Value, figures.All.Warnings));
    }

    [Fact]
    public async Task Next_fleet_of_the_name_begins_with_an_empty_treasury()
    {
        var fleet = await cluster.NewFleetAsync();
        await cluster.Fleet(fleet).ReportTreasuryAsync([Day(0, mined: 3)]);

        await cluster.Fleet(fleet).DeleteAsync();
        Assert.Null(await cluster.Fleet(fleet).GetTreasuryAsync());
        Assert.Null(await cluster.Fleet(fleet).ReportTreasuryAsync([Day(0, mined: 3)]));
        Assert.False(await cluster.Fleet(fleet).RemoveTreasuryEntryAsync(Today));
        await cluster.Fleet(fleet).ConfigureAsync(FleetCluster.Settings());

        var book = (await cluster.Fleet(fleet).GetTreasuryAsync())!;
        Assert.Empty(book.Days);
        Assert.Null(book.Figures);
    }

    [Fact]
    public async Task New_entries_make_a_frame()
    {
        var fleet = await cluster.NewFleetAsync();
        await cluster.FiguresAsync(fleet);
        var watch = await cluster.WatchAsync(cluster.Fleet(fleet));

        await cluster.Fleet(fleet).ReportTreasuryAsync([Day(0, mined: 3)]);
        cluster.Time.Advance(TimeSpan.FromMilliseconds(250));

        Assert.Equal(3, cluster.Encoder.Decode<FleetFigures>(await watch.NextAsync("a frame with the treasury")).Treasury!.All.HeldBtc);
    }

    private DateOnly FirstOfMonth => new(Today.Year, Today.Month, 1);

    private TreasuryEntry Day(
        int ahead, double? mined = null, double? sold = null, double? held = null, double? proceeds = null, string? note = null) =>
        new(Today.AddDays(ahead), mined, sold, held, proceeds, note, "desk");
}
