using MinerMonitor.Grains.Live;

namespace MinerMonitor.Grains.Sectors;

/// <summary>The whole sector of one world: costs, stress index, regime, relief. Key: the world.</summary>
[GrainInterfaceType("mm.sector")]
public interface ISectorGrain : ITopicGrain;
