using System.Collections.Immutable;

namespace MinerMonitor.Model.Stress;

/// <summary>The composite: the mean by weight of the components that are available.</summary>
/// <remarks>
/// Renormalising means that a missing component counts as if it had the mean of the others; so coverage is always published too.
/// Source: specification of the stress model, sections 4 and 5.
/// </remarks>
public static class StressIndex
{
    /// <summary>Least market-relative liquidation in basis points: the logarithm of nothing is not defined.</summary>
    private const double MinLiquidationBps = 1e-9;

    private const double BpsPerUnit = 1e4;

    private static readonly ImmutableArray<StressPillar> s_pillars = [StressPillar.Economics, StressPillar.Network, StressPillar.Market];

    public static StressResult Evaluate(StressInputs inputs, StressModelOptions options)
    {
        var raws = Raws(inputs);
        var available = 0.0;
        var enabled = 0.0;
        var weighted = 0.0;
        foreach (var (component, raw) in raws)
        {
            var ramp = options.Components.Of(component);
            enabled += ramp.Weight;
            if (raw.Value is not { } value) continue;
            available += ramp.Weight;
            weighted += ramp.Weight * ramp.Score(value);
        }

        double? index = available > 0 ? weighted / available : null;
        var coverage = enabled > 0 ? available / enabled : 0;
        var contributions = raws.Select(pair => Contribution(pair.Component, pair.Raw, options, available)).ToImmutableArray();
        return new StressResult
        {
            Index = index,
            Coverage = coverage,
            Provisional = index is null || coverage < options.Regimes.MinCoverage,
            Band = index is { } known ? options.Regimes.Band(known) : Regime.Unknown,
            Contributions = contributions,
            Pillars = [.. s_pillars.Select(pillar => new PillarScore(pillar, PillarMean(contributions, pillar)))],
            ModelVersion = options.ModelVersion,
        };
    }

    private static StressContribution Contribution(
        StressComponent component, StressInput raw, StressModelOptions options, double availableWeight)
    {
        var ramp = options.Components.Of(component);
        double? score = raw.Value is { } value ? ramp.Score(value) : null;
        return new StressContribution
        {
            Component = component,
            Weight = ramp.Weight,
            Raw = raw.Value,
            Score = score,
            Points = availableWeight > 0 ? ramp.Weight * score / availableWeight : null,
            AtMs = raw.AtMs,
            MissingReason = raw.MissingReason,
        };
    }

    private static double? PillarMean(ImmutableArray<StressContribution> contributions, StressPillar pillar)
    {
        var weight = 0.0;
        var weighted = 0.0;
        foreach (var contribution in contributions)
        {
            if (contribution.Component.Pillar() != pillar || contribution.Score is not { } score) continue;
            weight += contribution.Weight;
            weighted += contribution.Weight * score;
        }

        return weight > 0 ? weighted / weight : null;
    }

    private static List<(StressComponent Component, StressInput Raw)> Raws(StressInputs inputs)
    {
        var price = inputs.PriceUsd.AboveZero();
        var cap = inputs.MarketCapUsd.AboveZero();
        List<(StressComponent, StressInput)> raws =
        [
            (StressComponent.CostGap, Combine(
                ("price", price), ("production cost", inputs.ProductionCostUsd.AboveZero()), (p, cost) => p / cost)),
            (StressComponent.NetworkMargin, Combine(
                ("price", price), ("cash cost", inputs.CashCostUsd.AboveZero()), (p, cost) => p / cost)),
            (StressComponent.MinerRevenue, Named("revenue multiple", inputs.RevenueMultiple)),
            (StressComponent.HashDrawdown, Named("hashrate drawdown", inputs.HashDrawdown)),
            (StressComponent.HashRibbon, Named("hash ribbon", inputs.HashRibbon)),
            (StressComponent.Difficulty, DifficultyDrawdown(inputs)),
            (StressComponent.Liquidations, Combine(
                ("liquidations", NotNegative(inputs.LiquidationsUsd)), ("market cap", cap),
                (usd, m) => Math.Log10(Math.Max(usd / m * BpsPerUnit, MinLiquidationBps)))),
            (StressComponent.EtfFlow, Combine(
                ("ETF flow", inputs.EtfFlowUsd), ("market cap", cap), (usd, m) => usd / m * BpsPerUnit)),
            (StressComponent.Sentiment, Named("Fear and Greed", WithinHundred(inputs.FearGreed))),
            (StressComponent.Support, Combine(
                ("price", price), ("support level", inputs.SupportUsd.AboveZero()), (p, level) => p / level - 1)),
        ];
        if (inputs.FleetUnderwater is { } underwater)
            raws.Add((StressComponent.FleetUnderwater, Named("share under water", underwater)));
        return raws;
    }

    /// <summary>The pending change counts in proportion to progress, so the noisy first blocks of an epoch do nothing.</summary>
    private static StressInput DifficultyDrawdown(StressInputs inputs)
    {
        var pending = Combine(
            ("pending change", inputs.PendingChange), ("epoch progress", inputs.EpochProgress), (change, progress) => change * progress);
        var projected = Combine(
            ("difficulty", inputs.Difficulty.AboveZero()), ("", pending), (difficulty, counted) => difficulty * (1 + counted));
        return Combine(("", projected), ("difficulty peak", inputs.DifficultyPeak.AboveZero()), (d, peak) => 1 - d / peak);
    }

    private static StressInput Named(string name, StressInput input) =>
        input.MissingReason is { } reason ? StressInput.Missing(name.Length > 0 ? $"{name}: {reason}" : reason, input.AtMs) : input;

    private static StressInput Combine(
        (string Name, StressInput Input) left, (string Name, StressInput Input) right, Func<double, double, double> formula)
    {
        var (first, second) = (Named(left.Name, left.Input), Named(right.Name, right.Input));
        if (first.Value is not { } x) return first;
        if (second.Value is not { } y) return second;
        return StressInput.Of(formula(x, y), Math.Min(first.AtMs ?? long.MaxValue, second.AtMs ?? long.MaxValue));
    }

    private static StressInput NotNegative(StressInput input) =>
        input.Value is < 0 ? StressInput.Missing("negative", input.AtMs) : input;

    private static StressInput WithinHundred(StressInput input) =>
        input.Value is < 0 or > 100 ? StressInput.Missing("outside 0 to 100", input.AtMs) : input;
}
