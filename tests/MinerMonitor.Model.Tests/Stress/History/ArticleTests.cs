using MinerMonitor.Model.Chain;
using MinerMonitor.Model.Stress;
using MinerMonitor.Model.Stress.History;
using Xunit;

namespace MinerMonitor.Model.Tests.Stress.History;

/// <summary>Sections 3, 8 and 10 of the specification through the whole sector model.</summary>
public sealed class ArticleTests
{
    private static readonly DateOnly s_close = new(2026, 2, 4);

    private static SectorInputs RequireInputs()
    {
        var model = SharedHistory.RequireModel();
        var inputs = model.Inputs(s_close)!;
        var before = model.History.Windows(s_close.AddDays(-1))!;
        return inputs with
        {
            PriceUsd = StressInput.Of(70000, inputs.AtMs),
            LiquidationsUsd = StressInput.Of(800e6, inputs.AtMs),
            // Reports up to 3 February: the one of the 4th was not out yet.
            EtfFlowUsd = StressInput.Of(before.EtfFlowUsd, UtcDay.StartMs(before.EtfReportDate!.Value)),
            FearGreed = StressInput.Of(11, UtcDay.StartMs(s_close)),
            ConfiguredSupportUsd = 70000,
        };
    }

    [Fact]
    public void Sector_at_the_articles_hour_is_the_worked_example()
    {
        var sector = new SectorModel(StressModelOptions.Default).Assess(RequireInputs());

        Assert.Equal(83.1718, sector.Stress.Index!.Value, 0.5e-4);
        Assert.Equal(1, sector.Stress.Coverage, 1e-12);
        Assert.Equal(87011.98, sector.ProductionCost!.Usd, 0.5e-2);
        Assert.Equal(72891.97, sector.CashCostUsd!.Value, 0.5e-2);
        Assert.Equal(58314, sector.ElectricityCostUsd!.Value, 0.5);
        Assert.Equal(1.3989028e12, sector.MarketCapUsd!.Value, 0.5e5);
        Assert.Equal(126.4037e12, sector.ProjectedDifficulty!.Value, 0.5e8);
        Assert.Equal(155.9730e12, sector.Daily!.DifficultyPeak!.Value, 0.5e8);
        Assert.Equal(19.752, sector.EfficiencyJth, 0.5e-3);
        Assert.Equal(892.92, sector.Daily.Hashrate14dEhs!.Value, 0.5e-2);
        Assert.Equal(0.212721, sector.Daily.Drawdown14d!.Value, 0.5e-6);
        Assert.Equal(913.5, sector.Daily.Hashrate7dEhs!.Value, 0.05);
        Assert.Equal(1151.5, sector.Daily.Peak7dEhs!.Value, 0.05);
        Assert.Equal(UtcDay.StartMs(new DateOnly(2025, 10, 18)), sector.Daily.Peak7dAtMs);
        Assert.Equal(0.207, sector.Daily.Drawdown7d!.Value, 0.5e-3);
        Assert.True(sector.RibbonInverted);
        Assert.Equal(0, sector.SupportDistance!.Value, 1e-12);
    }

    [Fact]
    public void Relief_carries_costs_and_hashprice_past_the_retarget()
    {
        var sector = new SectorModel(StressModelOptions.Default).Assess(RequireInputs());

        var relief = sector.Relief!;
        var factor = 1 + sector.Retarget!.Projection.Change;
        Assert.Equal(sector.CashCostUsd!.Value * factor, relief.CashCostUsd!.Value, 1e-6);
        Assert.Equal(sector.HashpriceUsdPhDay!.Value / factor, relief.HashpriceUsdPhDay!.Value, 1e-9);
        Assert.Equal(sector.ProductionCost!.Usd * Math.Pow(factor, sector.ProductionCost.Fit.B), relief.ProductionCostUsd!.Value, 1e-6);
    }

    [Fact]
    public void Fleets_make_a_second_index_and_leave_the_headline_alone()
    {
        var inputs = RequireInputs();

        var sector = new SectorModel(StressModelOptions.Default)
            .Assess(inputs with { FleetUnderwater = StressInput.Of(0.35, inputs.AtMs) });

        Assert.Equal(83.1718, sector.Stress.Index!.Value, 0.5e-4);
        Assert.Equal(81.9744, sector.StressWithFleets!.Index!.Value, 0.5e-4);
    }

    [Fact]
    public void Production_cost_on_the_articles_day_is_86993_and_falls_with_the_retarget()
    {
        var days = SharedHistory.RequireDays();

        var article = days[new DateOnly(2026, 2, 5)].Sector.ProductionCost!;
        Assert.Equal(86993, article.Usd, 0.5);
        Assert.Equal(2.8158, article.Fit.A, 0.5e-4);
        Assert.Equal(0.7785, article.Fit.B, 0.5e-4);
        Assert.Equal(0.938, article.Fit.R2, 0.5e-3);
        Assert.Equal(56953, days[new DateOnly(2024, 9, 10)].Sector.ProductionCost!.Usd, 0.5);
        Assert.Equal(74515, days[new DateOnly(2025, 4, 8)].Sector.ProductionCost!.Usd, 0.5);
        Assert.Equal(90795, days[new DateOnly(2025, 12, 3)].Sector.ProductionCost!.Usd, 0.5);
        Assert.Equal(86980, days[new DateOnly(2026, 2, 6)].Sector.ProductionCost!.Usd, 0.5);
        Assert.Equal(79317, days[new DateOnly(2026, 2, 7)].Sector.ProductionCost!.Usd, 0.5);
    }

    [Fact]
    public void Band_of_the_production_cost_holds_two_thirds_of_the_days()
    {
        var days = SharedHistory.RequireDays().Values.ToList();

        var last = days[^1].Sector.ProductionCost!.Fit;
        var history = SharedHistory.RequireModel().History;
        double Residual(DailyEvaluation day) =>
            Math.Log(day.Sector.MarketCapUsd!.Value) - last.A - last.B * Math.Log(history.Row(day.Date)!.DifficultyMean!.Value);
        var within = days.Count(day => Math.Abs(Residual(day)) <= last.ResidualDeviation);
        Assert.InRange((double)within / days.Count, 0.6, 0.75);
    }

    [Fact]
    public void Means_of_the_last_quarter_of_2025_are_the_published_ones()
    {
        var quarter = SharedHistory.RequireDays().Values.Where(day => day.Date.Year == 2025 && day.Date.Month >= 10).ToList();

        Assert.Equal(80759, quarter.Average(day => day.Sector.CashCostUsd!.Value), 0.5);
        Assert.Equal(91262, quarter.Average(day => day.Sector.ProductionCost!.Usd), 0.5);
        Assert.Equal(1919, SharedHistory.RequireDays().Values.Count(day => day.Sector.PriceToCost < 1));
    }

    [Fact]
    public void Frozen_fit_is_the_fit_of_its_day()
    {
        var frozen = DifficultyFit.FrozenOf(new FitOptions());

        Assert.Equal(87010.24, frozen.CostUsd(141.668107417558e12, 19_984_723.03), 0.5e-2);
        var fitted = SharedHistory.RequireModel().History.Windows(s_close)!.Fit!;
        Assert.Equal(fitted.A, frozen.A, 1e-8);
        Assert.Equal(fitted.B, frozen.B, 1e-8);
        Assert.Equal(fitted.Observations, frozen.Observations);
        Assert.Equal(fitted.R2, frozen.R2, 1e-4);
        Assert.Equal(fitted.ResidualDeviation, frozen.ResidualDeviation, 1e-8);
    }

    [Fact]
    public void As_of_gives_the_regime_that_the_days_before_lead_to()
    {
        var day = SharedHistory.RequireModel().AsOf(s_close)!;

        Assert.Equal(Regime.Capitulation, day.Regime.Regime);
        Assert.Equal(UtcDay.CloseMs(new DateOnly(2026, 1, 28)), day.Regime.SinceMs);
        Assert.Null(SharedHistory.RequireModel().AsOf(new DateOnly(2030, 1, 1)));
        Assert.Equal(463, day.Sector.Retarget!.Projection.Epoch);
        Assert.Equal(RetargetProjection.EpochBlocks * 464, day.Sector.Retarget.Projection.RetargetHeight);
    }
}
