using MinerMonitor.Model.Pulse;
using Xunit;

namespace MinerMonitor.Model.Tests.Pulse;

/// <summary>Tallies and curves, kept up to date at each change, equal a recount of every miner.</summary>
public sealed class RecountTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Tallies_and_curves_equal_a_recount_after_tens_of_thousands_of_updates(int seed)
    {
        var shard = new RandomShard(seed);
        for (var step = 0; step < 6_000; step++)
        {
            shard.Step();
            if (step % 500 == 0)
            {
                AssertEqualsRecount(shard);
            }
        }

        AssertEqualsRecount(shard);
        Assert.True(shard.Driver.Pulse.AppliedCount > 10_000);
        Assert.True(shard.Driver.Pulse.TransitionCount > 1_000);
    }

    [Fact]
    public void Tallies_and_curves_of_a_thousand_miners_equal_a_recount_after_two_million_updates()
    {
        var shard = new RandomShard(4, miners: 1_000, largestBatch: 240);
        for (var step = 1; step <= 22_000; step++)
        {
            shard.Step();
            if (step % 1_000 == 0)
            {
                AssertEqualsRecount(shard);
                shard.Driver.Journal.Clear(); // nothing reads it here
            }
        }

        Assert.True(shard.Driver.Pulse.AppliedCount + shard.Driver.Pulse.MergedCount > 2_000_000);
        Assert.True(shard.Driver.Pulse.TransitionCount > 500_000);
    }

    [Fact]
    public void Share_under_water_equals_a_recount_at_any_hashprice()
    {
        var shard = Shaken(7);
        for (var cents = 0; cents < 12_000; cents += 37)
        {
            var hashprice = cents / 100.0;
            CurveWeights under = default, all = default;
            foreach (var miner in All(shard).Where(miner => miner.BreakEvenHashpriceUsdPhDay is not null))
            {
                all += ExpectedWeights(miner);
                under += miner.BreakEvenHashpriceUsdPhDay > hashprice ? ExpectedWeights(miner) : default;
            }

            var sum = new SupplyCurve();
            shard.Curves.ForEach(sum.Add);
            Assert.Equal((under, all), sum.UnderWater(hashprice));
        }
    }

    [Fact]
    public void The_curve_under_another_tariff_equals_a_recount_to_the_width_of_the_moved_bins()
    {
        const double Tariff = 0.06;
        var shard = Shaken(11);
        var moved = 0;
        for (var site = 0; site < shard.Curves.Count; site++)
        {
            var name = shard.Driver.Pulse.SiteName(site);
            var terms = shard.TermsOf(name);
            if (terms.TariffUsdKwh is not > 0)
            {
                continue;
            }

            // A bin is a cent wide and is stretched by the ratio of the tariffs.
            var widthUsd = 0.01 * (1 + Math.Ceiling(Tariff / terms.TariffUsdKwh.Value));
            var curve = shard.Curves[site].WithTariff(terms, Tariff);
            var miners = All(shard).Where(miner => miner.Site == name && miner.TariffOverrideUsdKwh is null && miner.EfficiencyJth is not null)
                .Select(miner => (BreakEven: (terms with { TariffUsdKwh = Tariff }).BreakEvenHashpriceUsdPhDay(miner.EfficiencyJth!.Value), Part: Expected(miner)))
                .ToList();
            var overridden = All(shard).Where(miner => miner.Site == name && miner.TariffOverrideUsdKwh is not null).Sum(miner => ExpectedWeights(miner).NominalMhs);
            moved += miners.Count;
            for (var hashprice = 1.0; hashprice < 80; hashprice += 1.3)
            {
                var least = miners.Where(miner => miner.BreakEven > hashprice + widthUsd).Sum(miner => miner.Part.Weights.NominalMhs);
                var most = miners.Where(miner => miner.BreakEven > hashprice - widthUsd).Sum(miner => miner.Part.Weights.NominalMhs) + overridden;
                Assert.InRange(curve.UnderWater(hashprice).Under.NominalMhs, least, most);
            }
        }

        Assert.True(moved > 20);
    }

    [Fact]
    public void Efficiency_counts_only_power_of_miners_that_report_hashrate_too()
    {
        var shard = new ShardDriver("a", "b");
        shard.Send(ShardDriver.T0, new Reading("a") { HashrateThs = 100, PowerW = 2_000 }, new Reading("b") { PowerW = 500 });

        var tally = shard.Pulse.TallyOf(0);
        Assert.Equal((2_500_000, 2_000_000, 100_000_000), (tally.PowerMw, tally.MeteredPowerMw, tally.MeteredMhs));
    }

    private static RandomShard Shaken(int seed)
    {
        var shard = new RandomShard(seed);
        for (var step = 0; step < 2_000; step++)
        {
            shard.Step();
        }

        return shard;
    }

    /// <summary>All miners, their readings as they are kept: a readout is rounded to seven digits.</summary>
    private static IEnumerable<MinerReadout> All(RandomShard shard)
    {
        var pulse = shard.Driver.Pulse;
        for (var slot = 0; slot < pulse.SlotCount; slot++)
        {
            if (pulse.Read(slot) is { } miner)
            {
                var row = pulse.RowAt(slot);
                yield return miner with
                {
                    HashrateThs = float.IsNaN(row.HashrateThs) ? null : row.HashrateThs,
                    PowerW = float.IsNaN(row.PowerW) ? null : row.PowerW,
                    EfficiencyJth = float.IsNaN(row.EfficiencyJth) ? miner.EfficiencyJth : row.EfficiencyJth,
                };
            }
        }
    }

    private static Contribution Expected(MinerReadout miner) => new(
        miner.State,
        FixedPoint.Megahashes(miner.HashrateThs ?? 0),
        FixedPoint.Megahashes(miner.NominalHashrateThs ?? 0),
        FixedPoint.Milliwatts(miner.PowerW ?? 0),
        miner.HashrateThs is not null && miner.PowerW is not null,
        miner.BreakEvenHashpriceUsdPhDay is { } breakEven ? BreakEvenBins.Of(breakEven) : BreakEvenBins.None);

    private static CurveWeights ExpectedWeights(MinerReadout miner)
    {
        var nominal = miner.State == MinerState.Retired ? 0 : FixedPoint.Megahashes(miner.NominalHashrateThs ?? 0);
        var isFresh = miner.State is not (MinerState.Retired or MinerState.Silent or MinerState.Offline);
        return new CurveWeights(isFresh ? FixedPoint.Megahashes(miner.HashrateThs ?? 0) : 0, nominal, miner.State == MinerState.Curtailed ? nominal : 0);
    }

    private static void AssertEqualsRecount(RandomShard shard)
    {
        var pulse = shard.Driver.Pulse;
        var counted = pulse.CountCurves();
        for (var site = 0; site < counted.Count; site++)
        {
            var name = pulse.SiteName(site);
            var tally = new Tally();
            var curve = new SupplyCurve();
            foreach (var miner in All(shard).Where(miner => miner.Site == name))
            {
                var terms = shard.TermsOf(name);
                Assert.Equal(
                    BreakEvenBins.Of(terms.BreakEvenHashpriceUsdPhDay(miner.EfficiencyJth ?? double.NaN, miner.TariffOverrideUsdKwh ?? double.NaN)),
                    Expected(miner).Bin);
                tally.Apply(Expected(miner), 1);
                if (miner.BreakEvenHashpriceUsdPhDay is not null)
                {
                    curve.Add(Expected(miner).Bin, ExpectedWeights(miner));
                }
            }

            Assert.Equivalent(tally, pulse.TallyOf(site), strict: true);
            Assert.Equal(curve.Bins(), counted[site].Bins());
            Assert.Equal(curve.Bins(), shard.CurveOf(site).Bins());
        }
    }
}
