using MinerMonitor.Grains.Worlds;

namespace MinerMonitor.Grains;

/// <summary>Names that stored data hangs on. Changing one loses what was stored under it.</summary>
public static class StorageNames
{
    /// <summary>The one grain storage provider.</summary>
    public const string Provider = "monitor";

    /// <summary>Orleans service id: first part of each stored key.</summary>
    public const string ServiceId = "miner-monitor";

    /// <summary>Orleans cluster id.</summary>
    public const string ClusterId = "miner-monitor";

    /// <summary>Grain types whose keys begin with a world.</summary>
    private static readonly HashSet<string> s_worldKeyed = new(StringComparer.Ordinal)
    {
        "daily-history", "event-log", "feed-board", "market-board", "market-energy", "market-etf", "market-liquidations",
        "market-miner-flows", "market-sentiment", "market-spot", "market-treasury", "network", "replay", "sector", "series",
    };

    /// <summary>True when a grain's state is stored: a replay world is rebuilt from its scenario, so nothing of it is.</summary>
    public static bool IsStored(GrainId grain)
    {
        var first = WorldName.OfKey(grain.Key.ToString()!);
        return s_worldKeyed.Contains(grain.Type.ToString()!) ? !WorldName.IsReplay(first) : WorldName.WorldOfSimulatedFleet(first) is null;
    }
}
