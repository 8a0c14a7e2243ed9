using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Model.Pulse;
using Xunit;

namespace MinerMonitor.Grains.Tests.Fleets;

/// <summary>Reports of shards added up, whatever order they come in.</summary>
public sealed class FleetTotalsTests
{
    private static readonly Guid s_activation = Guid.NewGuid();
    private readonly FleetTotals _totals = new();

    [Fact]
    public void Changes_that_follow_are_added()
    {
        _totals.Merge(Report(1, isFull: true, 100));
        _totals.Merge(Report(2, isFull: false, 5));

        Assert.False(_totals.NeedsRebuild);
        Assert.Equal([new CurveWeight(7, new CurveWeights(105, 105, 0))], _totals.Curve());
    }

    [Fact]
    public void A_report_that_is_missing_asks_for_a_rebuild()
    {
        _totals.Merge(Report(1, isFull: true, 100));
        _totals.Merge(Report(3, isFull: false, 5));

        Assert.True(_totals.NeedsRebuild);
    }

    [Fact]
    public void A_change_that_comes_before_its_shards_answer_to_a_rebuild_is_part_of_the_answer()
    {
        _totals.Merge(Report(8, isFull: false, 5), isRebuilding: true);
        _totals.Merge(Report(9, isFull: true, 105), isRebuilding: true);

        Assert.False(_totals.NeedsRebuild);
        Assert.Equal([new CurveWeight(7, new CurveWeights(105, 105, 0))], _totals.Curve());
    }

    [Fact]
    public void A_change_that_overtakes_its_shards_answer_to_a_rebuild_is_added_to_it()
    {
        _totals.Merge(Report(10, isFull: false, 5), isRebuilding: true);
        _totals.Merge(Report(8, isFull: true, 100), isRebuilding: true);
        Assert.True(_totals.NeedsRebuild); // 9 is missing

        var totals = new FleetTotals();
        totals.Merge(Report(10, isFull: false, 5), isRebuilding: true);
        totals.Merge(Report(9, isFull: false, 3), isRebuilding: true);
        totals.Merge(Report(8, isFull: true, 100), isRebuilding: true);

        Assert.False(totals.NeedsRebuild);
        Assert.Equal([new CurveWeight(7, new CurveWeights(108, 108, 0))], totals.Curve());
    }

    [Fact]
    public void A_report_that_comes_late_changes_nothing()
    {
        _totals.Merge(Report(9, isFull: true, 105));
        _totals.Merge(Report(8, isFull: false, 5));

        Assert.False(_totals.NeedsRebuild);
        Assert.Equal([new CurveWeight(7, new CurveWeights(105, 105, 0))], _totals.Curve());
    }

    private static ShardReport Report(long number, bool isFull, long weightMhs) => new(
        0, s_activation, number, isFull, [new SiteReport("north", new Tally(), [new CurveWeight(7, new CurveWeights(weightMhs, weightMhs, 0))])], default, [], []);
}
