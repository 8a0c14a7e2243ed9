using MinerMonitor.Grains.Series;
using MinerMonitor.Grains.Tests.Sectors;
using Xunit;

namespace MinerMonitor.Grains.Tests.Series;

public sealed class SeriesGrainTests(SectorCluster cluster) : IClassFixture<SectorCluster>
{
    private const long T0 = 1_770_249_600_000;

    [Fact]
    public async Task Resolution_follows_the_span_that_is_asked_for()
    {
        var series = Of(SectorCluster.NewWorld());
        await series.AppendAsync([.. Enumerable.Range(0, 3 * 1440).Select(minute => new SeriesValue(T0 + minute * 60_000L, minute))]);
        var end = T0 + 3 * 86_400_000L;

        var hour = await series.GetAsync(end - 3_600_000, end, null);
        var day = await series.GetAsync(end - 86_400_000, end, null);
        var all = await series.GetAsync(T0, end, null);

        Assert.Equal((5_000, 60), (hour.StepMs, hour.Points.Length));
        Assert.Equal((60_000, 1440), (day.StepMs, day.Points.Length));
        Assert.Equal((600_000, 432), (all.StepMs, all.Points.Length));
        Assert.Equal((0, 4.5, 9, 9), (all.Points[0].Bucket.Min, all.Points[0].Bucket.Mean, all.Points[0].Bucket.Max, all.Points[0].Bucket.Last));
    }

    [Fact]
    public async Task Before_a_fine_history_begins_coarser_points_stand_in_and_say_how_wide_they_are()
    {
        const long Day = 86_400_000;
        var series = Of(SectorCluster.NewWorld());
        await series.ReplaceDaysAsync([.. Enumerable.Range(1, 7).Select(day => new SeriesValue(T0 - (day * Day) + 1, 100 - day))]);
        await series.AppendAsync([new SeriesValue(T0 + 3_600_000, 200), new SeriesValue(T0 + 4_200_000, 201)]);

        var week = await series.GetAsync(T0 - (6 * Day), T0 + Day, null);

        Assert.Equal(600_000, week.StepMs);
        Assert.Equal([94, 95, 96, 97, 98, 99, 200, 201], week.Points.Select(point => point.Bucket.Last));
        Assert.Equal([Day, Day, Day, Day, Day, Day, 600_000, 600_000], week.Points.Select(point => point.StepMs));
        Assert.Equal(week.Points.Select(point => point.StartMs).Order(), week.Points.Select(point => point.StartMs));
    }

    [Fact]
    public async Task Gap_is_a_missing_point()
    {
        var series = Of(SectorCluster.NewWorld());
        await series.AppendAsync([new SeriesValue(T0, 1), new SeriesValue(T0 + 20_000, 2)]);

        var slice = await series.GetAsync(T0, T0 + 30_000, 5_000);

        Assert.Equal([T0, T0 + 20_000], slice.Points.Select(point => point.StartMs));
    }

    [Fact]
    public async Task History_is_there_again_after_a_restart()
    {
        var series = cluster.Grains.GetGrain<ISeriesGrain>("live/restarted");
        await series.AppendAsync([.. Enumerable.Range(0, 200).Select(step => new SeriesValue(T0 + step * 3_600_000L, step))]);
        var before = await series.GetAsync(T0, T0 + 200 * 3_600_000L, 3_600_000);

        await SectorCluster.RestartAsync(series);
        var after = await series.GetAsync(T0, T0 + 200 * 3_600_000L, 3_600_000);

        Assert.Equal(200, before.Points.Length);
        Assert.Equal(before.Points, after.Points);
        await series.AppendAsync([new SeriesValue(T0 + 200 * 3_600_000L, 200)]);
        Assert.Equal(201, (await series.GetAsync(T0, T0 + 201 * 3_600_000L, 3_600_000)).Points.Length);
    }

    [Fact]
    public async Task Series_of_a_replay_is_stored_nowhere()
    {
        var series = Of(SectorCluster.NewWorld());
        await series.AppendAsync([new SeriesValue(T0, 1)]);

        await SectorCluster.RestartAsync(series);

        Assert.Empty((await series.GetAsync(T0, T0 + 5_000, 5_000)).Points);
    }

    [Fact]
    public async Task Replaced_day_does_not_mix_with_what_was_there()
    {
        var series = Of(SectorCluster.NewWorld());
        await series.ReplaceDaysAsync([new SeriesValue(T0, 10), new SeriesValue(T0 + 86_400_000, 20)]);

        await series.ReplaceDaysAsync([new SeriesValue(T0, 30)]);

        var slice = await series.GetAsync(T0, T0 + 2 * 86_400_000L, 86_400_000);
        Assert.Equal([(1, 30.0), (1, 20.0)], slice.Points.Select(point => (point.Bucket.Count, point.Bucket.Mean)));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task Number_that_is_not_finite_is_refused_and_nothing_of_its_batch_kept(double value)
    {
        var series = Of(SectorCluster.NewWorld());

        await Assert.ThrowsAsync<ArgumentException>(() => series.AppendAsync([new SeriesValue(T0, 1), new SeriesValue(T0, value)]).AsTask());

        Assert.Empty((await series.GetAsync(0, T0 * 2, null)).Points);
    }

    private ISeriesGrain Of(string world) => cluster.Grains.GetGrain<ISeriesGrain>($"{world}/stress");
}
