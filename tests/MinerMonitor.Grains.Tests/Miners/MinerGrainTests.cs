using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Grains.Tests.Fleets;
using MinerMonitor.Model.Pulse;
using Xunit;

namespace MinerMonitor.Grains.Tests.Miners;

/// <summary>One miner: what a person reads, sets and watches.</summary>
[Collection(FleetCluster.Collection)]
public sealed class MinerGrainTests(FleetCluster cluster)
{
    [Fact]
    public async Task A_miner_tells_all_that_its_shard_knows()
    {
        var fleet = await cluster.NewFleetAsync();
        await cluster.SendAsync(fleet, ("r1/07", 100));

        var figures = await cluster.Miner(fleet, "r1/07").GetAsync();

        Assert.Equal(("live", fleet, "r1/07", 100.0), (figures.World, figures.Fleet, figures.Record.Readout.Miner, figures.Record.Readout.HashrateThs!.Value));
        Assert.Equal(100, Assert.Single(figures.Record.History).HashrateThs);
        Assert.Equal((MinerState.Idle, MinerState.Hashing), (figures.Record.Transitions[0].From, figures.Record.Transitions[0].To));
    }

    [Fact]
    public async Task What_a_person_sets_is_durable()
    {
        var fleet = await cluster.NewFleetAsync(null, ("south", new SiteTerms(0.05)));
        await cluster.SendAsync(fleet, ("a", 100));

        await cluster.Miner(fleet, "a").ConfigureAsync(new MinerChange("Rack 7", 0.08, true, "south"));

        await FleetCluster.DeactivateAsync(cluster.Miner(fleet, "a"));
        await FleetCluster.DeactivateAsync(cluster.Shard(fleet, 0));
        var figures = await cluster.Miner(fleet, "a").GetAsync();
        var readout = figures.Record.Readout;
        Assert.Equal(("Rack 7", 0.08, MinerState.Maintenance, "south"), (figures.Label, readout.TariffOverrideUsdKwh, readout.State, readout.Site));

        await cluster.Miner(fleet, "a").ConfigureAsync(new MinerChange("", double.NaN, false, null));
        figures = await cluster.Miner(fleet, "a").GetAsync();
        Assert.Equal((null, null, MinerState.Hashing), (figures.Label, figures.Record.Readout.TariffOverrideUsdKwh, figures.Record.Readout.State));
    }

    [Fact]
    public async Task A_miner_that_is_not_there_is_named()
    {
        var fleet = await cluster.NewFleetAsync();

        var fault = await Assert.ThrowsAsync<UnknownTopicException>(() => cluster.Miner(fleet, "ghost").GetAsync().AsTask());
        Assert.Equal("unknown_miner", fault.Code);
        fault = await Assert.ThrowsAsync<UnknownTopicException>(() => cluster.Miner("ghosts", "ghost").GetAsync().AsTask());
        Assert.Equal("unknown_fleet", fault.Code);
    }

    [Fact]
    public async Task A_watched_miner_sends_a_frame_for_each_sample()
    {
        var fleet = await cluster.NewFleetAsync();
        await cluster.SendAsync(fleet, ("a", 100), ("b", 1));
        var watch = await cluster.WatchAsync(cluster.Miner(fleet, "a"));
        Assert.Equal(TopicFrameKind.Snapshot, watch.First.Kind);

        await cluster.SendAsync(fleet, ("b", 2));
        await cluster.SendAsync(fleet, ("a", 110));
        var frame = await watch.NextAsync("the frame of a sample");

        Assert.Equal(watch.First.Seq + 1, frame.Seq);
        Assert.Equal(110, cluster.Encoder.Decode<MinerFigures>(frame).Record.Readout.HashrateThs);
    }

    [Fact]
    public async Task Who_watched_a_deleted_miner_does_not_hear_of_the_next_one_in_its_slot()
    {
        var fleet = await cluster.NewFleetAsync();
        await cluster.SendAsync(fleet, ("a", 100));
        var watch = await cluster.WatchAsync(cluster.Miner(fleet, "a"));
        await cluster.Miner(fleet, "a").DeleteAsync();
        await cluster.SendAsync(fleet, ("b", 7));
        var other = await cluster.WatchAsync(cluster.Miner(fleet, "b"));
        await cluster.SendAsync(fleet, ("b", 8));
        await other.NextAsync("the frame of the next miner");

        Assert.DoesNotContain(
            watch.Received.Select(cluster.Encoder.Decode<MinerFigures>), figures => figures.Record.Readout.Miner == "b");
    }
}
