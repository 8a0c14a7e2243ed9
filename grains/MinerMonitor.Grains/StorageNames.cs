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
}
