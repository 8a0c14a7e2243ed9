namespace MinerMonitor.Silo.Live;

/// <summary>Asks all owners anew when a silo comes or goes: an owner that moved is found at once, not at the next renewal.</summary>
internal sealed class RelayMembershipWatch(IClusterMembershipService membership, TopicRelay relay) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var _ in membership.MembershipUpdates.WithCancellation(stoppingToken))
            {
                relay.AskAll();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }
}
