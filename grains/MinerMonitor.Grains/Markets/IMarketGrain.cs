using MinerMonitor.Grains.Live;

namespace MinerMonitor.Grains.Markets;

/// <summary>One source of price or flow. Key: world/market, for example <c>live/spot</c>.</summary>
public interface IMarketGrain : ITopicGrain;
