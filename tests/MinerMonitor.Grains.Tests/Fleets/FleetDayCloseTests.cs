using MinerMonitor.Grains.Fleets;
using MinerMonitor.Model.Pulse;
using Xunit;

namespace MinerMonitor.Grains.Tests.Fleets;

/// <summary>Days that close while things die, and days that change after they closed.</summary>
[Collection(FleetCluster.Collection)]
public sealed class FleetDayCloseTests(FleetCluster cluster)
{
    private static readonly (string Site, SiteTerms Terms) s_north = ("north", new SiteTerms(0.05));

    /// <summary>When all of it dies.</summary>
    public enum Moment
    {
        BeforeMidnight,
        AfterTheShardClosed,
        AfterTheFleetTookIt,
        EachTime,
    }

    [Theory]
    [InlineData(Moment.BeforeMidnight, true, false)]
    [InlineData(Moment.BeforeMidnight, true, true)]
    [InlineData(Moment.AfterTheShardClosed, true, false)]
    [InlineData(Moment.AfterTheShardClosed, false, true)]
    [InlineData(Moment.AfterTheShardClosed, true, true)]
    [InlineData(Moment.AfterTheFleetTookIt, true, false)]
    [InlineData(Moment.AfterTheFleetTookIt, true, true)]
    [InlineData(Moment.EachTime, true, true)]
    public async Task Each_day_is_counted_once_and_whole_whatever_died_at_its_close(Moment moment, bool shardDies, bool fleetDies)
    {
        var fleet = await cluster.NewFleetAsync(null, s_north);
        var expected = new List<int>();
        NextMorning();
        for (var day = 0; day < 3; day++)
        {
            cluster.Time.Advance(TimeSpan.FromHours(1));
            expected.Add(ShardDay.Of(cluster.NowMs));
            await ReportAsync(fleet, 10);
            await DieIfAsync(Moment.BeforeMidnight);
            cluster.Time.Advance(TimeSpan.FromMilliseconds(ShardDay.LengthMs - (cluster.NowMs % ShardDay.LengthMs) + 10_000));
            await cluster.Shard(fleet, 0).AdvanceToAsync(cluster.NowMs);
            await DieIfAsync(Moment.AfterTheShardClosed);
            await CloseAsync(fleet);
            await DieIfAsync(Moment.AfterTheFleetTookIt);
        }

        await CloseAsync(fleet);
        var days = (await DaysAsync(fleet)).Where(day => day.IsClosed).OrderBy(day => day.Day).ToList();
        var miner = await cluster.Miner(fleet, "a").GetDaysAsync(expected[0], expected[^1]);
        Assert.Equal(expected, days.Select(day => day.Day));
        Assert.Equal(expected, miner.Select(day => day.Day));
        foreach (var (whole, own) in days.Zip(miner))
        {
            Assert.Equal((11L, 780_000L), (whole.Samples, whole.Sums.CoveredMs)); // the last reading held for three minutes
            Assert.Equal(200 * 780.0, whole.Sums.WorkTh, 1e-6);
            Assert.Equal(0.05 * 3.5 * 780 / 3_600, whole.Sums.CostUsd, 1e-6);
            Assert.Equal((true, 780_000L), (own.IsClosed, own.Sums.CoveredMs));
            Assert.Equal(whole.Sums.WorkTh, own.Sums.WorkTh, 1);
        }

        async Task DieIfAsync(Moment now)
        {
            if (moment != now && moment != Moment.EachTime)
            {
                return;
            }

            if (shardDies)
            {
                await cluster.KillShardAsync(fleet, 0);
            }

            if (fleetDies)
            {
                await FleetCluster.DeactivateAsync(cluster.Fleet(fleet)); // it stores nothing on its way out
            }
        }
    }

    [Fact]
    public async Task A_buffer_that_comes_late_corrects_the_closed_day_of_fleet_and_miner_once()
    {
        var fleet = await cluster.NewFleetAsync(null, s_north);
        NextMorning();
        var day = ShardDay.Of(cluster.NowMs);
        await ReportAsync(fleet, 10);
        var lastMs = cluster.NowMs;
        NextMorning();
        await CloseAsync(fleet);
        var before = (await DaysAsync(fleet)).Single(one => one.Day == day);
        Assert.Equal((true, 780_000L), (before.IsClosed, before.Sums.CoveredMs));

        for (var time = 0; time < 3; time++)
        {
            using (var batch = cluster.Batch(fleet))
            {
                for (var minute = 5; minute < 15; minute++)
                {
                    FleetCluster.Add(batch, "a", 100, 1_000, "north", lastMs + (minute * 60_000));
                }

                await batch.CommitAsync();
            }

            await cluster.FiguresAsync(fleet);
            cluster.Time.Advance(TimeSpan.FromSeconds(70));
            await CloseAsync(fleet);
            var after = (await DaysAsync(fleet)).Single(one => one.Day == day);
            Assert.Equal((true, 780_000L + 600_000), (after.IsClosed, after.Sums.CoveredMs));
            Assert.Equal((200 * 780.0) + (100 * 600.0), after.Sums.WorkTh, 1e-6);
            Assert.Equal(before.Samples, after.Samples);
            var miner = (await cluster.Miner(fleet, "a").GetDaysAsync(day, day)).Single();
            Assert.Equal(after.Sums.WorkTh, miner.Sums.WorkTh, 1);
            Assert.Equal(after.Sums.CoveredMs, miner.Sums.CoveredMs);
            await cluster.KillShardAsync(fleet, 0);
            await FleetCluster.DeactivateAsync(cluster.Fleet(fleet));
        }

        // Two days on, the miner's stored day takes it in, once.
        for (var later = 0; later < 3; later++)
        {
            NextMorning();
            await cluster.Shard(fleet, 0).AdvanceToAsync(cluster.NowMs);
            await cluster.KillShardAsync(fleet, 0);
            Assert.Equal(1_380_000, (await cluster.Miner(fleet, "a").GetDaysAsync(day, day)).Single().Sums.CoveredMs);
        }
    }

    private void NextMorning() =>
        cluster.Time.Advance(TimeSpan.FromMilliseconds(ShardDay.LengthMs - (cluster.NowMs % ShardDay.LengthMs) + 3_600_000));

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

            await cluster.Shard(fleet, 0).AdvanceToAsync(cluster.NowMs);
        }
    }

    private async Task CloseAsync(string fleet)
    {
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
