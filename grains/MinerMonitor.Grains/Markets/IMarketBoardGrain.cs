using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Worlds;

namespace MinerMonitor.Grains.Markets;

/// <summary>All markets of one world on one board: topic <c>markets</c>. Key: the world.</summary>
[GrainInterfaceType("mm.market-board")]
public interface IMarketBoardGrain : ITopicGrain, IReplayPart
{
    /// <summary>Takes what a market became.</summary>
    [Alias("ObserveAsync")]
    ValueTask ObserveAsync(MarketView market);

    /// <summary>Moves the world's time on; one frame when any market changed.</summary>
    [Alias("AdvanceToAsync")]
    ValueTask AdvanceToAsync(DateTimeOffset worldTime);

    /// <summary>Forgets everything and begins a new stream: a replay that jumps back. Refused in <c>live</c>.</summary>
    /// <exception cref="InvalidOperationException">The world is <c>live</c>.</exception>
    [Alias("ResetAsync")]
    ValueTask ResetAsync();
}
