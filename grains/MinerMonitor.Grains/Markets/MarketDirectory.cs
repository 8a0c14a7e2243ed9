namespace MinerMonitor.Grains.Markets;

/// <summary>Which grain holds a market.</summary>
public static class MarketDirectory
{
    /// <summary>Grain of a market of a world, or null when there is no such market.</summary>
    public static IMarketGrain? Find(IGrainFactory grains, string world, string market)
    {
        var key = $"{world}/{market}";
        return market switch
        {
            MarketName.Spot => grains.GetGrain<ISpotMarketGrain>(key),
            MarketName.Liquidations => grains.GetGrain<ILiquidationMarketGrain>(key),
            MarketName.Etf => grains.GetGrain<IEtfMarketGrain>(key),
            MarketName.Sentiment => grains.GetGrain<ISentimentMarketGrain>(key),
            MarketName.Treasury => grains.GetGrain<ITreasuryMarketGrain>(key),
            MarketName.MinerFlows => grains.GetGrain<IMinerFlowMarketGrain>(key),
            MarketName.Energy => grains.GetGrain<IEnergyMarketGrain>(key),
            _ => null,
        };
    }

    /// <summary>All markets of a world, in the order in which they are shown.</summary>
    public static IEnumerable<IMarketGrain> All(IGrainFactory grains, string world) =>
        MarketName.All.Select(market => Find(grains, world, market)!);
}
