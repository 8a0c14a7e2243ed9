using MinerMonitor.Grains.Live;

namespace MinerMonitor.Grains.Networks;

/// <summary>The Bitcoin chain as one world sees it. Key: the world.</summary>
[GrainInterfaceType("mm.network")]
public interface INetworkGrain : ITopicGrain;
