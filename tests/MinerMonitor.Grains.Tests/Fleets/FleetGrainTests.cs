using System.Globalization;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Grains.Roster;
using MinerMonitor.Model.Pulse;
using Xunit;

namespace MinerMonitor.Grains.Tests.Fleets;

/// <summary>A fleet: settings, places for miners, totals, events.</summary>
[Collection(FleetCluster.Collection)]
public sealed class FleetGrainTests(FleetCluster cluster)
{
    private static readonly SiteTerms s_terms = new(0.05);

    [Fact]
    public async Task A_fleet_is_made_changed_and_deleted()
    {
        var fleet = await cluster.NewFleetAsync(null, ("north", s_terms));
        var roster = cluster.Grains.GetGrain<IRosterGrain>(IRosterGrain.Key);
        Assert.Contains(await roster.GetFleetsAsync(), entry => entry.Fleet == fleet);

        var changed = FleetCluster.Settings() with { ReportInterval = TimeSpan.FromSeconds(600) };
        Assert.Equal(ConfigureOutcome.Updated, await cluster.Fleet(fleet).ConfigureAsync(changed));
        Assert.Equal(ConfigureOutcome.OtherWorld, await cluster.Fleet(fleet).ConfigureAsync(changed with { World = "feb-2026" }));
        var description = (await cluster.Fleet(fleet).GetAsync())!;
        Assert.Equal((600, s_terms), (description.ReportInterval.TotalSeconds, description.Sites["north"]));

        await cluster.SendAsync(fleet, ("a", 100));
        Assert.True(await cluster.Fleet(fleet).DeleteAsync());
        Assert.False(await cluster.Fleet(fleet).DeleteAsync());
        Assert.Null(await cluster.Fleet(fleet).GetAsync());
        Assert.DoesNotContain(await roster.GetFleetsAsync(), entry => entry.Fleet == fleet);
        Assert.Empty(cluster.Journals.BlocksOf($"{fleet}/0"));
    }

    [Fact]
    public async Task Samples_of_an_unknown_fleet_are_refused()
    {
        var fault = await Assert.ThrowsAsync<UnknownTopicException>(() => cluster.SendAsync("nobody", ("a", 1)));

        Assert.Equal("unknown_fleet", fault.Code);
    }

    [Fact]
    public async Task Counts_are_exact_and_survive_deactivation_and_loss_of_the_owner()
    {
        var fleet = await cluster.NewFleetAsync();
        var atMs = cluster.NowMs - 1_000;
        using (var batch = cluster.Batch(fleet))
        {
            FleetCluster.Add(batch, "a", 100, atMs: atMs);
            FleetCluster.Add(batch, "a", 100, atMs: atMs);
            FleetCluster.Add(batch, "b", 50);
            batch.CountLines(stale: 3, refused: 4, skewed: 1);
            Assert.Equal(new BlockResult(2, 1, 0, 0), await batch.CommitAsync());
        }

        var expected = new SampleTotals(2, 1, 3, 4);
        Assert.Equal(expected, (await cluster.FiguresAsync(fleet)).Samples);

        await FleetCluster.DeactivateAsync(cluster.Shard(fleet, 0)); // in good order: by its snapshot
        await cluster.Shard(fleet, 0).PingAsync();
        Assert.Empty(cluster.Journals.BlocksOf($"{fleet}/0"));
        await FleetCluster.DeactivateAsync(cluster.Fleet(fleet));
        Assert.Equal(expected, (await cluster.FiguresAsync(fleet)).Samples);

        await cluster.SendAsync(fleet, ("c", 7));
        await KillAsync(fleet); // without a snapshot: by its journal
        var figures = await cluster.FiguresAsync(fleet);
        Assert.Equal(expected with { Applied = 3 }, figures.Samples);
        Assert.Equal(157, figures.Totals.HashrateThs);
    }

    [Fact]
    public async Task Lines_without_a_miner_are_counted_in_a_fleet_that_has_none()
    {
        var fleet = await cluster.NewFleetAsync();
        using var batch = cluster.Batch(fleet);
        batch.CountLines(stale: 1, refused: 2, skewed: 0);
        await batch.CommitAsync();

        Assert.Equal(new SampleTotals(0, 0, 1, 2), (await cluster.FiguresAsync(fleet)).Samples);
    }

    [Fact]
    public async Task A_second_shard_opens_when_the_first_is_full_and_no_miner_gets_two_places()
    {
        var fleet = await cluster.NewFleetAsync();
        var miners = Enumerable.Range(0, 5_000).Select(index => index.ToString(CultureInfo.InvariantCulture)).ToList();
        using (var batch = cluster.Batch(fleet))
        {
            foreach (var miner in miners.Concat(miners))
            {
                FleetCluster.Add(batch, miner, 1);
            }

            Assert.Equal(new BlockResult(5_000, 5_000, 0, 0), await batch.CommitAsync());
        }

        var figures = await cluster.FiguresAsync(fleet);
        Assert.Equal((2, 5_000, 5_000.0), (figures.Description.Shards, figures.Totals.Miners.Sum(), figures.Totals.HashrateThs));
        var listed = new List<string>();
        using var reader = new FleetReader(cluster.Grains);
        for (MinerPlace? cursor = null; ;)
        {
            var page = await reader.ListAsync(fleet, new MinerQuery(), default, cursor, 999);
            listed.AddRange(page.Miners.Select(miner => miner.Miner));
            if ((cursor = page.Next) is null)
            {
                break;
            }
        }

        Assert.Equal(miners, listed);

        await FleetCluster.DeactivateAsync(cluster.Fleet(fleet)); // the map is gathered from the shards
        await cluster.SendAsync(fleet, ("0", 2), ("4999", 2), ("new", 2));
        Assert.Equal(5_001, (await cluster.FiguresAsync(fleet)).Totals.Miners.Sum());
    }

    [Fact]
    public async Task A_page_holds_the_miners_that_were_asked_for()
    {
        var fleet = await cluster.NewFleetAsync(null, ("cheap", new SiteTerms(0.03)), ("dear", new SiteTerms(0.09)));
        using (var batch = cluster.Batch(fleet))
        {
            FleetCluster.Add(batch, "a1", 100, 2_000, "cheap");
            FleetCluster.Add(batch, "a2", 100, 2_000, "dear");
            FleetCluster.Add(batch, "b3", 0, 10, "dear");
            await batch.CommitAsync();
        }

        Assert.Equal(["a2", "b3"], await ListAsync(new MinerQuery(Site: "dear")));
        Assert.Equal(["b3"], await ListAsync(new MinerQuery(State: MinerState.Idle)));
        Assert.Equal(["a2"], await ListAsync(new MinerQuery(UnderWater: true, HashpriceUsdPhDay: 35)));
        Assert.Equal(["a1"], await ListAsync(new MinerQuery(UnderWater: false, HashpriceUsdPhDay: 35)));
        Assert.Equal(["a1", "a2"], await ListAsync(new MinerQuery(Text: "A")));

        async Task<IEnumerable<string>> ListAsync(MinerQuery query)
        {
            using var reader = new FleetReader(cluster.Grains);
            return (await reader.ListAsync(fleet, query, default, null, 10)).Miners.Select(miner => miner.Miner);
        }
    }

    [Fact]
    public async Task A_deleted_miners_slot_is_used_again_and_stale_routes_are_noticed()
    {
        var fleet = await cluster.NewFleetAsync();
        await cluster.SendAsync(fleet, ("a", 100), ("b", 200));
        await cluster.Miner(fleet, "a").DeleteAsync();
        await Assert.ThrowsAsync<UnknownTopicException>(() => cluster.Miner(fleet, "a").GetAsync().AsTask());
        await cluster.SendAsync(fleet, ("c", 1));

        // This silo still routes "a" to the slot that "c" has got.
        await Assert.ThrowsAsync<JournalUnavailableException>(() => cluster.SendAsync(fleet, ("a", 999)));
        Assert.Equal(201, (await cluster.FiguresAsync(fleet)).Totals.HashrateThs);

        await cluster.SendAsync(fleet, ("a", 5));
        var figures = await cluster.FiguresAsync(fleet);
        Assert.Equal((206, 3), (figures.Totals.HashrateThs, figures.Totals.Miners.Sum()));
        Assert.Equal(3, (await cluster.Shard(fleet, 0).GetIdsAsync()).Length);
    }

    [Fact]
    public async Task A_route_into_a_deleted_fleet_does_not_lead_into_the_next_one_of_its_name()
    {
        var fleet = await cluster.NewFleetAsync();
        await cluster.SendAsync(fleet, ("a", 100));
        await cluster.Fleet(fleet).DeleteAsync();
        await cluster.Fleet(fleet).ConfigureAsync(FleetCluster.Settings());
        var elsewhere = new FleetRouter(cluster.Grains, cluster.Time);
        using (var batch = new SampleBatch(elsewhere, fleet, cluster.NowMs))
        {
            FleetCluster.Add(batch, "b", 1);
            await batch.CommitAsync();
        }

        await Assert.ThrowsAsync<JournalUnavailableException>(() => cluster.SendAsync(fleet, ("a", 999)));

        Assert.Equal(1, (await cluster.FiguresAsync(fleet)).Totals.HashrateThs);
    }

    [Fact]
    public async Task New_terms_of_a_site_price_its_miners_anew()
    {
        var fleet = await cluster.NewFleetAsync(null, ("north", new SiteTerms(0.05)));
        using (var batch = cluster.Batch(fleet))
        {
            FleetCluster.Add(batch, "a", 100, 2_000, "north");
            await batch.CommitAsync();
        }

        var before = (await cluster.FiguresAsync(fleet)).Totals;
        Assert.Equal(24, before.BreakEvenHashpriceUsdPhDay!.Value, 9); // 24 · 20 J/TH · 0.05
        Assert.Equal(0, before.ShareUnderWater);
        Assert.Equal(1.1, before.MarginUsdDay!.Value, 9); // (35 − 24) · 0.1 PH/s

        Assert.True(await cluster.Fleet(fleet).SetSiteAsync("north", new SiteTerms(0.10)));

        var after = (await cluster.FiguresAsync(fleet)).Totals;
        Assert.Equal(48, after.BreakEvenHashpriceUsdPhDay!.Value, 9);
        Assert.Equal(1, after.ShareUnderWater);
        var loses = await cluster.Fleet(fleet).WhatIfAsync(47.9, null);
        Assert.Equal((100.0, 100.0, 100.0, 48.0), (loses.UnderWaterThs, loses.KnownThs, loses.NominalThs, Math.Round(loses.BreakEvenHashpriceUsdPhDay!.Value, 9)));
        Assert.Equal(-0.01, loses.MarginUsdDay, 9); // (47.9 − 48) · 0.1 PH/s
        Assert.Equal(0, (await cluster.Fleet(fleet).WhatIfAsync(47.9, 0.05)).UnderWaterThs);
        Assert.Equal(48, BreakEvenBins.UsdPhDay(Assert.Single(await cluster.Fleet(fleet).GetCurveAsync()).Bin));
        var cheap = Assert.Single(await cluster.Fleet(fleet).GetCurveAtAsync(0.05));
        Assert.Equal((24, 100_000_000), (BreakEvenBins.UsdPhDay(cheap.Bin), cheap.Weights.NominalMhs));

        Assert.True(await cluster.Fleet(fleet).SetSiteAsync("north", null));
        Assert.Null((await cluster.FiguresAsync(fleet)).Totals.BreakEvenHashpriceUsdPhDay);
    }

    [Fact]
    public async Task Another_hashprice_makes_a_frame_without_a_sample()
    {
        var fleet = await cluster.NewFleetAsync(null, ("north", s_terms));
        using (var batch = cluster.Batch(fleet))
        {
            FleetCluster.Add(batch, "a", 100, 2_000, "north");
            await batch.CommitAsync();
        }

        await cluster.FiguresAsync(fleet);
        var watch = await cluster.WatchAsync(cluster.Fleet(fleet));
        cluster.HashpriceUsdPhDay = 20;
        try
        {
            cluster.Time.Advance(TimeSpan.FromMilliseconds(250));
            var figures = cluster.Encoder.Decode<FleetFigures>(await watch.NextAsync("a frame with another hashprice"));
            Assert.Equal((20, 1), (figures.HashpriceUsdPhDay, figures.Totals.ShareUnderWater));
        }
        finally
        {
            cluster.HashpriceUsdPhDay = 35;
        }
    }

    [Fact]
    public async Task An_operator_adds_up_its_fleets()
    {
        var (one, two) = (await cluster.NewFleetAsync("pool"), await cluster.NewFleetAsync("pool"));
        await cluster.SendAsync(one, ("a", 100));
        await cluster.SendAsync(two, ("a", 10), ("b", 1));
        foreach (var fleet in new[] { one, two })
        {
            await cluster.FiguresAsync(fleet);
            cluster.Time.Advance(TimeSpan.FromSeconds(1.1));
            await cluster.Fleet(fleet).SetSiteAsync("x", s_terms); // a second has passed: it tells its operator
        }

        var figures = (await cluster.Grains.GetGrain<IOperatorGrain>("pool").GetFiguresAsync())!;
        Assert.Equal((111, 3, 2), (figures.Totals.HashrateThs, figures.Samples.Applied, figures.Fleets.Length));

        await cluster.Fleet(one).DeleteAsync();
        await cluster.Fleet(two).ConfigureAsync(FleetCluster.Settings());
        Assert.Null(await cluster.Grains.GetGrain<IOperatorGrain>("pool").GetFiguresAsync());
    }

    private async Task KillAsync(string fleet)
    {
        await cluster.Journals.TakeOwnershipAsync($"{fleet}/0", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<JournalFencedException>(() => cluster.SendAsync(fleet, ("a", 1)));
    }
}
