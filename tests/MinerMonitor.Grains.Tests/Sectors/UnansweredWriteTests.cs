using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Series;
using Xunit;

namespace MinerMonitor.Grains.Tests.Sectors;

/// <summary>Grains after a write of which the store said nothing: it took effect, and the version that they know is out of date.</summary>
public sealed class UnansweredWriteTests(SectorCluster cluster) : IClassFixture<SectorCluster>
{
    [Fact]
    public async Task Sector_stores_again_after_a_write_was_not_answered()
    {
        var sector = await Article.TellAsync(cluster.Grains, SectorCluster.NewWorld());
        cluster.Storage.MuteNextWriteOf("sector");
        await sector.ObserveAsync([Article.Live(SectorInputId.PriceUsd, 71_000, Article.DayMs)]);
        await Assert.ThrowsAsync<OrleansException>(() => sector.AdvanceToAsync(Article.Close.AddMinutes(1)).AsTask());

        await sector.ObserveAsync([Article.Live(SectorInputId.PriceUsd, 72_000, Article.DayMs)]);
        await sector.AdvanceToAsync(Article.Close.AddMinutes(2));
        await SectorCluster.RestartAsync(sector);
        await sector.AdvanceToAsync(Article.Close.AddMinutes(3));

        Assert.Equal(72_000, (await cluster.ReadAsync<SectorView>(sector)).Assessment.PriceUsd);
    }

    [Fact]
    public async Task Market_stores_again_after_a_write_was_not_answered()
    {
        var market = MarketDirectory.Find(cluster.Grains, "live", "etf")!;
        cluster.Storage.MuteNextWriteOf("market-etf");
        await Assert.ThrowsAsync<OrleansException>(() => market.ObserveAsync([new MarketObservation { Date = "2026-02-03", NetFlowUsdM = -272.0 }]).AsTask());

        Assert.Empty(await market.ObserveAsync([new MarketObservation { Date = "2026-02-02", NetFlowUsdM = 561.8 }]));
        await SectorCluster.RestartAsync(market);

        Assert.Equal(2, ((EtfSection)(await market.GetViewAsync()).Section).Days.Length);
    }

    [Fact]
    public async Task Series_keeps_all_values_after_a_write_was_not_answered()
    {
        var series = cluster.Grains.GetGrain<ISeriesGrain>("live/unanswered");
        await series.AppendAsync([new SeriesValue(Article.CloseMs, 70_000)]);
        cluster.Storage.MuteNextWriteOf("series");
        await Assert.ThrowsAsync<TimeoutException>(() => series.ReplaceDaysAsync([new SeriesValue(Article.CloseMs - Article.DayMs, 73_000)]).AsTask());

        await series.ReplaceDaysAsync([new SeriesValue(Article.CloseMs - 2 * Article.DayMs, 76_000)]);
        await SectorCluster.RestartAsync(series);

        var days = await series.GetAsync(Article.CloseMs - 3 * Article.DayMs, Article.CloseMs + Article.DayMs, Article.DayMs);
        Assert.Equal([76_000, 73_000, 70_000], days.Points.Select(point => point.Bucket.Last));
    }
}
