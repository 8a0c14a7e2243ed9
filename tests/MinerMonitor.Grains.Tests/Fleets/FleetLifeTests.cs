using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Series;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Pulse;
using Xunit;

namespace MinerMonitor.Grains.Tests.Fleets;

/// <summary>Fleets that come and go, and what they share.</summary>
[Collection(FleetCluster.Collection)]
public sealed class FleetLifeTests(FleetCluster cluster)
{
    private static readonly SiteTerms s_terms = new(0.05);

    [Fact]
    public async Task Fleet_that_is_made_again_finds_nothing_of_the_one_before()
    {
        var fleet = await cluster.NewFleetAsync(null, ("north", s_terms));
        await cluster.SendAsync(fleet, ("a", 100));
        await cluster.Miner(fleet, "a").ConfigureAsync(new MinerChange("Rack 7", null, null, null));
        await cluster.FiguresAsync(fleet);
        cluster.Time.Advance(TimeSpan.FromSeconds(6));
        await cluster.Fleet(fleet).SetSiteAsync("south", s_terms); // five seconds have passed: it records its series
        string[] series = [.. SeriesCatalogue.OfFleet(fleet).Select(description => TopicDirectory.KeyOf(WorldName.Live, description.Name))];
        Assert.NotEmpty(await cluster.EventsAsync(fleet));
        Assert.Contains(true, await Task.WhenAll(series.Select(HasPointsAsync)));

        Assert.True(await cluster.Fleet(fleet).DeleteAsync());
        await cluster.Fleet(fleet).ConfigureAsync(FleetCluster.Settings());
        cluster.Router.Forget(fleet);

        Assert.Empty(await cluster.EventsAsync(fleet));
        Assert.DoesNotContain(true, await Task.WhenAll(series.Select(HasPointsAsync)));
        await cluster.SendAsync(fleet, ("a", 5));
        Assert.Null((await cluster.Miner(fleet, "a").GetAsync()).Label);

        async Task<bool> HasPointsAsync(string key) => !(await cluster.Grains.GetGrain<ISeriesGrain>(key).GetAsync(null, null, null)).Points.IsEmpty;
    }

    [Fact]
    public async Task Fleet_records_every_series_that_the_catalogue_names()
    {
        var fleet = await cluster.NewFleetAsync(null, ("north", s_terms));
        using (var batch = cluster.Batch(fleet))
        {
            FleetCluster.Add(batch, "a", 100, 1_800, "north");
            await batch.CommitAsync();
        }

        await cluster.FiguresAsync(fleet);
        cluster.Time.Advance(TimeSpan.FromSeconds(6));
        await cluster.Fleet(fleet).SetSiteAsync("south", s_terms);

        var empty = new List<string>();
        foreach (var series in SeriesCatalogue.OfFleet(fleet))
        {
            var slice = await cluster.Grains.GetGrain<ISeriesGrain>(TopicDirectory.KeyOf(WorldName.Live, series.Name)).GetAsync(null, null, null);
            if (slice.Points.IsEmpty) empty.Add(series.Name);
        }

        Assert.Empty(empty);
    }

    [Fact]
    public async Task Fleet_of_a_dropped_replay_is_gone()
    {
        const string World = "feb-2026~gggggggggggg";
        var replay = new ReplayFleet(cluster.Grains, cluster.Router);
        await replay.PrepareAsync(World);
        var fleet = cluster.Fleet(WorldName.SimulatedFleetOf(World));
        Assert.NotNull(await fleet.GetAsync());

        await replay.DropAsync(World);

        Assert.Null(await fleet.GetAsync());
    }

    [Fact]
    public async Task Fleets_of_one_silo_ask_for_the_hashprice_together()
    {
        string[] fleets = [await cluster.NewFleetAsync(), await cluster.NewFleetAsync(), await cluster.NewFleetAsync()];
        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        foreach (var fleet in fleets)
        {
            await cluster.Fleet(fleet).SetSiteAsync("x", s_terms); // another site makes a frame at once
        }

        var before = cluster.HashpriceQuestions;
        foreach (var fleet in fleets)
        {
            await cluster.Fleet(fleet).SetSiteAsync("x", null);
        }

        cluster.Time.Advance(TimeSpan.FromMilliseconds(250));
        foreach (var fleet in fleets)
        {
            await cluster.Fleet(fleet).SetSiteAsync("x", s_terms);
        }

        Assert.Equal(1, cluster.HashpriceQuestions - before);
    }
}
