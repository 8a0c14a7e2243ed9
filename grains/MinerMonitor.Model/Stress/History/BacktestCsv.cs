using System.Globalization;

namespace MinerMonitor.Model.Stress.History;

/// <summary>The back-test's table: one row a day, ten significant digits, an empty cell where a value is missing.</summary>
/// <remarks>
/// <c>energy_cost_usd</c> is Ke and <c>allin_energy_cost_usd</c> is K. <c>projected_difficulty</c> is the difficulty the index
/// counts with, D (1 + change x progress).
/// </remarks>
public static class BacktestCsv
{
    public const string Header =
        "date,price_usd,fit_a,fit_b,fit_r2,fit_n,production_cost_usd,price_to_cost,subsidy_btc,fee_per_block_btc,j_per_th,"
        + "energy_cost_usd,allin_energy_cost_usd,price_to_allin,hashprice_usd_ph_day,hashrate_7d_ehs,hashrate_14d_ehs,"
        + "revenue_multiple,hash_drawdown,hash_ribbon,epoch,epoch_progress,pending_change,projected_difficulty,"
        + "difficulty_drawdown,fear_greed,etf_flow_5d_usd_m,etf_flow_5d_bps,support_usd,support_distance,s_cost_gap,"
        + "s_network_margin,s_miner_revenue,s_hash_drawdown,s_hash_ribbon,s_difficulty,s_liquidations,s_etf_flow,s_sentiment,"
        + "s_support,pillar_economics,pillar_network,pillar_market,index,coverage,regime";

    public static string Format(DailyEvaluation day)
    {
        var (windows, sector) = (day.Windows, day.Sector);
        var retarget = sector.Retarget?.Projection;
        var contributions = sector.Stress.Contributions.ToDictionary(contribution => contribution.Component);
        double? Raw(StressComponent component) => contributions[component].Raw;
        IEnumerable<double?> numbers =
        [
            sector.PriceUsd, windows.Fit?.A, windows.Fit?.B, windows.Fit?.R2, windows.Fit?.Observations,
            sector.ProductionCost?.Usd, sector.PriceToCost, sector.SubsidyBtc, sector.FeePerBlockBtc, sector.EfficiencyJth,
            sector.ElectricityCostUsd, sector.CashCostUsd, sector.PriceToCashCost, sector.HashpriceUsdPhDay,
            windows.Hashrate7dEhs, windows.Hashrate14dEhs, windows.RevenueMultiple, windows.Drawdown14d, windows.HashRibbon,
            retarget?.Epoch, retarget?.Progress, retarget?.Change, sector.ProjectedDifficulty, Raw(StressComponent.Difficulty),
            Raw(StressComponent.Sentiment), Raw(StressComponent.EtfFlow) is null ? null : windows.EtfFlowUsd / 1e6,
            Raw(StressComponent.EtfFlow), sector.SupportUsd, sector.SupportDistance,
            .. StressComponents.Public.Select(component => contributions[component].Score),
            .. sector.Stress.Pillars.Select(pillar => pillar.Score),
            sector.Stress.Index, sector.Stress.Coverage,
        ];
        var regime = day.Regime.Regime == Stress.Regime.Unknown ? "" : day.Regime.Regime.Name();
        return $"{day.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)},{string.Join(',', numbers.Select(Cell))},{regime}";
    }

    private static string Cell(double? value) => value?.ToString("G10", CultureInfo.InvariantCulture) ?? "";
}
