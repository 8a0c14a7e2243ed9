using MinerMonitor.Grains.Live;

namespace MinerMonitor.Grains.Fleets;

/// <summary>The miners of one owner or one pool account; the unit of access. Key: the fleet.</summary>
[GrainInterfaceType("mm.fleet")]
public interface IFleetGrain : ITopicGrain;
