namespace MinerMonitor.Grains.Fleets;

/// <summary>What one fleet may hold; the silo sets it from its configuration.</summary>
public sealed class FleetLimits
{
    /// <summary>Most miners of a fleet when nobody says: about 1.5 GB of memory.</summary>
    public const int UsualMiners = 10_000_000;

    /// <summary>Most miners of a fleet; a further one gets no place.</summary>
    public int Miners { get; set; } = UsualMiners;
}
