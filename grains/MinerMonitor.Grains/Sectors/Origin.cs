namespace MinerMonitor.Grains.Sectors;

/// <summary>Where a number comes from, as the public contract spells it. Anything but <see cref="Measured"/> is marked on screen.</summary>
public static class Origin
{
    /// <summary>Received from a device, a venue or a node.</summary>
    public const string Measured = "measured";

    /// <summary>Quoted from a publication.</summary>
    public const string Article = "article";

    /// <summary>A fact of the Bitcoin chain.</summary>
    public const string Chain = "chain";

    /// <summary>Computed from other values.</summary>
    public const string Derived = "derived";

    /// <summary>Filled in between two known values.</summary>
    public const string Interpolated = "interpolated";

    /// <summary>Made by a simulator.</summary>
    public const string Simulated = "simulated";
}
