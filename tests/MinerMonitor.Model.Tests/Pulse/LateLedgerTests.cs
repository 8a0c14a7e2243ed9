using MinerMonitor.Model.Pulse;
using Xunit;
using static MinerMonitor.Model.Tests.Pulse.ShardDriver;

namespace MinerMonitor.Model.Tests.Pulse;

/// <summary>Samples that come late count where their miner has a gap.</summary>
public sealed class LateLedgerTests
{
    private const double Tolerance = 1e-6;
    private const long Midnight = T0 + Day;
    private static readonly LedgerPrices s_prices = new(40, 0.0005);

    [Fact]
    public void A_buffer_that_comes_after_an_outage_fills_the_gap()
    {
        var shard = Shard();
        Live(shard, T0, T0 + (10 * Minute));
        Late(shard, T0 + Hour, T0 + (11 * Minute), T0 + (59 * Minute));
        Live(shard, T0 + Hour, T0 + (2 * Hour));

        var sums = Sums(shard, T0);
        Assert.Equal((2 * Hour, 2 * Hour), (sums.CoveredMs, sums.ExpectedMs));
        // 13 minutes of 200 TH/s until it was silent, 47 of 100 TH/s from the buffer, an hour of 200.
        Assert.Equal((200 * 73 * 60.0) + (100 * 47 * 60.0), sums.WorkTh, Tolerance);
        Assert.Equal((3_500 * 73 * 60.0) + (1_000 * 47 * 60.0), sums.EnergyJ, Tolerance);
        Assert.Equal(sums.WorkTh / 86_400 / 1_000 * 40, sums.RevenueUsd, Tolerance);
        Assert.Equal((sums.WorkTh, sums.CoveredMs), (shard.Pulse.Today(0).WorkTh, shard.Pulse.Today(0).CoveredMs));
    }

    [Fact]
    public void It_does_not_matter_whether_the_live_samples_or_the_buffer_come_first()
    {
        var (before, after) = (Shard(), Shard());
        foreach (var shard in new[] { before, after })
        {
            Live(shard, T0, T0 + (10 * Minute));
        }

        Late(before, T0 + Hour, T0 + (11 * Minute), T0 + (59 * Minute));
        Live(before, T0 + Hour, T0 + (2 * Hour));
        Live(after, T0 + Hour, T0 + (2 * Hour));
        Late(after, T0 + (2 * Hour), T0 + (11 * Minute), T0 + (59 * Minute));

        Assert.Equal(Sums(before, T0).CoveredMs, Sums(after, T0).CoveredMs);
        Assert.Equal(Sums(before, T0).WorkTh, Sums(after, T0).WorkTh, Tolerance);
    }

    [Fact]
    public void A_buffer_that_is_sent_again_adds_nothing()
    {
        var shard = Shard();
        Live(shard, T0, T0 + (10 * Minute));
        Late(shard, T0 + Hour, T0 + (11 * Minute), T0 + (59 * Minute));
        Live(shard, T0 + Hour, T0 + Hour);
        var once = Sums(shard, T0);

        // Hours later as well, when the shard has forgotten the times.
        Late(shard, T0 + Hour, T0 + (11 * Minute), T0 + (59 * Minute));
        Live(shard, T0 + Hour + Minute, T0 + (4 * Hour));
        var before = Sums(shard, T0);
        Late(shard, T0 + (4 * Hour), T0 + (11 * Minute), T0 + (59 * Minute));

        Assert.Equal(before, Sums(shard, T0));
        Assert.Equal(once.CoveredMs + (3 * Hour), before.CoveredMs);
    }

    [Fact]
    public void A_single_late_sample_counts_for_one_interval_and_none_where_the_miner_was_heard()
    {
        var shard = Shard();
        Live(shard, T0, T0 + (10 * Minute));
        shard.Pulse.AdvanceTo(T0 + Hour);
        var before = Sums(shard, T0);

        Late(shard, T0 + Hour, T0 + (30 * Second), T0 + (30 * Second)); // heard
        Late(shard, T0 + Hour, T0 + (12 * Minute), T0 + (12 * Minute)); // the last reading still held
        Assert.Equal(before, Sums(shard, T0));

        Late(shard, T0 + Hour, T0 + (30 * Minute), T0 + (30 * Minute));
        Assert.Equal(before.CoveredMs + Minute, Sums(shard, T0).CoveredMs);
        Assert.Equal(before.ExpectedMs, Sums(shard, T0).ExpectedMs);
        Late(shard, T0 + Hour, T0 + (20 * Minute), T0 + (20 * Minute)); // out of order: history alone
        Assert.Equal(before.CoveredMs + Minute, Sums(shard, T0).CoveredMs);
    }

    [Fact]
    public void A_closed_day_is_corrected_at_the_price_and_contract_of_its_time()
    {
        var shard = Shard();
        Live(shard, T0, Midnight - (2 * Hour));
        shard.Context(Midnight - (30 * Minute), TimeSpan.FromMinutes(1), ("north", new SiteTerms(0.10)));
        shard.Prices(Midnight + Hour, new LedgerPrices(80, 0.001));
        var open = Sums(shard, T0);
        Assert.True(shard.Pulse.Days(ShardDay.Of(T0), ShardDay.Of(T0)).Single().IsClosed);

        Late(shard, Midnight + (2 * Hour), Midnight - Hour, Midnight + (59 * Minute));
        Live(shard, Midnight + (2 * Hour), Midnight + (2 * Hour));

        var closed = Sums(shard, T0);
        Assert.Equal(Hour, closed.CoveredMs - open.CoveredMs);
        Assert.Equal(100 * 3_600.0, closed.WorkTh - open.WorkTh, Tolerance);
        Assert.Equal(40 * 0.1 / 24, closed.RevenueUsd - open.RevenueUsd, Tolerance); // not the 80 that it is worth by now
        Assert.Equal(1.0 * ((0.05 + 0.10) / 2), closed.CostUsd - open.CostUsd, Tolerance); // 1 kWh, half of it under the new contract
        Assert.Equal(open.ExpectedMs, closed.ExpectedMs);
        Assert.Equal(Hour, Sums(shard, Midnight).CoveredMs);
        Assert.Equal(60, shard.Pulse.CorrectionCount);
        var late = Assert.Single(shard.Pulse.LateOf(ShardDay.Of(T0)));
        Assert.Equal(((ushort)0, 100 * 3_600.0), (late.Slot, late.Sums.WorkTh));
    }

    [Fact]
    public void A_stored_day_takes_what_came_late_when_nothing_more_can_come()
    {
        var shard = Shard();
        Live(shard, T0, Midnight - (2 * Hour));
        Late(shard, Midnight + Hour, Midnight - Hour, Midnight - Minute);
        var day = ShardDay.Of(T0);
        var stored = LedgerColumn.Decode(shard.Pulse.UnstoredDays.Single(unstored => unstored.Day == day).Column);
        shard.Pulse.AdvanceTo(T0 + (3 * Day) - 1);
        Assert.Empty(shard.Pulse.FinalLateDays);
        shard.Pulse.AdvanceTo(T0 + (3 * Day));
        Assert.Equal([day], shard.Pulse.FinalLateDays);

        var whole = LedgerColumn.Decode(stored.EncodeWithLate(shard.Pulse.LateOf(day)));

        Assert.Equal((false, true), (stored.HasLate, whole.HasLate));
        Assert.Equal(Sums(shard, T0).WorkTh, whole.Get(0, 1)!.Value.WorkTh, 1);
        Assert.Equal(stored.Get(0, 1)!.Value.CoveredMs + Hour, whole.Get(0, 1)!.Value.CoveredMs);
        shard.Pulse.LateStored(day);
        Assert.Empty(shard.Pulse.FinalLateDays);
    }

    [Fact]
    public void The_next_miner_of_a_slot_has_no_gap_of_the_one_before()
    {
        var shard = Shard();
        Live(shard, T0, T0 + (10 * Minute));
        shard.Pulse.AdvanceTo(T0 + Hour);
        Live(shard, T0 + Hour, T0 + Hour);
        shard.Control(T0 + Hour, "a", MinerControl.Retire);
        shard.Assign(T0 + Hour, "b");
        var before = Sums(shard, T0);

        shard.Send(T0 + Hour + Minute, new Reading("b") { AtMs = T0 + (30 * Minute), HashrateThs = 100, Site = "north" });

        Assert.Equal(before.CoveredMs, Sums(shard, T0).CoveredMs);
    }

    [Fact]
    public void Snapshot_and_replay_give_the_same_ledger_in_the_middle_of_a_gap()
    {
        var shard = Shard();
        Live(shard, T0, Midnight - (2 * Hour));
        Late(shard, Midnight + (2 * Hour), Midnight - Hour, Midnight - (30 * Minute));
        var restored = NewPulse();
        restored.Restore(shard.Pulse.Snapshot());
        var known = shard.Journal.Count;
        Late(shard, Midnight + (2 * Hour), Midnight - (40 * Minute), Midnight + (59 * Minute));
        Live(shard, Midnight + (2 * Hour), Midnight + (3 * Hour));

        shard.Journal.Skip(known).ToList().ForEach(block => restored.Apply(block));
        var replayed = NewPulse();
        shard.Journal.ForEach(block => replayed.Apply(block));

        Assert.Equal(shard.Pulse.Snapshot(), restored.Snapshot());
        Assert.Equal(shard.Pulse.Snapshot(), replayed.Snapshot());
    }

    private static ShardDriver Shard()
    {
        var shard = new ShardDriver("a");
        shard.Context(T0, TimeSpan.FromMinutes(1), ("north", new SiteTerms(0.05)));
        shard.Prices(T0, s_prices);
        return shard;
    }

    private static void Live(ShardDriver shard, long fromMs, long toMs)
    {
        for (var atMs = fromMs; atMs <= toMs; atMs += Minute)
        {
            shard.Send(atMs, new Reading("a") { AtMs = atMs, Site = "north", HashrateThs = 200, PowerW = 3_500 });
        }
    }

    /// <summary>A buffer with a sample each minute, in one batch.</summary>
    private static void Late(ShardDriver shard, long receivedAtMs, long fromMs, long toMs) => shard.Send(
        receivedAtMs,
        [.. Enumerable.Range(0, (int)((toMs - fromMs) / Minute) + 1)
            .Select(minute => new Reading("a") { AtMs = fromMs + (minute * Minute), Site = "north", HashrateThs = 100, PowerW = 1_000 })]);

    private static LedgerSums Sums(ShardDriver shard, long atMs) =>
        shard.Pulse.Days(ShardDay.Of(atMs), ShardDay.Of(atMs)).Single().Sites.Single(site => site.Site == "north").Sums;
}
