using MinerMonitor.Model.Stress.History;
using Xunit;

namespace MinerMonitor.Model.Tests.Stress.History;

public sealed class RankingTests
{
    [Fact]
    public void Auc_is_the_chance_that_an_event_scores_higher()
    {
        Assert.Equal(1, Ranking.Auc([(1, false), (2, false), (3, true)]));
        Assert.Equal(0, Ranking.Auc([(3, false), (1, true)]));
        Assert.Equal(0.75, Ranking.Auc([(1, false), (3, false), (2, true), (4, true)]));
    }

    [Fact]
    public void Ties_count_half()
    {
        Assert.Equal(0.5, Ranking.Auc([(1, false), (1, true), (1, true)]));
        Assert.Equal(0.875, Ranking.Auc([(1, false), (2, false), (2, true), (4, true)]));
    }

    [Fact]
    public void Auc_is_missing_without_both_kinds_of_days()
    {
        Assert.Null(Ranking.Auc([(1, true)]));
        Assert.Null(Ranking.Auc([]));
    }
}
