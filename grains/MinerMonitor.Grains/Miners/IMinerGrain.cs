using MinerMonitor.Grains.Live;

namespace MinerMonitor.Grains.Miners;

/// <summary>One machine or pool worker: the only public way to a miner. Key: fleet/miner.</summary>
[GrainInterfaceType("mm.miner")]
public interface IMinerGrain : ITopicGrain;
