using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Stress;
using Xunit;

namespace MinerMonitor.Grains.Tests.Sectors;

/// <summary>The sector of the live world, on a clock of its own for each test.</summary>
public sealed class LiveSectorTests
{
    [Fact]
    public async Task First_change_is_computed_at_once_and_later_ones_together()
    {
        await using var cluster = new SectorCluster();
        await cluster.InitializeAsync();
        var sector = cluster.Grains.GetGrain<ISectorGrain>("live");
        var watch = await cluster.WatchAsync(sector);
        cluster.Time.Advance(TimeSpan.FromMilliseconds(500));
        await ObservePriceAsync(cluster, sector, 70_000);
        Assert.Equal(70_000, cluster.Encoder.Decode<SectorView>(await watch.NextAsync("the first price")).Assessment.PriceUsd);
        await ObservePriceAsync(cluster, sector, 70_001);
        await ObservePriceAsync(cluster, sector, 70_002);
        Assert.Equal(70_000, (await cluster.ReadAsync<SectorView>(sector)).Assessment.PriceUsd);

        cluster.Time.Advance(TimeSpan.FromMilliseconds(100));

        var next = await watch.NextAsync("the prices of the last 100 ms");
        Assert.Equal(70_002, cluster.Encoder.Decode<SectorView>(next).Assessment.PriceUsd);
        Assert.Equal(watch.First.Seq + 2, next.Seq);
    }

    [Fact]
    public async Task Price_does_not_wait_because_ages_were_looked_at_just_before()
    {
        await using var cluster = new SectorCluster();
        await cluster.InitializeAsync();
        var sector = cluster.Grains.GetGrain<ISectorGrain>("live");
        var watch = await cluster.WatchAsync(sector);
        cluster.Time.Advance(TimeSpan.FromMilliseconds(500));
        await ObservePriceAsync(cluster, sector, 70_000);
        await watch.NextAsync("the first price");

        cluster.Time.Advance(TimeSpan.FromMilliseconds(100));
        await sector.AdvanceToAsync(cluster.Time.GetUtcNow());
        await ObservePriceAsync(cluster, sector, 70_001);

        Assert.Equal(70_001, cluster.Encoder.Decode<SectorView>(await watch.NextAsync("the second price, at once")).Assessment.PriceUsd);
    }

    [Fact]
    public async Task Price_does_not_wait_because_its_market_looked_at_the_time_just_before()
    {
        await using var cluster = new SectorCluster();
        await cluster.InitializeAsync();
        var spot = cluster.Grains.GetGrain<ISpotMarketGrain>("live/spot");
        var watch = await cluster.WatchAsync(cluster.Grains.GetGrain<ISectorGrain>("live"));
        cluster.Time.Advance(TimeSpan.FromMilliseconds(500));
        await spot.ObserveAsync([new MarketObservation { PriceUsd = 70_000 }]);
        await watch.NextAsync("the first price");

        cluster.Time.Advance(TimeSpan.FromMilliseconds(100));
        await spot.AdvanceToAsync(cluster.Time.GetUtcNow());
        await spot.ObserveAsync([new MarketObservation { PriceUsd = 70_001 }]);

        Assert.Equal(70_001, cluster.Encoder.Decode<SectorView>(await watch.NextAsync("the second price, at once")).Assessment.PriceUsd);
    }

    [Fact]
    public async Task Inputs_and_regime_are_there_again_after_a_restart()
    {
        await using var cluster = new SectorCluster { SupportUsd = 65_000 };
        await cluster.InitializeAsync();
        var sector = cluster.Grains.GetGrain<ISectorGrain>("live");
        await cluster.Grains.GetGrain<INetworkGrain>("live").ObserveAsync([Article.Block]);
        await sector.ObserveAsync(Article.Market.RemoveAt(1));
        await sector.ObserveAsync([Article.Live(SectorInputId.PriceUsd, 60_000, 5 * 60_000)]);
        await sector.AdvanceToAsync(cluster.Time.GetUtcNow());
        var before = await cluster.ReadAsync<SectorView>(sector);
        Assert.Equal(65_000, before.Assessment.SupportUsd);

        await SectorCluster.RestartAsync(sector);
        await sector.AdvanceToAsync(cluster.Time.GetUtcNow());
        var after = await cluster.ReadAsync<SectorView>(sector);

        Assert.NotNull(before.Assessment.Stress.Index);
        Assert.Equal(before.Assessment.Stress.Index, after.Assessment.Stress.Index);
        Assert.Equal(before.Regime, after.Regime);
        Assert.Equal(before.Inputs, after.Inputs);
        Assert.Equal(before.Support, after.Support);
    }

    [Fact]
    public async Task Live_world_is_neither_reset_nor_seeded()
    {
        await using var cluster = new SectorCluster();
        await cluster.InitializeAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.Grains.GetGrain<ISectorGrain>("live").ResetAsync().AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.Grains.GetGrain<INetworkGrain>("live").ResetAsync().AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.Grains.GetGrain<IDailyHistoryGrain>("live").ResetAsync().AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.Grains.GetGrain<IDailyHistoryGrain>("live").SeedAsync([Article.Windows]).AsTask());
    }

    [Fact]
    public async Task Regime_of_closed_days_is_taken_over_by_a_sector_that_starts_cold()
    {
        await using var cluster = new SectorCluster();
        await cluster.InitializeAsync();
        var history = cluster.Grains.GetGrain<IDailyHistoryGrain>("live");
        await history.ImportSharedAsync();

        var sector = cluster.Grains.GetGrain<ISectorGrain>("live");
        await cluster.Grains.GetGrain<INetworkGrain>("live").ObserveAsync([Article.Block]);
        await sector.ObserveAsync(Article.Market);
        await sector.AdvanceToAsync(cluster.Time.GetUtcNow());
        var view = await cluster.ReadAsync<SectorView>(sector);

        Assert.Equal(Article.Index, view.Assessment.Stress.Index!.Value, 1e-4);
        Assert.Equal(Regime.Capitulation, view.Regime.Regime);
        Assert.Equal(UtcDay.CloseMs(new DateOnly(2026, 1, 28)), view.Regime.SinceMs);
    }

    private static ValueTask ObservePriceAsync(SectorCluster cluster, ISectorGrain sector, double priceUsd) =>
        sector.ObserveAsync([Article.Live(SectorInputId.PriceUsd, priceUsd, 5 * 60_000, cluster.Time.GetUtcNow().ToUnixTimeMilliseconds())]);
}
