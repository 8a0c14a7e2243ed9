using MinerMonitor.Grains.Fleets;

namespace MinerMonitor.Silo.Intake;

/// <summary>Limits of intake. Configuration section <c>Monitor:Intake</c>.</summary>
internal sealed class IntakeOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Monitor:Intake";

    /// <summary>What a sender of a miner beyond <see cref="MinersPerFleet"/> is told.</summary>
    public const string FleetFullReason = "the fleet has as many miners as it may have; remove some, or raise Monitor:Intake:MinersPerFleet.";

    /// <summary>Largest body of one request, decompressed, bytes: about 300,000 samples. Larger ones are refused whole. Default: 32 MiB.</summary>
    public long MaxBodyBytes { get; set; } = 32L << 20;

    /// <summary>Longest line or JSON item, bytes; a longer one is refused alone. pyasic prints about 1,500. Default: 64 KiB.</summary>
    public int MaxLineBytes { get; set; } = 64 << 10;

    /// <summary>
    /// Bodies that requests in progress may hold together, decompressed, bytes; beyond it requests are told to come back. Bounds the
    /// memory of intake, since a batch holds its samples until they are durable. Default: 256 MiB.
    /// </summary>
    public long MaxConcurrentBytes { get; set; } = 256L << 20;

    /// <summary>Miners of one fleet; samples of further ones are refused. Default: 10,000,000.</summary>
    public int MinersPerFleet { get; set; } = FleetLimits.UsualMiners;
}
