using MinerMonitor.Grains.Live;

namespace MinerMonitor.Grains.Fleets;

/// <summary>A group of fleets: a pool with thousands of accounts, a host with tenants. Key: the operator.</summary>
[GrainInterfaceType("mm.operator")]
public interface IOperatorGrain : ITopicGrain;
