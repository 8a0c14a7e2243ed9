using MinerMonitor.Model.Chain;
using MinerMonitor.Model.Economics;
using MinerMonitor.Model.Units;

namespace MinerMonitor.Model.Stress;

/// <summary>From the state of the world to the sector: costs, hashprice, index, relief.</summary>
/// <remarks>
/// A pure function, cheap enough for every tick.
/// A what-if is the same call with changed inputs. Regime and support carry state and live in <see cref="RegimeTracker"/> and
/// <see cref="SupportTracker"/>. Source: specification of the stress model, sections 3 to 7.
/// </remarks>
public sealed class SectorModel(StressModelOptions options)
{
    private readonly EfficiencyCurve _assumedEfficiency = new(options.Energy.NetworkEfficiency);

    public StressModelOptions Options => options;

    public SectorAssessment Assess(SectorInputs inputs)
    {
        var now = inputs.AtMs;
        var price = inputs.PriceUsd.AboveZero().NoOlderThan(options.AgeLimits.Price, now);
        var supply = inputs.SupplyBtc.AboveZero();
        var difficulty = inputs.Difficulty.AboveZero().NoOlderThan(options.AgeLimits.Chain, now);
        var daily = IsFresh(inputs.Daily, options.AgeLimits.DailyWindows, now) ? inputs.Daily : null;
        var fit = IsFresh(inputs.Daily, options.AgeLimits.Fit, now) ? inputs.Daily?.Fit : null;
        fit ??= DifficultyFit.FrozenOf(options.Fit);
        var fee = inputs.FeePerBlockBtc ?? inputs.Daily?.FeePerBlockBtc;
        double? subsidy = inputs.Height is { } height ? Subsidy.AtHeight(height + 1).Bitcoin : null;
        var (efficiency, assumed) = Efficiency(inputs, UtcDay.Ending(now));

        var cost = difficulty.Value is { } d && supply.Value is { } s ? ProductionCost.From(fit, d, s) : null;
        var electricity = Electricity(difficulty.Value, efficiency, subsidy + fee);
        var cash = electricity / options.Energy.EnergyShare;
        double? hashvalue = difficulty.Value is { } dv && subsidy + fee is { } reward
            ? MiningEconomics.HashvalueBtcPhDay(new Difficulty(dv), reward)
            : null;
        var hashprice = hashvalue * price.Value;
        var raw = Raw(inputs, daily) with
        {
            PriceUsd = price,
            MarketCapUsd = MarketCap(price, supply),
            Difficulty = difficulty,
            ProductionCostUsd = Derived(cost?.Usd, ("difficulty", difficulty), ("supply", supply)),
            CashCostUsd = cash is null && difficulty.Value is not null
                ? StressInput.Missing("needs the block height and the mean fees", difficulty.AtMs)
                : Derived(cash, ("difficulty", difficulty), ("difficulty", difficulty)),
        };
        var retarget = difficulty.Value is { } dr && inputs.Retarget is { } projection
            ? RetargetForecast.From(projection, new Difficulty(dr))
            : null;
        var support = Configured(inputs) ?? daily?.DefaultSupportUsd;
        return new SectorAssessment
        {
            AtMs = now,
            Stress = StressIndex.Evaluate(raw, options),
            StressWithFleets = inputs.FleetUnderwater is { } underwater
                ? StressIndex.Evaluate(raw with { FleetUnderwater = underwater.NoOlderThan(options.AgeLimits.Fleets, now) }, options)
                : null,
            PriceUsd = price.Value,
            SupplyBtc = supply.Value,
            MarketCapUsd = raw.MarketCapUsd.Value,
            Difficulty = difficulty.Value,
            SubsidyBtc = subsidy,
            FeePerBlockBtc = fee,
            EfficiencyJth = efficiency,
            EfficiencyAssumed = assumed,
            ProductionCost = cost,
            ElectricityCostUsd = electricity,
            CashCostUsd = cash,
            PriceToCost = price.Value / cost?.Usd,
            PriceToCashCost = price.Value / cash,
            HashpriceUsdPhDay = hashprice,
            HashvalueBtcPhDay = hashvalue,
            ProjectedDifficulty = difficulty.Value * (1 + retarget?.Projection.Change * retarget?.Projection.Progress),
            Retarget = retarget,
            Relief = retarget is null
                ? null
                : Relief.After(retarget.Projection, fit, difficulty.Value, supply.Value, cash, hashprice),
            Daily = daily,
            RibbonInverted = daily?.HashRibbon is { } ribbon ? ribbon < 1 : null,
            SupportUsd = support,
            SupportConfigured = Configured(inputs) is not null,
            SupportDistance = price.Value / support - 1,
        };
    }

    private StressInputs Raw(SectorInputs inputs, DailyWindows? daily) => new()
    {
        RevenueMultiple = OfDaily(inputs, daily, daily?.RevenueMultiple),
        HashDrawdown = OfDaily(inputs, daily, daily?.Drawdown14d),
        HashRibbon = OfDaily(inputs, daily, daily?.HashRibbon),
        DifficultyPeak = OfDaily(inputs, daily, daily?.DifficultyPeak),
        PendingChange = OfRetarget(inputs, inputs.Retarget?.Change),
        EpochProgress = OfRetarget(inputs, inputs.Retarget?.Progress),
        LiquidationsUsd = inputs.LiquidationsUsd.NoOlderThan(options.AgeLimits.Liquidations, inputs.AtMs),
        EtfFlowUsd = inputs.EtfFlowUsd.NoOlderThanDays(options.AgeLimits.EtfDays, UtcDay.Ending(inputs.AtMs)),
        FearGreed = inputs.FearGreed.NoOlderThanDays(options.AgeLimits.FearGreedDays, UtcDay.Ending(inputs.AtMs)),
        SupportUsd = Configured(inputs) is { } level
            ? StressInput.Of(level, inputs.AtMs)
            : OfDaily(inputs, daily, daily?.DefaultSupportUsd),
    };

    private (double Jth, bool Assumed) Efficiency(SectorInputs inputs, DateOnly today) =>
        inputs.EfficiencyJth is { } given ? (given, false)
        : inputs.Daily is { EfficiencyAssumed: false } daily ? (daily.EfficiencyJth, false)
        : (_assumedEfficiency.At(today).JoulesPerTerahash, true);

    private double? Electricity(double? difficulty, double efficiencyJth, double? rewardBtc) =>
        difficulty is { } d && rewardBtc is > 0
            ? CostModels.ElectricityUsd(
                new Difficulty(d), new Efficiency(efficiencyJth), rewardBtc.Value, options.Energy.TariffUsdKwh, options.Energy.Pue)
            : null;

    private static double? Configured(SectorInputs inputs) => inputs.ConfiguredSupportUsd is > 0 ? inputs.ConfiguredSupportUsd : null;

    private static bool IsFresh(DailyWindows? daily, TimeSpan limit, long nowMs) =>
        daily is not null && nowMs - daily.CloseMs <= limit.TotalMilliseconds;

    private static StressInput MarketCap(StressInput price, StressInput supply) =>
        Derived(price.Value * supply.Value, ("price", price), ("supply", supply));

    private static StressInput Derived(double? value, (string Name, StressInput Input) first, (string Name, StressInput Input) second)
    {
        foreach (var (name, input) in new[] { first, second })
        {
            if (input.Value is null) return StressInput.Missing($"{name}: {input.MissingReason}", input.AtMs);
        }

        return StressInput.Of(value, first.Input.AtMs.GetValueOrDefault());
    }

    private static StressInput OfRetarget(SectorInputs inputs, double? value) =>
        inputs.Retarget is { } retarget
            ? StressInput.Of(value, retarget.AtMs)
            : StressInput.Missing("needs the newest block and the start of its epoch");

    private static StressInput OfDaily(SectorInputs inputs, DailyWindows? fresh, double? value) =>
        inputs.Daily is not { } known ? StressInput.Missing("no daily history")
        : fresh is null ? StressInput.Missing($"daily history ends {known.Date:yyyy-MM-dd}, too long ago", known.CloseMs)
        : value is null ? StressInput.Missing("history shorter than the window", fresh.CloseMs)
        : StressInput.Of(value, fresh.CloseMs);
}
