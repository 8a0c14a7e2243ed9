using MinerMonitor.Grains.Live;

namespace MinerMonitor.Grains.Markets;

/// <summary>All markets of one world on one board: topic <c>markets</c>. Key: the world.</summary>
[GrainInterfaceType("mm.market-board")]
public interface IMarketBoardGrain : ITopicGrain;
