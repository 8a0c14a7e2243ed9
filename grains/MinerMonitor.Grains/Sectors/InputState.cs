namespace MinerMonitor.Grains.Sectors;

/// <summary>States of an input or a source, as the public contract spells them.</summary>
public static class InputState
{
    /// <summary>Fresh.</summary>
    public const string Live = "live";

    /// <summary>Known, but older than its limit: not used by the model.</summary>
    public const string Stale = "stale";

    /// <summary>Should be there and is not.</summary>
    public const string Missing = "missing";

    /// <summary>Nothing was ever received and no source is set up.</summary>
    public const string NeverConfigured = "never-configured";

    /// <summary>Switched off by configuration.</summary>
    public const string Off = "off";

    /// <summary>The source refuses this address or region.</summary>
    public const string Blocked = "blocked";
}
