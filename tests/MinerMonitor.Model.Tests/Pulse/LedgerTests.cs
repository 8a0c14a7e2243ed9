using MinerMonitor.Model.Pulse;
using Xunit;
using static MinerMonitor.Model.Tests.Pulse.ShardDriver;

namespace MinerMonitor.Model.Tests.Pulse;

public sealed class LedgerTests
{
    private const double Tolerance = 1e-9;
    private static readonly SiteTerms s_terms = new(0.05, Pue: 1.1, PoolFee: 0.02, OtherCostUsdPhDay: 2);
    private static readonly LedgerPrices s_prices = new(40, 0.0005);
    private static readonly int s_day = ShardDay.Of(T0);

    [Fact]
    public void A_miner_that_reports_for_an_hour_has_used_earned_and_spent_an_hour()
    {
        var shard = Shard();
        Report(shard, "a", T0, T0 + Hour);

        // 200 TH/s and 3500 W for an hour: 0.2/24 PH·day and 3.5 kWh.
        var sums = Assert.Single(shard.Pulse.Days(s_day, s_day)).Sites.Single(site => site.Site == "north").Sums;
        Assert.Equal(200 * 3_600.0, sums.WorkTh, Tolerance);
        Assert.Equal(3.5, sums.EnergyJ / 3.6e6, Tolerance);
        Assert.Equal(0.98 * 40 * 0.2 / 24, sums.RevenueUsd, Tolerance);
        Assert.Equal(0.98 * 0.0005 * 0.2 / 24, sums.ExpectedBtc, Tolerance);
        Assert.Equal((3.5 * 0.05 * 1.1) + (2 * 0.2 / 24), sums.CostUsd, Tolerance);
        Assert.Equal(sums.RevenueUsd - sums.CostUsd, sums.MarginUsd, Tolerance);
        Assert.Equal((Hour, Hour), (sums.CoveredMs, sums.ExpectedMs));
        Assert.Equal(sums.WorkTh, shard.Pulse.Today(0).WorkTh, Tolerance);
    }

    [Fact]
    public void A_gap_counts_as_three_intervals_and_lowers_the_coverage()
    {
        var shard = Shard();
        shard.Send(T0, Full("a"));
        shard.Send(T0 + Hour, Full("a"));
        shard.Pulse.AdvanceTo(T0 + (2 * Hour));

        var sums = Sums(shard, "north");
        Assert.Equal((6 * Minute, 2 * Hour), (sums.CoveredMs, sums.ExpectedMs)); // 3 minutes from each of the two
        Assert.Equal(200 * 360.0, sums.WorkTh, Tolerance);
    }

    [Fact]
    public void What_is_not_known_is_not_summed_and_says_so()
    {
        var shard = new ShardDriver("a", "b");
        shard.Context(T0, TimeSpan.FromMinutes(1), ("north", s_terms with { TariffUsdKwh = null }));
        shard.Send(T0, Full("a"), new Reading("b") { Site = "south", PowerW = 100 });
        shard.Pulse.AdvanceTo(T0 + Minute);
        Assert.Equal(LedgerParts.Work | LedgerParts.Energy, Sums(shard, "north").Known);
        Assert.Equal((LedgerParts.Energy, 0L), (Sums(shard, "south").Known, Sums(shard, "south").CoveredMs));

        shard.Prices(T0 + Minute, s_prices);
        shard.Pulse.AdvanceTo(T0 + (2 * Minute));
        var sums = Sums(shard, "north");
        Assert.Equal(LedgerParts.Work | LedgerParts.Energy | LedgerParts.Revenue, sums.Known);
        Assert.Equal(0.98 * 40 * 0.2 / 1_440, sums.RevenueUsd, Tolerance); // one minute of two
    }

    [Fact]
    public void Power_that_is_not_read_is_efficiency_times_hashrate()
    {
        var shard = Shard();
        shard.Send(T0, new Reading("a") { Site = "north", Model = "S21", HashrateThs = 100 }); // 17.5 J/TH by its data sheet
        shard.Pulse.AdvanceTo(T0 + Minute);

        Assert.Equal(1_750 * 60.0, Sums(shard, "north").EnergyJ, 1e-6);
    }

    [Fact]
    public void Midnight_closes_the_day_once_and_the_next_one_begins_at_nothing()
    {
        var shard = Shard();
        var lastHour = T0 + Day - Hour;
        Report(shard, "a", lastHour, T0 + Day + Hour);

        var days = shard.Pulse.Days(0, int.MaxValue);
        Assert.Equal([(s_day, true), (s_day + 1, false)], days.Select(day => (day.Day, day.IsClosed)));
        var closed = days[0].Sites.Single(site => site.Site == "north").Sums;
        Assert.Equal(200 * 3_600.0, closed.WorkTh, 1e-6);
        Assert.Equal(200 * 3_600.0, Sums(shard, "north", s_day + 1).WorkTh, 1e-6);
        Assert.Equal((60, 61), (days[0].Samples, days[1].Samples));

        var (day, column) = Assert.Single(shard.Pulse.UnstoredDays);
        var miner = LedgerColumn.Decode(column).Get(0, shard.AddressOf("a").Generation)!.Value;
        Assert.Equal((s_day, 3_600_000L), (day, miner.CoveredMs));
        Assert.Equal(closed.RevenueUsd, miner.RevenueUsd, 1e-6);
        Assert.Equal(closed.EnergyJ, miner.EnergyJ, closed.EnergyJ * 1e-6);
        Assert.Null(LedgerColumn.Decode(column).Get(0, 77));
        Assert.Null(LedgerColumn.Decode(column).Get(1, shard.AddressOf("b").Generation)); // never reported
        shard.Pulse.DayStored(day);
        Assert.Empty(shard.Pulse.UnstoredDays);
    }

    [Fact]
    public void A_batch_that_is_sent_again_neither_adds_nor_takes_away()
    {
        var (once, twice) = (Shard(), Shard());
        for (var atMs = T0; atMs <= T0 + Hour; atMs += Minute)
        {
            var timed = Full("a") with { AtMs = atMs };
            once.Send(atMs, timed);
            twice.Send(atMs, timed);
            twice.Send(atMs, timed);
            twice.Send(atMs + (20 * Second), timed);
        }

        once.Pulse.AdvanceTo(T0 + Hour + Minute);
        twice.Pulse.AdvanceTo(T0 + Hour + Minute);
        var (expected, actual) = (Sums(once, "north"), Sums(twice, "north"));
        Assert.Equal(expected.WorkTh, actual.WorkTh, 1e-6);
        Assert.Equal(expected.RevenueUsd, actual.RevenueUsd, 1e-9);
        Assert.Equal(expected.CoveredMs, actual.CoveredMs);
    }

    [Fact]
    public void A_miner_that_moves_or_goes_leaves_behind_what_it_did_where_it_did_it()
    {
        var shard = Shard();
        Report(shard, "a", T0, T0 + Hour);
        shard.Control(T0 + Hour, "a", MinerControl.MoveToSite, text: "south");
        shard.Pulse.AdvanceTo(T0 + Hour + Minute);
        shard.Control(T0 + Hour + Minute, "a", MinerControl.Retire);
        shard.Pulse.AdvanceTo(T0 + (5 * Hour));

        Assert.Equal(200 * 3_600.0, Sums(shard, "north").WorkTh, 1e-6);
        Assert.Equal(200 * 60.0, Sums(shard, "south").WorkTh, 1e-6);
    }

    [Theory]
    [InlineData(41)]
    [InlineData(42)]
    public void Sums_of_all_days_equal_an_integration_of_every_miner_by_itself(int seed)
    {
        var shard = new ShardDriver([.. Enumerable.Range(0, 20).Select(index => $"m{index}")]);
        var random = new Random(seed);
        shard.Context(T0, TimeSpan.FromMinutes(1), ("north", s_terms));
        shard.Prices(T0, s_prices);
        var last = new Dictionary<string, (long AtMs, double Ths)>();
        double workTh = 0;
        long coveredMs = 0;
        var nowMs = T0;
        for (var step = 0; step < 5_000; step++)
        {
            nowMs += random.Next(1, 120_000);
            var miner = $"m{random.Next(20)}";
            Pass(miner, nowMs);
            last[miner] = (nowMs, random.Next(1, 300));
            shard.Send(nowMs, new Reading(miner) { Site = "north", HashrateThs = last[miner].Ths, PowerW = 1_000 });
            if (random.Next(10) == 0)
            {
                shard.Pulse.AdvanceTo(nowMs + random.Next(1_000));
                nowMs = shard.Pulse.NowMs;
            }
        }

        last.Keys.ToList().ForEach(miner => Pass(miner, shard.Pulse.NowMs));
        var sums = Total(shard);
        Assert.True(shard.Pulse.Day > s_day + 2);
        Assert.Equal(workTh, sums.WorkTh, workTh * 1e-9);
        Assert.Equal(coveredMs, sums.CoveredMs);
        Assert.Equal(coveredMs / 1000.0 * 1_000, sums.EnergyJ, sums.EnergyJ * 1e-9);
        Assert.Equal(0.98 * 40 * workTh / 8.64e7, sums.RevenueUsd, sums.RevenueUsd * 1e-9);

        void Pass(string miner, long untilMs)
        {
            if (last.TryGetValue(miner, out var before))
            {
                var heldMs = Math.Min(untilMs - before.AtMs, 3 * Minute);
                workTh += before.Ths * heldMs / 1000.0;
                coveredMs += heldMs;
            }
        }
    }

    private static ShardDriver Shard()
    {
        var shard = new ShardDriver("a", "b");
        shard.Context(T0, TimeSpan.FromMinutes(1), ("north", s_terms));
        shard.Prices(T0, s_prices);
        return shard;
    }

    private static Reading Full(string miner) => new(miner) { Site = "north", HashrateThs = 200, PowerW = 3_500 };

    private static void Report(ShardDriver shard, string miner, long fromMs, long toMs)
    {
        for (var atMs = fromMs; atMs <= toMs; atMs += Minute)
        {
            shard.Send(atMs, Full(miner));
        }
    }

    private static LedgerSums Sums(ShardDriver shard, string site, int? day = null) =>
        shard.Pulse.Days(day ?? s_day, day ?? s_day).Single().Sites.Single(one => one.Site == site).Sums;

    private static LedgerSums Total(ShardDriver shard) =>
        shard.Pulse.Days(0, int.MaxValue).SelectMany(day => day.Sites).Aggregate(default(LedgerSums), (sum, site) => sum + site.Sums);
}
