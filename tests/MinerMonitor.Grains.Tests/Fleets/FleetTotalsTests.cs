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

    [Fact]
    public void Tally_of_a_site_is_the_sum_of_the_newest_of_each_shard()
    {
        var random = new Random(3);
        string[] sites = ["north", "south", "east"];
        var newest = new Dictionary<(int Shard, string Site), long>();
        for (var number = 1; number <= 300; number++)
        {
            foreach (var shard in Enumerable.Range(0, 4))
            {
                var isFull = number == 1 || random.Next(20) == 0; // a shard that came back tells all it has, which may be fewer sites
                var told = sites.Where(_ => random.Next(2) == 0).Select(site => (site, Mhs: random.NextInt64(1_000_000))).ToList();
                newest = isFull ? newest.Where(one => one.Key.Shard != shard).ToDictionary() : newest;
                told.ForEach(one => newest[(shard, one.site)] = one.Mhs);
                _totals.Merge(new ShardReport(
                    shard, s_activation, number, isFull, [.. told.Select(one => new SiteReport(one.site, new Tally { NominalMhs = one.Mhs }, []))], default, 0, 0));
            }

            Assert.All(sites, site => Assert.Equal(newest.Where(one => one.Key.Site == site).Sum(one => one.Value), _totals.TallyOf(site).NominalMhs));
        }
    }

    private static ShardReport Report(long number, bool isFull, long weightMhs) => new(
        0, s_activation, number, isFull, [new SiteReport("north", new Tally(), [new CurveWeight(7, new CurveWeights(weightMhs, weightMhs, 0))])], default, 0, 0);
}
