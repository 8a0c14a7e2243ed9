using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MinerMonitor.Model.Stress;
using Xunit;

namespace MinerMonitor.Model.Tests.Stress;

/// <summary>What must hold for every index of this kind.</summary>
[Properties(Arbitrary = [typeof(StressIndexTests)])]
public sealed class StressIndexTests
{
    private static readonly StressModelOptions s_options = StressModelOptions.Default;

    /// <summary>Inputs over and beyond their ramps, each missing now and then.</summary>
    public static Arbitrary<StressInputs> Inputs()
    {
        var part = ArbMap.Default.GeneratorFor<uint>().Select(bits => (Share: bits % 10_001 / 1e4, Known: bits / 10_001 % 8 != 0));
        StressInput At((double Share, bool Known) part, double from, double to) =>
            part.Known ? StressInput.Of(from + part.Share * (to - from), 0) : default;
        return part.ArrayOf(16).Select(parts => new StressInputs
        {
            PriceUsd = At(parts[0], 1e3, 2e5),
            MarketCapUsd = At(parts[1], 1e11, 4e12),
            ProductionCostUsd = At(parts[2], 1e3, 2e5),
            CashCostUsd = At(parts[3], 1e3, 2e5),
            RevenueMultiple = At(parts[4], 0.2, 1.5),
            HashDrawdown = At(parts[5], -0.1, 0.4),
            HashRibbon = At(parts[6], 0.9, 1.1),
            Difficulty = At(parts[7], 5e13, 2e14),
            PendingChange = At(parts[8], -0.3, 0.3),
            EpochProgress = At(parts[9], 0, 1),
            DifficultyPeak = At(parts[10], 5e13, 2e14),
            LiquidationsUsd = At(parts[11], 0, 3e9),
            EtfFlowUsd = At(parts[12], -3e9, 3e9),
            FearGreed = At(parts[13], 0, 100),
            SupportUsd = At(parts[14], 1e3, 2e5),
            FleetUnderwater = parts[15].Known ? At(parts[15], 0, 1) : null,
        }).ToArbitrary();
    }

    [Property]
    public bool Index_lies_within_0_and_100_and_is_the_sum_of_its_contributions(StressInputs inputs)
    {
        var result = StressIndex.Evaluate(inputs, s_options);

        return result.Index is { } index
            ? index is >= 0 and <= 100 && Math.Abs(index - result.Contributions.Sum(entry => entry.Points ?? 0)) < 1e-9
            : result.Coverage == 0;
    }

    [Property]
    public bool Index_never_falls_when_one_stressor_rises(StressInputs inputs, uint bits)
    {
        var amount = bits % 1000 / 1e3;
        StressInput Less(StressInput input) => input.Value is { } value ? StressInput.Of(value * (1 - 0.5 * amount), 0) : input;
        StressInput More(StressInput input) => input.Value is { } value ? StressInput.Of(value + Math.Abs(value) * amount, 0) : input;
        StressInputs[] worse =
        [
            inputs with { ProductionCostUsd = More(inputs.ProductionCostUsd) },
            inputs with { CashCostUsd = More(inputs.CashCostUsd) },
            inputs with { RevenueMultiple = Less(inputs.RevenueMultiple) },
            inputs with { HashDrawdown = More(inputs.HashDrawdown) },
            inputs with { HashRibbon = Less(inputs.HashRibbon) },
            inputs with { Difficulty = Less(inputs.Difficulty) },
            inputs with { DifficultyPeak = More(inputs.DifficultyPeak) },
            inputs with { LiquidationsUsd = More(inputs.LiquidationsUsd) },
            inputs with { EtfFlowUsd = inputs.EtfFlowUsd.Value is { } flow ? StressInput.Of(flow - 1e9 * amount, 0) : default },
            inputs with { FearGreed = Less(inputs.FearGreed) },
            inputs with { SupportUsd = More(inputs.SupportUsd) },
            inputs with { FleetUnderwater = inputs.FleetUnderwater is { } share ? More(share) : null },
            inputs with { PriceUsd = Less(inputs.PriceUsd) },
        ];
        var before = StressIndex.Evaluate(inputs, s_options).Index ?? 0;

        return worse.All(entry => (StressIndex.Evaluate(entry, s_options).Index ?? 0) >= before - 1e-9);
    }

    [Property]
    public bool Removing_one_component_moves_the_index_by_its_weight_share_at_most(StressInputs inputs)
    {
        var before = StressIndex.Evaluate(inputs, s_options);
        var after = StressIndex.Evaluate(inputs with { HashRibbon = default }, s_options);
        if (before.Index is not { } from || after.Index is not { } to) return true;

        var available = before.Contributions.Where(entry => entry.Score is not null).Sum(entry => entry.Weight);
        var share = s_options.Components.HashRibbon.Weight / available;
        return Math.Abs(to - from) <= 100 * share + 1e-9 && after.Coverage <= before.Coverage;
    }

    [Property]
    public bool Explanation_adds_up_to_the_change(StressInputs before, StressInputs after)
    {
        var (from, to) = (StressIndex.Evaluate(before, s_options), StressIndex.Evaluate(after, s_options));
        if (StressChange.Explain(from, to) is not { } change) return from.Index is null || to.Index is null;

        var lines = change.Components.Sum(entry => entry.Points) + change.Availability;
        return Math.Abs(lines - change.Total) < 1e-9 && Math.Abs(change.Total - (to.Index!.Value - from.Index!.Value)) < 1e-12;
    }

    [Fact]
    public void Changed_availability_stands_on_its_own_line()
    {
        var calm = new StressInputs { HashDrawdown = StressInput.Of(0.02, 0), HashRibbon = StressInput.Of(1.03, 0) };
        var before = StressIndex.Evaluate(calm, s_options);
        var after = StressIndex.Evaluate(calm with { FearGreed = StressInput.Of(10, 0) }, s_options);

        var change = StressChange.Explain(before, after)!;

        Assert.Equal(100 * 5 / 45.0, change.Availability, 1e-9);
        Assert.All(change.Components, entry => Assert.Equal(0, entry.Points));
        Assert.Equal([StressComponent.Sentiment], change.Appeared);
        Assert.Empty(change.Vanished);
    }

    [Fact]
    public void Index_is_missing_with_coverage_0_when_nothing_is_known()
    {
        var result = StressIndex.Evaluate(new StressInputs(), s_options);

        Assert.Null(result.Index);
        Assert.Equal(0, result.Coverage);
        Assert.True(result.Provisional);
        Assert.Equal(Regime.Unknown, result.Band);
        Assert.All(result.Contributions, entry => Assert.EndsWith("never provided", entry.MissingReason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Rejects_a_sentiment_that_is_none(double value)
    {
        var result = StressIndex.Evaluate(new StressInputs { FearGreed = StressInput.Of(value, 7) }, s_options);

        Assert.Null(result.Index);
        Assert.NotNull(result.Contributions.Single(entry => entry.Component == StressComponent.Sentiment).MissingReason);
    }

    [Fact]
    public void No_liquidations_score_0_and_no_feed_is_missing()
    {
        var inputs = new StressInputs { MarketCapUsd = StressInput.Of(1e12, 0), LiquidationsUsd = StressInput.Of(0, 0) };

        Assert.Equal(0, StressIndex.Evaluate(inputs, s_options).Index);
        Assert.Null(StressIndex.Evaluate(inputs with { LiquidationsUsd = default }, s_options).Index);
    }

    [Fact]
    public void Weights_of_the_public_components_sum_to_100_and_pillars_to_30_50_20()
    {
        var weights = StressComponents.Public.GroupBy(component => component.Pillar())
            .ToDictionary(group => group.Key, group => group.Sum(component => s_options.Components.Of(component).Weight));

        Assert.Equal(30, weights[StressPillar.Economics]);
        Assert.Equal(50, weights[StressPillar.Network]);
        Assert.Equal(20, weights[StressPillar.Market]);
        Assert.Equal(10, StressComponents.Public.Count);
    }
}
