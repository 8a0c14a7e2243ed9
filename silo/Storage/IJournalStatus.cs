using MinerMonitor.Protocol.Server;

namespace MinerMonitor.Silo.Storage;

/// <summary>Tells how the journal writer of this silo is: for <c>/api/v1/system</c>.</summary>
internal interface IJournalStatus
{
    /// <summary>How it is now. Reading it costs nothing.</summary>
    JournalStatus Current { get; }
}
