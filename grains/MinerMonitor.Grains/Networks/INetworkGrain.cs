using System.Collections.Immutable;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Worlds;

namespace MinerMonitor.Grains.Networks;

/// <summary>The Bitcoin chain as one world sees it. Topic <c>network</c>; its blocks are events of topic <c>blocks</c>. Key: the world.</summary>
[GrainInterfaceType("mm.network")]
public interface INetworkGrain : ITopicGrain, IReplayPart
{
    /// <summary>Takes observations in order and answers when what they changed is stored. A refused one leaves the others alone.</summary>
    [Alias("ObserveAsync")]
    ValueTask<NetworkOutcome> ObserveAsync(ImmutableArray<NetworkObservation> observations);

    /// <summary>Moves the world's time on: the chain turns stale 3 hours after it was last heard of.</summary>
    [Alias("AdvanceToAsync")]
    ValueTask AdvanceToAsync(DateTimeOffset worldTime);

    /// <summary>Forgets everything and begins a new stream: a replay that jumps back. Refused in <c>live</c>.</summary>
    /// <exception cref="InvalidOperationException">The world is <c>live</c>.</exception>
    [Alias("ResetAsync")]
    ValueTask ResetAsync();
}
