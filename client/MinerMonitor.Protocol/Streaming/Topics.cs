namespace MinerMonitor.Protocol.Streaming;

/// <summary>Names of topics: what one can watch.</summary>
public static class Topics
{
    /// <summary>Costs, index, regime: <see cref="Sectors.SectorSnapshot"/>.</summary>
    public const string Sector = "sector";

    /// <summary>The Bitcoin chain: <see cref="Networks.NetworkSnapshot"/>.</summary>
    public const string Network = "network";

    /// <summary>All markets of a world: <see cref="Markets.MarketsSnapshot"/>.</summary>
    public const string Markets = "markets";

    /// <summary>Health of each source that brings data in: <see cref="Server.FeedsSnapshot"/>.</summary>
    public const string Feeds = "feeds";

    /// <summary>Event topic: new blocks.</summary>
    public const string Blocks = "blocks";

    /// <summary>One market: <see cref="Markets.MarketSnapshot"/>.</summary>
    public static string Market(string market) => $"market/{market}";

    /// <summary>One fleet: <see cref="Fleets.FleetSnapshot"/>.</summary>
    public static string Fleet(string fleet) => $"fleet/{fleet}";

    /// <summary>A group of fleets: <see cref="Fleets.OperatorSnapshot"/>.</summary>
    public static string Operator(string operatorId) => $"operator/{operatorId}";

    /// <summary>One miner: <see cref="Fleets.MinerSnapshot"/>.</summary>
    public static string Miner(string fleet, string miner) => $"miner/{fleet}/{miner}";

    /// <summary>Event topic: changes of state of a fleet's miners and sites, or of the sector (<c>events/sector</c>).</summary>
    public static string Events(string scope) => $"events/{scope}";

    /// <summary>Event topic: alerts of a fleet, an operator or <c>sector</c>.</summary>
    public static string Alerts(string scope) => $"alerts/{scope}";
}
