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

    /// <summary>Which blocks a feed should fetch, so that hashrates and fees of the last 7 days do not wait for a week of listening.</summary>
    /// <param name="rank">Rank of the feed that asks: one that is not believed now is asked for nothing.</param>
    [Alias("GetGapsAsync")]
    ValueTask<ChainGaps> GetGapsAsync(int rank);

    /// <summary>A closed day as its blocks tell it; null while they do not: no block after it was seen, or not the last one of it.</summary>
    /// <param name="day">The day, UTC.</param>
    /// <param name="lastHeightBefore">Last block of the day before, when somebody else knows it.</param>
    [Alias("GetDayAsync")]
    ValueTask<ChainDay?> GetDayAsync(DateOnly day, int? lastHeightBefore);

    /// <summary>Moves the world's time on: the chain turns stale 3 hours after it was last heard of.</summary>
    [Alias("AdvanceToAsync")]
    ValueTask AdvanceToAsync(DateTimeOffset worldTime);

    /// <summary>Forgets everything and begins a new stream: a replay that jumps back. Refused in <c>live</c>.</summary>
    /// <exception cref="InvalidOperationException">The world is <c>live</c>.</exception>
    [Alias("ResetAsync")]
    ValueTask ResetAsync();
}

/// <summary>What is not known of the newest blocks.</summary>
/// <param name="TipHeight">Height of the newest block; null before the first.</param>
/// <param name="Heights">Blocks whose time or fees are not known, newest first; the first one of the epoch is among them while its time is not known.</param>
/// <param name="Wanted">Blocks that are wanted in all.</param>
[GenerateSerializer, Immutable, Alias("mm.network.gaps")]
public sealed record ChainGaps([property: Id(0)] int? TipHeight, [property: Id(1)] ImmutableArray<int> Heights, [property: Id(2)] int Wanted);
