namespace MinerMonitor.Silo.Access;

/// <summary>Configuration section <c>Monitor:Access</c>.</summary>
internal sealed class AccessOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Monitor:Access";

    /// <summary>Sector, market, network and world surfaces are readable without a key. Default: true.</summary>
    public bool PublicSector { get; set; } = true;

    /// <summary>Failed attempts with a key, per address and minute, before further ones are refused unseen. Default: 30.</summary>
    public int FailedAttemptsPerMinute { get; set; } = 30;
}
