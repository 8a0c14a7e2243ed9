namespace MinerMonitor.Grains.Markets;

/// <summary>Which grain holds a market.</summary>
public static class MarketDirectory
{
    /// <summary>Grain of a market of a world, or null when there is no such market.</summary>
    public static IMarketGrain? Find(IGrainFactory grains, string world, string market) => null;
}
