using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Series;
using MinerMonitor.Model.Stress;
using Xunit;

namespace MinerMonitor.Grains.Tests.Sectors;

/// <summary>The sector of replay worlds: it moves only when told, so every frame is known.</summary>
public sealed class SectorGrainTests(SectorCluster cluster) : IClassFixture<SectorCluster>
{
    [Fact]
    public async Task Index_is_83_with_ten_contributions_at_the_articles_snapshot()
    {
        var sector = await Article.TellAsync(cluster.Grains, SectorCluster.NewWorld());

        var view = await cluster.ReadAsync<SectorView>(sector);

        var stress = view.Assessment.Stress;
        Assert.Equal(Article.Index, stress.Index!.Value, 5e-4);
        Assert.Equal(1, stress.Coverage);
        Assert.Equal(10, stress.Contributions.Length);
        Assert.Equal(stress.Index.Value, stress.Contributions.Sum(part => part.Points!.Value), 1e-9);
        Assert.Equal(87_011.98, view.Assessment.ProductionCost!.Usd, 0.05);
        Assert.Equal(72_891.97, view.Assessment.CashCostUsd!.Value, 0.5);
        Assert.Equal(Regime.Capitulation, view.Regime.Regime);
        Assert.Equal(Article.Windows.RegimeSinceMs, view.Regime.SinceMs);
        Assert.All(view.Inputs, input => Assert.Equal(InputState.Live, input.State));
    }

    [Fact]
    public async Task Price_older_than_its_limit_is_missing_and_makes_a_frame_with_the_reason()
    {
        var sector = await Article.TellAsync(cluster.Grains, SectorCluster.NewWorld());
        var watch = await cluster.WatchAsync(sector);
        await sector.AdvanceToAsync(Article.Close.AddMinutes(5));

        await sector.AdvanceToAsync(Article.Close.AddMinutes(5).AddMilliseconds(1));

        var frame = await watch.NextAsync("the price crossed its age limit");
        var view = cluster.Encoder.Decode<SectorView>(frame);
        Assert.Equal(watch.First.Seq + 1, frame.Seq);
        Assert.Null(view.Assessment.PriceUsd);
        var price = view.Inputs.Single(input => input.Id == SectorInputId.PriceUsd);
        Assert.Equal((InputState.Stale, 70_000, "older than 5 min"), (price.State, price.Value, price.MissingReason));
        var gap = view.Assessment.Stress.Contributions.Single(part => part.Component == StressComponent.CostGap);
        Assert.Null(gap.Score);
        Assert.Contains("older than 5 min", gap.MissingReason, StringComparison.Ordinal);
        // Cost gap, margin, liquidations, ETF flow and support stand on the price.
        Assert.Equal(0.70, view.Assessment.Stress.Coverage, 1e-9);
    }

    [Fact]
    public async Task No_frame_is_made_when_only_ages_move()
    {
        var sector = await Article.TellAsync(cluster.Grains, SectorCluster.NewWorld());
        var watch = await cluster.WatchAsync(sector);

        for (var second = 1; second <= 5; second++) await sector.AdvanceToAsync(Article.Close.AddSeconds(second));

        Assert.Empty(await sector.ReadAsync(new TopicPosition(watch.First.StreamId, watch.First.Seq)));
    }

    [Fact]
    public async Task Regime_is_held_when_coverage_is_below_its_least()
    {
        var world = SectorCluster.NewWorld();
        var sector = await Article.TellAsync(cluster.Grains, world);

        // Without a block for 3 h and without markets only the daily windows are left: 55 of 100 points.
        await sector.AdvanceToAsync(Article.Close.AddHours(4));
        var view = await cluster.ReadAsync<SectorView>(sector);

        Assert.Equal(0.60, view.Assessment.Stress.Coverage, 1e-9);
        await sector.AdvanceToAsync(Article.Close.AddHours(37));
        view = await cluster.ReadAsync<SectorView>(sector);
        Assert.True(view.Assessment.Stress.Coverage < 0.60);
        Assert.True(view.Assessment.Stress.Provisional);
        Assert.True(view.Regime.Held);
        Assert.Equal(Regime.Capitulation, view.Regime.Regime);
    }

    [Fact]
    public async Task Everything_is_missing_and_nothing_zero_in_an_empty_world()
    {
        var sector = cluster.Grains.GetGrain<ISectorGrain>(SectorCluster.NewWorld());
        await sector.AdvanceToAsync(Article.Close);

        var view = await cluster.ReadAsync<SectorView>(sector);

        Assert.Null(view.Assessment.Stress.Index);
        Assert.Equal(0, view.Assessment.Stress.Coverage);
        Assert.Null(view.Assessment.HashpriceUsdPhDay);
        Assert.Equal(Regime.Unknown, view.Regime.Regime);
        Assert.All(view.Assessment.Stress.Contributions, part => Assert.NotNull(part.MissingReason));
        Assert.All(view.Inputs, input => Assert.Contains(input.State, new[] { InputState.NeverConfigured, InputState.Missing }));
        Assert.All(view.Inputs, input => Assert.NotNull(input.MissingReason));
    }

    [Fact]
    public async Task Fleets_under_water_stand_beside_the_headline()
    {
        var sector = await Article.TellAsync(cluster.Grains, SectorCluster.NewWorld());
        await sector.ObserveFleetAsync("a", new FleetSectorInput("a", 700, 600, 350, Article.CloseMs));
        await sector.ObserveFleetAsync("b", new FleetSectorInput("b", 400, 400, 0, Article.CloseMs));

        await sector.AdvanceToAsync(Article.Close.AddSeconds(1));
        var view = await cluster.ReadAsync<SectorView>(sector);

        Assert.Equal(0.35, view.FleetShareUnderWater!.Value, 1e-12);
        Assert.Equal(81.9744, view.Assessment.StressWithFleets!.Index!.Value, 5e-4);
        Assert.Equal(Article.Index, view.Assessment.Stress.Index!.Value, 5e-4);

        await sector.ObserveFleetAsync("a", null);
        await sector.ObserveFleetAsync("b", null);
        await sector.AdvanceToAsync(Article.Close.AddSeconds(2));
        view = await cluster.ReadAsync<SectorView>(sector);
        Assert.Null(view.Assessment.StressWithFleets);
        Assert.Null(view.FleetShareUnderWater);
    }

    [Fact]
    public async Task What_if_moves_costs_and_income_and_leaves_the_sector_alone()
    {
        var sector = await Article.TellAsync(cluster.Grains, SectorCluster.NewWorld());
        var now = (await cluster.ReadAsync<SectorView>(sector)).Assessment;

        var same = await sector.WhatIfAsync(new WhatIfQuestion(null, null, null, null));
        var cut = await sector.WhatIfAsync(new WhatIfQuestion(null, -0.14, null, null));
        var rally = await sector.WhatIfAsync(new WhatIfQuestion(105_000, null, null, null));
        var cheap = await sector.WhatIfAsync(new WhatIfQuestion(null, null, 0.025, null));

        Assert.Equal(now.Stress.Index, same.Stress);
        Assert.Equal(now.HashpriceUsdPhDay, same.HashpriceUsdPhDay);
        Assert.Equal(now.HashpriceUsdPhDay!.Value / 0.86, cut.HashpriceUsdPhDay!.Value, 1e-9);
        Assert.Equal(now.CashCostUsd!.Value * 0.86, cut.CashCostUsd!.Value, 1e-6);
        Assert.Equal(now.HashpriceUsdPhDay.Value * 1.5, rally.HashpriceUsdPhDay!.Value, 1e-9);
        Assert.True(rally.Stress < now.Stress.Index);
        Assert.Equal(now.CashCostUsd.Value / 2, cheap.CashCostUsd!.Value, 1e-6);
        Assert.Equal(now.HashpriceUsdPhDay, await sector.GetHashpriceAsync());
    }

    [Fact]
    public async Task Break_of_the_support_is_told_when_the_price_stays_below_for_15_minutes()
    {
        var world = SectorCluster.NewWorld();
        var log = await cluster.WatchAsync(cluster.Grains.GetGrain<IEventLogGrain>(TopicDirectory.KeyOf(world, "events/sector")));
        var sector = await Article.TellAsync(cluster.Grains, world);
        var touched = cluster.Encoder.Decode<MonitorEvent>(await log.NextAsync("the price touched the support"));
        for (var minute = 1; minute <= 16; minute++)
        {
            await sector.ObserveAsync([Article.Live(SectorInputId.PriceUsd, 69_000, 5 * 60_000, Article.CloseMs + minute * 60_000)]);
            await sector.AdvanceToAsync(Article.Close.AddMinutes(minute));
        }

        var view = await cluster.ReadAsync<SectorView>(sector);
        var broken = cluster.Encoder.Decode<MonitorEvent>(await log.NextAsync("the price broke the support"));

        Assert.True(view.Support.Broken);
        Assert.Equal(Article.CloseMs + 16 * 60_000, view.Support.BrokenAtMs);
        Assert.Equal(("support-touched", "support-broken"), (touched.Type, broken.Type));
        Assert.Equal(70_000, broken.Figures!["levelUsd"]);
    }

    [Fact]
    public async Task New_world_begins_without_a_past_after_another_one_was_read_back()
    {
        var old = await Article.TellAsync(cluster.Grains, SectorCluster.NewWorld());
        await SectorCluster.RestartAsync(old);
        await old.AdvanceToAsync(Article.Close.AddMinutes(1));

        var sector = cluster.Grains.GetGrain<ISectorGrain>(SectorCluster.NewWorld());
        await sector.AdvanceToAsync(Article.Close);

        var view = await cluster.ReadAsync<SectorView>(sector);
        Assert.Equal((new SupportState(), Regime.Unknown), (view.Support, view.Regime.Regime));
    }

    [Fact]
    public async Task Change_of_24_hours_adds_up_when_the_index_is_known_that_far_back()
    {
        var world = SectorCluster.NewWorld();
        var sector = await Article.TellAsync(cluster.Grains, world);
        var before = (await cluster.ReadAsync<SectorView>(sector)).Assessment.Stress.Index!.Value;
        var next = Article.CloseMs + Article.DayMs;
        await cluster.Grains.GetGrain<INetworkGrain>(world).ObserveAsync([Article.Block with { BlockHeight = 935_180, BlockAtMs = next, AtMs = next }]);
        await sector.ObserveAsync([Article.Live(SectorInputId.PriceUsd, 80_000, 5 * 60_000, next), Article.Live(SectorInputId.Liquidations24hUsd, 800e6, 15 * 60_000, next)]);
        await sector.AdvanceToAsync(Article.Close.AddDays(1));

        var view = await cluster.ReadAsync<SectorView>(sector);

        var change = view.Change24h!;
        Assert.Equal(view.Assessment.Stress.Index!.Value - before, change.Total, 1e-9);
        Assert.Equal(change.Total, change.Components.Sum(part => part.Points) + change.Availability, 1e-9);
        Assert.Equal(0, change.Availability);
        Assert.True(change.Components.Single(part => part.Component == StressComponent.CostGap).Points < 0);
    }

    [Fact]
    public async Task Reset_forgets_everything_and_begins_a_new_stream()
    {
        var world = SectorCluster.NewWorld();
        var sector = await Article.TellAsync(cluster.Grains, world);
        await sector.AdvanceToAsync(Article.Close.AddMinutes(1));
        var before = await sector.GetStreamIdAsync();
        Assert.NotEmpty((await cluster.Grains.GetGrain<ISeriesGrain>($"{world}/stress").GetAsync(null, null, null)).Points);

        await sector.ResetAsync();

        Assert.NotEqual(before, await sector.GetStreamIdAsync());
        Assert.Null((await cluster.ReadAsync<SectorView>(sector)).Assessment.PriceUsd);
        Assert.Null(await sector.GetHashpriceAsync());
        Assert.Empty((await cluster.Grains.GetGrain<ISeriesGrain>($"{world}/stress").GetAsync(null, null, null)).Points);
    }

    [Fact]
    public async Task Two_replays_of_one_story_make_the_same_frames()
    {
        var frames = new List<List<(long Seq, double? Index, string? Reason)>>();
        for (var run = 0; run < 2; run++)
        {
            var sector = await Article.TellAsync(cluster.Grains, SectorCluster.NewWorld());
            var watch = await cluster.WatchAsync(sector);
            for (var minute = 1; minute <= 30; minute++)
            {
                if (minute % 4 == 0) await sector.ObserveAsync([Article.Live(SectorInputId.PriceUsd, 70_000 - minute, 180_000, Article.CloseMs + minute * 60_000)]);
                await sector.AdvanceToAsync(Article.Close.AddMinutes(minute));
            }

            var after = await sector.ReadAsync(new TopicPosition(watch.First.StreamId, watch.First.Seq));
            frames.Add([.. after.Select(frame => (frame.Seq, cluster.Encoder.Decode<SectorView>(frame).Assessment.Stress.Index, frame.Reason))]);
        }

        Assert.True(frames[0].Count > 5);
        Assert.Equal(frames[0], frames[1]);
    }
}
