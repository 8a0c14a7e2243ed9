using MinerMonitor.Grains.Fleets;
using MinerMonitor.Silo.Storage;

namespace MinerMonitor.Silo.Intake;

/// <inheritdoc cref="IIntakeBatchFactory"/>
internal sealed class IntakeBatchFactory(FleetRouter router, IntakeCounters counters, StoreGuard guard, TimeProvider time) : IIntakeBatchFactory
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public IIntakeBatch Create(string? defaultFleet) => guard.FaultCode is { } code
        ? throw new IntakeUnavailableException(code, guard.Current.Fault ?? "The store is not ready.", s_retryAfter)
        : new IntakeBatch(router, counters, defaultFleet, time.GetUtcNow().ToUnixTimeMilliseconds());
}
