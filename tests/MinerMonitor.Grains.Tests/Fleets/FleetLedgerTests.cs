using MinerMonitor.Grains.Fleets;
using MinerMonitor.Model.Pulse;
using Xunit;

namespace MinerMonitor.Grains.Tests.Fleets;

[Collection(FleetCluster.Collection)]
public sealed class FleetLedgerTests(FleetCluster cluster)
{
    private static readonly (string Site, SiteTerms Terms) s_north = ("north", new SiteTerms(0.05));

    [Fact]
    public async Task A_day_under_way_is_open_and_closes_whole_when_every_shard_has_passed_midnight()
    {
        var fleet = await cluster.NewFleetAsync(null, s_north);
        await ReportAsync(fleet, minutes: 10);
        var today = ShardDay.Of(cluster.NowMs);

        var open = Assert.Single(await DaysAsync(fleet));
        Assert.Equal((today, false, 11L), (open.Day, open.IsClosed, open.Samples));
        Assert.Equal(200 * 600.0, open.Sums.WorkTh, 1e-6);
        Assert.Equal(35 * 0.2 / 144, open.Sums.RevenueUsd, 1e-6);
        Assert.Equal(0.05 * 3.5 / 6, open.Sums.CostUsd, 1e-6);

        await PassMidnightAsync(fleet);

        var days = await DaysAsync(fleet);
        Assert.Equal([(today + 1, false), (today, true)], days.Select(day => (day.Day, day.IsClosed)));
        Assert.Equal(200 * 780.0, days[1].Sums.WorkTh, 1e-6); // the last reading held for three minutes
        Assert.Equal([days[1]], (await cluster.Fleet(fleet).GetLedgerAsync(today, today, 10))!.Days, Same);
        var first = (await cluster.Fleet(fleet).GetLedgerAsync(0, int.MaxValue, 1))!;
        Assert.Equal((today + 1, true), (first.Days.Single().Day, first.HasMore));

        var miner = await cluster.Miner(fleet, "a").GetDaysAsync(0, int.MaxValue);
        Assert.Equal([(today, true), (today + 1, false)], miner.Select(day => (day.Day, day.IsClosed)));
        Assert.Equal(days[1].Sums.WorkTh, miner[0].Sums.WorkTh, 1);
        Assert.Equal(days[1].Sums.MarginUsd, miner[0].Sums.MarginUsd, 1e-5);
        Assert.Equal(780_000, miner[0].Sums.CoveredMs);
    }

    [Fact]
    public async Task A_closed_day_is_the_same_after_fleet_and_shard_came_back_whenever_they_went()
    {
        var fleet = await cluster.NewFleetAsync(null, s_north);
        await ReportAsync(fleet, minutes: 5);
        var today = ShardDay.Of(cluster.NowMs);
        await FleetCluster.DeactivateAsync(cluster.Shard(fleet, 0));
        await ReportAsync(fleet, minutes: 5);
        var beforeMidnight = (await DaysAsync(fleet)).Single();
        await FleetCluster.DeactivateAsync(cluster.Fleet(fleet));
        await FleetCluster.DeactivateAsync(cluster.Shard(fleet, 0));

        await PassMidnightAsync(fleet);
        var closed = (await DaysAsync(fleet)).Single(day => day.Day == today);
        await FleetCluster.DeactivateAsync(cluster.Shard(fleet, 0));
        await FleetCluster.DeactivateAsync(cluster.Fleet(fleet));
        await PassMidnightAsync(fleet);

        Assert.Equal(beforeMidnight.Samples, closed.Samples);
        Assert.Equal([closed], (await DaysAsync(fleet)).Where(day => day.Day == today), Same);
        Assert.Equal(closed.Sums.WorkTh, (await cluster.Miner(fleet, "a").GetDaysAsync(today, today)).Single().Sums.WorkTh, 1);
    }

    [Fact]
    public async Task Time_without_a_price_earns_nothing_that_is_known()
    {
        cluster.HashpriceUsdPhDay = null;
        try
        {
            var fleet = await cluster.NewFleetAsync(null, s_north);
            await ReportAsync(fleet, minutes: 2);
            var sums = (await DaysAsync(fleet)).Single().Sums;
            Assert.Equal(LedgerParts.Work | LedgerParts.Energy | LedgerParts.Cost, sums.Known);
        }
        finally
        {
            cluster.HashpriceUsdPhDay = 35;
        }
    }

    [Fact]
    public async Task A_fleet_that_is_made_again_has_an_empty_ledger()
    {
        var fleet = await cluster.NewFleetAsync(null, s_north);
        await ReportAsync(fleet, minutes: 2);
        await PassMidnightAsync(fleet);
        Assert.NotEmpty(await DaysAsync(fleet));

        Assert.True(await cluster.Fleet(fleet).DeleteAsync());
        await cluster.Fleet(fleet).ConfigureAsync(FleetCluster.Settings(null, s_north));

        Assert.Empty(await DaysAsync(fleet));
        Assert.Null(await cluster.Fleet("nobody-made-this").GetLedgerAsync(0, int.MaxValue, 10));
    }

    private static bool Same(FleetDay left, FleetDay right) =>
        (left.Day, left.IsClosed, left.Samples, left.Sums) == (right.Day, right.IsClosed, right.Samples, right.Sums) && left.Sites.SequenceEqual(right.Sites);

    /// <summary>One miner reports each minute, the first time at once.</summary>
    private async Task ReportAsync(string fleet, int minutes)
    {
        for (var minute = 0; minute <= minutes; minute++)
        {
            cluster.Time.Advance(TimeSpan.FromMinutes(minute == 0 ? 0 : 1));
            using (var batch = cluster.Batch(fleet))
            {
                FleetCluster.Add(batch, "a", 200, 3_500, "north");
                await batch.CommitAsync();
            }

            await cluster.Shard(fleet, 0).AdvanceToAsync(cluster.NowMs); // takes the prices of the moment
        }
    }

    private async Task PassMidnightAsync(string fleet)
    {
        cluster.Time.Advance(TimeSpan.FromMilliseconds(ShardDay.LengthMs - (cluster.NowMs % ShardDay.LengthMs) + 10_000));
        await cluster.FiguresAsync(fleet);
        await cluster.Fleet(fleet).PingAsync();
        cluster.Time.Advance(TimeSpan.FromSeconds(6)); // a try by the fleet's own timer may have come too early
        await cluster.Fleet(fleet).PingAsync();
    }

    private async Task<List<FleetDay>> DaysAsync(string fleet)
    {
        await cluster.FiguresAsync(fleet);
        return [.. (await cluster.Fleet(fleet).GetLedgerAsync(0, int.MaxValue, 100))!.Days];
    }
}
