using Xunit;

namespace MinerMonitor.Grains.Tests.Fleets;

/// <summary>Samples of a sender who may write to one site alone.</summary>
[Collection(FleetCluster.Collection)]
public sealed class SiteBoundSampleTests(FleetCluster cluster)
{
    [Fact]
    public async Task A_miner_of_another_site_is_neither_moved_nor_overwritten()
    {
        var fleet = await cluster.NewFleetAsync();
        using (var owner = cluster.Batch(fleet))
        {
            FleetCluster.Add(owner, "x", 100, site: "b");
            await owner.CommitAsync();
        }

        using var stranger = cluster.Batch(fleet);
        FleetCluster.Add(stranger, "x", 1, site: "a", isBoundToSite: true);
        FleetCluster.Add(stranger, "new", 50, site: "a", isBoundToSite: true);
        var result = await stranger.CommitAsync();

        Assert.Equal(1, result.Applied);
        Assert.Equal("a", Assert.Single(stranger.Foreign).Site);
        var x = (await cluster.Miner(fleet, "x").GetAsync()).Record.Readout;
        Assert.Equal(("b", 100.0), (x.Site, x.HashrateThs));
        Assert.Equal("a", (await cluster.Miner(fleet, "new").GetAsync()).Record.Readout.Site);
        Assert.Equal(1, (await cluster.FiguresAsync(fleet)).Samples.Refused);
    }

    [Fact]
    public async Task A_miner_of_the_senders_own_site_is_updated()
    {
        var fleet = await cluster.NewFleetAsync();
        foreach (var hashrate in (double[])[100, 90])
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(1));
            using var batch = cluster.Batch(fleet);
            FleetCluster.Add(batch, "x", hashrate, site: "a", isBoundToSite: true);
            await batch.CommitAsync();
            Assert.Empty(batch.Foreign);
        }

        Assert.Equal(90, (await cluster.Miner(fleet, "x").GetAsync()).Record.Readout.HashrateThs);
    }
}
