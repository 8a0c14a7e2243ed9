using MinerMonitor.Grains.Live;

namespace MinerMonitor.Grains.Fleets;

/// <summary>A group of fleets: a pool with thousands of accounts, a host with tenants. Key: the operator.</summary>
[GrainInterfaceType("mm.operator")]
public interface IOperatorGrain : ITopicGrain
{
    /// <summary>Takes the totals of one of its fleets in; each fleet tells them once a second.</summary>
    [Alias("ReportFleetAsync")]
    ValueTask ReportFleetAsync(FleetFigures figures);

    /// <summary>Takes a fleet out.</summary>
    [Alias("RemoveFleetAsync")]
    ValueTask RemoveFleetAsync(string fleet);

    /// <summary>Totals as they are now; null when no fleet is in the group.</summary>
    [Alias("GetFiguresAsync")]
    ValueTask<OperatorFigures?> GetFiguresAsync();
}
