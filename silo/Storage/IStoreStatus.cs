using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Server;

namespace MinerMonitor.Silo.Storage;

/// <summary>Tells how the store is: for readiness and <c>/api/v1/system</c>.</summary>
internal interface IStoreStatus
{
    /// <summary>What the last check found. Reading it costs nothing.</summary>
    StoreStatus Current { get; }

    /// <summary>Code of what is wrong; null when nothing is.</summary>
    string? FaultCode => Current.Ready ? null : ErrorCodes.StoreUnavailable;
}
