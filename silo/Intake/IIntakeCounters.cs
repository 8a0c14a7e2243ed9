using MinerMonitor.Protocol.Server;

namespace MinerMonitor.Silo.Intake;

/// <summary>Tells what intake of this silo did since it started.</summary>
internal interface IIntakeCounters
{
    /// <summary>Counts of now.</summary>
    IntakeStatus Current { get; }
}
