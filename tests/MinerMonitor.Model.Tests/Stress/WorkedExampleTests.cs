using MinerMonitor.Model.Stress;
using Xunit;

namespace MinerMonitor.Model.Tests.Stress;

/// <summary>Section 8 of the specification: the article's snapshot, from its printed inputs.</summary>
public sealed class WorkedExampleTests
{
    private const long AtMs = 1770249600000;

    private static StressInputs Article => new()
    {
        PriceUsd = StressInput.Of(70000, AtMs),
        MarketCapUsd = StressInput.Of(1.3989028e12, AtMs),
        ProductionCostUsd = StressInput.Of(87011.98, AtMs),
        CashCostUsd = StressInput.Of(72891.97, AtMs),
        RevenueMultiple = StressInput.Of(0.700685, AtMs),
        HashDrawdown = StressInput.Of(0.212721, AtMs),
        HashRibbon = StressInput.Of(0.946662, AtMs),
        Difficulty = StressInput.Of(126.4037e12, AtMs),
        PendingChange = StressInput.Of(0, AtMs),
        EpochProgress = StressInput.Of(1, AtMs),
        DifficultyPeak = StressInput.Of(155.9730e12, AtMs),
        LiquidationsUsd = StressInput.Of(800e6, AtMs),
        EtfFlowUsd = StressInput.Of(-1057.3e6, AtMs),
        FearGreed = StressInput.Of(11, AtMs),
        SupportUsd = StressInput.Of(70000, AtMs),
    };

    [Fact]
    public void Index_is_83_with_full_coverage_at_the_articles_snapshot()
    {
        var result = StressIndex.Evaluate(Article, StressModelOptions.Default);

        Assert.Equal(83.1718, result.Index!.Value, 1e-4);
        Assert.Equal(1, result.Coverage);
        Assert.False(result.Provisional);
        Assert.Equal(Regime.Capitulation, result.Band);
    }

    [Theory]
    [InlineData(StressComponent.CostGap, 0.804487, 59.1026, 5.9103)]
    [InlineData(StressComponent.NetworkMargin, 0.960325, 71.9566, 3.5978)]
    [InlineData(StressComponent.MinerRevenue, 0.700685, 66.5525, 9.9829)]
    [InlineData(StressComponent.HashDrawdown, 0.212721, 100, 20)]
    [InlineData(StressComponent.HashRibbon, 0.946662, 100, 20)]
    [InlineData(StressComponent.Difficulty, 0.189580, 100, 10)]
    [InlineData(StressComponent.Liquidations, 0.757302, 75.7302, 3.7865)]
    [InlineData(StressComponent.EtfFlow, -7.558066, 50.3871, 2.5194)]
    [InlineData(StressComponent.Sentiment, 11, 97.5, 4.875)]
    [InlineData(StressComponent.Support, 0, 50, 2.5)]
    public void Each_component_contributes_as_printed(StressComponent component, double raw, double score, double points)
    {
        var result = StressIndex.Evaluate(Article, StressModelOptions.Default);

        var contribution = result.Contributions.Single(entry => entry.Component == component);
        Assert.Equal(raw, contribution.Raw!.Value, 1e-6);
        Assert.Equal(score, contribution.Score!.Value, 1e-4);
        Assert.Equal(points, contribution.Points!.Value, 1e-4);
        Assert.Equal(AtMs, contribution.AtMs);
        Assert.Null(contribution.MissingReason);
    }

    [Fact]
    public void Pillars_are_means_of_their_components()
    {
        var pillars = StressIndex.Evaluate(Article, StressModelOptions.Default).Pillars;

        Assert.Equal([StressPillar.Economics, StressPillar.Network, StressPillar.Market], pillars.Select(pillar => pillar.Pillar));
        Assert.Equal(64.970, pillars[0].Score!.Value, 1e-3);
        Assert.Equal(100, pillars[1].Score!.Value, 1e-9);
        Assert.Equal(68.404, pillars[2].Score!.Value, 1e-3);
    }

    [Fact]
    public void Fleets_under_water_enter_with_their_own_weight()
    {
        var result = StressIndex.Evaluate(Article with { FleetUnderwater = StressInput.Of(0.35, AtMs) }, StressModelOptions.Default);

        Assert.Equal(81.9744, result.Index!.Value, 1e-4);
        Assert.Equal(1, result.Coverage);
    }

    [Fact]
    public void Index_is_provisional_from_what_the_article_states_alone()
    {
        var stated = new StressInputs
        {
            PriceUsd = StressInput.Of(70000, AtMs),
            MarketCapUsd = StressInput.Of(1.3989028e12, AtMs),
            ProductionCostUsd = StressInput.Of(87000, AtMs),
            HashDrawdown = StressInput.Of(0.20, AtMs),
            LiquidationsUsd = StressInput.Of(800e6, AtMs),
            FearGreed = StressInput.Of(11, AtMs),
            SupportUsd = StressInput.Of(70000, AtMs),
        };

        var result = StressIndex.Evaluate(stated, StressModelOptions.Default);

        Assert.Equal(82.3768, result.Index!.Value, 1e-4);
        Assert.Equal(0.45, result.Coverage, 1e-12);
        Assert.True(result.Provisional);
    }

    [Fact]
    public void Missing_feeds_raise_the_index_and_lower_the_coverage()
    {
        var inputs = Article with { RevenueMultiple = default, EtfFlowUsd = default, LiquidationsUsd = default };

        var result = StressIndex.Evaluate(inputs, StressModelOptions.Default);

        Assert.Equal(89.1775, result.Index!.Value, 1e-4);
        Assert.Equal(0.75, result.Coverage, 1e-12);
        Assert.Equal(
            "revenue multiple: never provided",
            result.Contributions.Single(entry => entry.Component == StressComponent.MinerRevenue).MissingReason);
    }
}
