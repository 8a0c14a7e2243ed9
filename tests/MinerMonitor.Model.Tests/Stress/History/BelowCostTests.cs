using System.Collections.Immutable;
using MinerMonitor.Model.Stress.History;
using Xunit;

namespace MinerMonitor.Model.Tests.Stress.History;

public sealed class BelowCostTests
{
    private static readonly DateOnly s_first = new(2026, 1, 1);

    [Fact]
    public void An_episode_has_its_days_its_depth_and_its_end()
    {
        var episode = Assert.Single(Episodes(1.1, 0.95, 0.8, 0.9, 1.02, 1.03, 1.05, 1.1));

        Assert.Equal(new BelowCostEpisode(Day(1), Day(3), 3, episode.Depth, Day(2), Day(4)), episode);
        Assert.Equal(-0.2, episode.Depth, 1e-12);
    }

    [Fact]
    public void Two_closes_above_do_not_end_an_episode_and_three_do()
    {
        Assert.Equal([4], Episodes(0.9, 0.9, 1.0, 1.1, 0.9, 0.9).Select(episode => episode.Days));
        Assert.Equal([2, 2], Episodes(0.9, 0.9, 1.0, 1.1, 1.1, 0.9, 0.9).Select(episode => episode.Days));
    }

    [Fact]
    public void An_episode_that_lasts_has_no_end()
    {
        var episode = Assert.Single(Episodes(1.1, 0.99, 0.98));

        Assert.Null(episode.EndDate);
        Assert.Equal(Day(2), episode.LastDate);
    }

    [Fact]
    public void Nothing_below_is_no_episode() => Assert.Empty(Episodes(1, 1.5, 2));

    [Fact]
    public void February_2026_lies_in_an_episode_of_the_real_history()
    {
        var closes = SharedHistory.RequireModel().Run()
            .Where(day => day.Sector.PriceToCost is not null).Select(day => (day.Date, day.Sector.PriceToCost!.Value));
        var february = Assert.Single(BelowCost.Episodes(closes), episode => episode.FirstDate <= new DateOnly(2026, 2, 5) && episode.LastDate >= new DateOnly(2026, 2, 5));

        Assert.InRange(february.Depth, -0.5, -0.15);
        Assert.True(february.Days > 5);
    }

    private static ImmutableArray<BelowCostEpisode> Episodes(params double[] ratios) => BelowCost.Episodes(ratios.Select((ratio, day) => (Day(day), ratio)));

    private static DateOnly Day(int day) => s_first.AddDays(day);
}
