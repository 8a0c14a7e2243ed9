using System.Collections.Immutable;

namespace MinerMonitor.Grains.Markets;

/// <summary>Names of the markets of every world, as the public contract spells them.</summary>
public static class MarketName
{
    /// <summary>Price of bitcoin.</summary>
    public const string Spot = "spot";

    /// <summary>Forced closings of derivative positions.</summary>
    public const string Liquidations = "liquidations";

    /// <summary>Net flows of U.S. spot funds.</summary>
    public const string Etf = "etf";

    /// <summary>Fear and Greed index.</summary>
    public const string Sentiment = "sentiment";

    /// <summary>What listed miners hold and sell.</summary>
    public const string Treasury = "treasury";

    /// <summary>Miners to exchanges.</summary>
    public const string MinerFlows = "miner-flows";

    /// <summary>Wholesale price of electricity.</summary>
    public const string Energy = "energy";

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static ImmutableArray<string> All { get; } = [Spot, Liquidations, Etf, Sentiment, Treasury, MinerFlows, Energy];
}
