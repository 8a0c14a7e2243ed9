using MinerMonitor.Grains.Series;
using MinerMonitor.Model.Stress;

namespace MinerMonitor.Grains.Sectors;

/// <summary>Which numbers of an assessment become series.</summary>
internal static class SectorSeries
{
    /// <summary>Names of all of them.</summary>
    public static IEnumerable<string> Names => SeriesCatalogue.OfWorld.Select(series => series.Name);

    /// <summary>The numbers that are there; a missing one makes a gap.</summary>
    /// <param name="sector">Costs, income and index.</param>
    /// <param name="liquidationsUsd">Liquidated in 24 hours, USD, when fresh.</param>
    /// <param name="etfFlowUsd">Sum of five ETF reports, USD, when fresh.</param>
    public static IEnumerable<(string Name, double Value)> Of(SectorAssessment sector, double? liquidationsUsd, double? etfFlowUsd)
    {
        (string Name, double? Value)[] numbers =
        [
            (SeriesCatalogue.Stress, sector.Stress.Index),
            (SeriesCatalogue.Coverage, sector.Stress.Coverage),
            (SeriesCatalogue.Price, sector.PriceUsd),
            (SeriesCatalogue.ProductionCost, sector.ProductionCost?.Usd),
            (SeriesCatalogue.ElectricityCost, sector.ElectricityCostUsd),
            (SeriesCatalogue.CashCost, sector.CashCostUsd),
            (SeriesCatalogue.PriceToCost, sector.PriceToCost),
            (SeriesCatalogue.Hashprice, sector.HashpriceUsdPhDay),
            (SeriesCatalogue.Hashrate7d, sector.Daily?.Hashrate7dEhs),
            (SeriesCatalogue.Drawdown7d, sector.Daily?.Drawdown7d),
            (SeriesCatalogue.Drawdown14d, sector.Daily?.Drawdown14d),
            (SeriesCatalogue.Difficulty, sector.Difficulty),
            (SeriesCatalogue.RetargetChange, sector.Retarget?.Projection.Change),
            (SeriesCatalogue.Liquidations24h, liquidationsUsd),
            (SeriesCatalogue.EtfFlow5d, etfFlowUsd / 1e6),
            (SeriesCatalogue.FearGreed, sector.Stress.Contributions.First(part => part.Component == StressComponent.Sentiment).Raw),
        ];
        return numbers
            .Where(number => number.Value is { } value && double.IsFinite(value))
            .Select(number => (number.Name, number.Value.GetValueOrDefault()));
    }
}
