using System.Text;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Grains.Tests.Fleets;
using MinerMonitor.Model.Pulse;
using Xunit;

namespace MinerMonitor.Grains.Tests.Miners;

/// <summary>A shard is a snapshot and a journal: order, fencing, loss.</summary>
[Collection(FleetCluster.Collection)]
public sealed class ShardGrainTests(FleetCluster cluster)
{
    [Fact]
    public async Task Blocks_that_overlap_are_applied_in_their_order()
    {
        var fleet = await cluster.NewFleetAsync();
        await cluster.SendAsync(fleet, ("a", 1));
        await SettleAsync(fleet);
        cluster.Journals.Hold($"{fleet}/0");
        var first = cluster.SendAsync(fleet, ("a", 2));
        await cluster.Journals.WaitingAsync($"{fleet}/0", 1);
        var second = cluster.SendAsync(fleet, ("a", 3), ("a", 4)); // a second later: no tick of it may pass the block that is on its way
        await cluster.Journals.WaitingAsync($"{fleet}/0", 2);
        Assert.False(first.IsCompleted);
        Assert.Equal(1, (await cluster.Shard(fleet, 0).GetReportAsync()).Counts.Applied);

        cluster.Journals.Release($"{fleet}/0");

        Assert.Equal((new BlockResult(1, 0, 0, 0), new BlockResult(1, 1, 0, 0)), (await first, await second));
        var live = (await cluster.Miner(fleet, "a").GetAsync()).Record.Readout;
        Assert.Equal(4, live.HashrateThs);
        await ReplaceAsync(fleet);
        Assert.Equal(live, (await cluster.Miner(fleet, "a").GetAsync()).Record.Readout);
    }

    [Fact]
    public async Task Of_two_activations_that_write_the_older_is_refused_and_nothing_is_lost_or_doubled()
    {
        var fleet = await cluster.NewFleetAsync();
        await cluster.SendAsync(fleet, ("a", 10));
        await SettleAsync(fleet);
        cluster.Journals.Hold($"{fleet}/0");
        var write = cluster.SendAsync(fleet, ("a", 20));
        await cluster.Journals.WaitingAsync($"{fleet}/0", 1);
        await cluster.Journals.TakeOwnershipAsync($"{fleet}/0", TestContext.Current.CancellationToken); // another activation begins

        cluster.Journals.Release($"{fleet}/0");

        await Assert.ThrowsAsync<JournalFencedException>(() => write);
        Assert.Equal((1, 10), await StandAsync(fleet));
        await cluster.SendAsync(fleet, ("a", 20));
        Assert.Equal((2, 20), await StandAsync(fleet));
    }

    [Fact]
    public async Task A_batch_that_the_store_lost_can_be_sent_again()
    {
        var fleet = await cluster.NewFleetAsync();
        await cluster.SendAsync(fleet, ("a", 10));
        await SettleAsync(fleet);
        cluster.Journals.LoseNext($"{fleet}/0");

        await Assert.ThrowsAsync<JournalUnavailableException>(() => cluster.SendAsync(fleet, ("a", 20)));

        Assert.Equal((1, 10), await StandAsync(fleet));
        await cluster.SendAsync(fleet, ("a", 20));
        Assert.Equal((2, 20), await StandAsync(fleet));
    }

    [Fact]
    public async Task A_lost_assignment_gives_no_miner_two_slots()
    {
        var fleet = await cluster.NewFleetAsync();
        await cluster.SendAsync(fleet, ("a", 10));
        await SettleAsync(fleet);
        cluster.Journals.LoseNext($"{fleet}/0");

        await Assert.ThrowsAsync<JournalUnavailableException>(() => cluster.SendAsync(fleet, ("b", 20)));
        await cluster.SendAsync(fleet, ("b", 20));

        Assert.Equal(2, (await cluster.Shard(fleet, 0).GetIdsAsync()).Length);
        Assert.Equal((2, 30), await StandAsync(fleet));
    }

    [Fact]
    public async Task A_miner_that_an_owner_before_has_placed_keeps_its_place()
    {
        var fleet = await cluster.NewFleetAsync();
        await cluster.SendAsync(fleet, ("a", 10));
        await cluster.KillShardAsync(fleet, 0);

        // As a fleet does that has not heard of "a": in another cluster, which believes the shard to be its own.
        var addresses = await cluster.Shard(fleet, 0).AssignAsync([Named("b"), Named("a"), Named("c")], cluster.NowMs);

        Assert.Equal([1, 0, 2], addresses.Select(address => (int)address.Slot));
        Assert.Equal(["a", "b", "c"], (await cluster.Shard(fleet, 0).GetIdsAsync()).Select(slot => Encoding.UTF8.GetString(slot.Id)));

        static NewMiner Named(string id) => new(Encoding.UTF8.GetBytes(id), false);
    }

    [Fact]
    public async Task A_snapshot_drops_the_blocks_that_it_holds_and_no_other()
    {
        var fleet = await cluster.NewFleetAsync();
        await cluster.SendAsync(fleet, ("a", 1));
        await cluster.SendAsync(fleet, ("a", 2));
        Assert.NotEmpty(cluster.Journals.BlocksOf($"{fleet}/0"));

        await FleetCluster.DeactivateAsync(cluster.Shard(fleet, 0));
        await cluster.Shard(fleet, 0).PingAsync();
        Assert.Empty(cluster.Journals.BlocksOf($"{fleet}/0"));

        await cluster.SendAsync(fleet, ("a", 3));
        Assert.Single(cluster.Journals.BlocksOf($"{fleet}/0"));
        await ReplaceAsync(fleet);
        Assert.Equal((3, 3), await StandAsync(fleet));
    }

    [Fact]
    public async Task A_gap_in_the_numbers_makes_a_snapshot_drop_no_block_too_many()
    {
        var fleet = await cluster.NewFleetAsync();
        await cluster.SendAsync(fleet, ("a", 1));
        var journal = $"{fleet}/0";

        // One block is lost and a later one, sent before anybody knew, is not: the numbers have a gap.
        await SettleAsync(fleet);
        cluster.Journals.Hold(journal);
        var later = cluster.SendAsync(fleet, ("a", 2));
        await cluster.Journals.WaitingAsync(journal, 1);
        cluster.Journals.DropFirstWaiting(journal);
        var latest = cluster.SendAsync(fleet, ("a", 3));
        cluster.Journals.Release(journal);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => later);
        await Task.WhenAny(latest);
        var blocks = cluster.Journals.BlocksOf(journal).Select(block => JournalBlock.NumberOf(block)).ToList();

        await cluster.SendAsync(fleet, ("a", 4));
        var before = await StandAsync(fleet);
        await FleetCluster.DeactivateAsync(cluster.Shard(fleet, 0));
        await cluster.SendAsync(fleet, ("a", 5));
        await ReplaceAsync(fleet);

        Assert.Equal((before.Applied + 1, 5), await StandAsync(fleet));
        Assert.Equal(blocks.Order(), blocks);
    }

    [Fact]
    public async Task A_shard_that_does_not_know_what_was_dropped_counts_its_journal_anew()
    {
        var fleet = await cluster.NewFleetAsync();
        await cluster.SendAsync(fleet, ("a", 1));
        var shard = cluster.Shard(fleet, 0);
        var before = (await shard.GetReportAsync()).Activation;
        var trimmed = cluster.Journals.LoseAnswerOfNextTrimAsync($"{fleet}/0");
        cluster.Time.Advance(TimeSpan.FromSeconds(1)); // the interval between snapshots begins with the first tick
        await shard.PingAsync();

        cluster.Time.Advance(TimeSpan.FromSeconds(61));
        await trimmed;
        await shard.PingAsync(); // waits for the tick that asked

        Assert.NotEqual(before, (await shard.GetReportAsync()).Activation);
        await cluster.SendAsync(fleet, ("a", 2));
        Assert.Equal((2, 2), await StandAsync(fleet));
        Assert.NotEmpty(cluster.Journals.BlocksOf($"{fleet}/0"));
    }

    private async Task<(long Applied, double HashrateThs)> StandAsync(string fleet)
    {
        var figures = await cluster.FiguresAsync(fleet);
        return (figures.Samples.Applied, figures.Totals.HashrateThs);
    }

    /// <summary>Lets another activation own the journal, so that the one there dies without a snapshot.</summary>
    /// <summary>The shard has taken the prices of the moment, so the next block of its journal is the test's.</summary>
    private Task SettleAsync(string fleet) => cluster.Shard(fleet, 0).AdvanceToAsync(cluster.NowMs);

    private async Task ReplaceAsync(string fleet)
    {
        await cluster.Journals.TakeOwnershipAsync($"{fleet}/0", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<JournalFencedException>(() => cluster.SendAsync(fleet, ("a", 999)));
    }
}
