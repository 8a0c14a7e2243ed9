using System.Collections.Immutable;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Worlds;

namespace MinerMonitor.Grains.Feeds;

/// <summary>Health of each source that brings data into one world: topic <c>feeds</c>. Key: the world.</summary>
[GrainInterfaceType("mm.feed-board")]
public interface IFeedBoardGrain : ITopicGrain, IReplayPart
{
    /// <summary>
    /// Takes what sources did. Counts are totals of the reporter, so a lost report is healed by the next one; who reports repeats itself
    /// at least every 10 s of world time.
    /// </summary>
    [Alias("ReportAsync")]
    ValueTask ReportAsync(ImmutableArray<FeedReport> reports);

    /// <summary>Takes how an adapter is. Whoever runs it repeats itself at least every 10 s; one that falls silent for 20 s is shown so.</summary>
    [Alias("ReportStatusAsync")]
    ValueTask ReportStatusAsync(FeedStatus status);

    /// <summary>Moves the world's time on: sources that are silent for too long turn stale.</summary>
    [Alias("AdvanceToAsync")]
    ValueTask AdvanceToAsync(DateTimeOffset worldTime);

    /// <summary>Forgets everything and begins a new stream: a replay that jumps back. Refused in <c>live</c>.</summary>
    /// <exception cref="InvalidOperationException">The world is <c>live</c>.</exception>
    [Alias("ResetAsync")]
    ValueTask ResetAsync();
}

/// <summary>One source as its target sees it.</summary>
/// <param name="Feed">Feed, for example <c>kraken-spot</c>; <c>push:{source}</c> for a source that pushes.</param>
/// <param name="Target">Market, or <c>network</c>.</param>
/// <param name="Accepted">Observations accepted since the target was activated.</param>
/// <param name="Refused">Observations refused since then.</param>
/// <param name="HeardAtMs">World time of the last message, Unix milliseconds.</param>
/// <param name="ReadingAtMs">World time of the newest accepted reading, Unix milliseconds; null when none was accepted.</param>
/// <param name="AgeLimitMs">Silence after which the source is stale, milliseconds.</param>
/// <param name="Duplicates">Events that came again since then: counted once, neither accepted nor refused.</param>
[GenerateSerializer, Immutable, Alias("mm.feed.report")]
public sealed record FeedReport(
    [property: Id(0)] string Feed,
    [property: Id(1)] string Target,
    [property: Id(2)] long Accepted,
    [property: Id(3)] long Refused,
    [property: Id(4)] long HeardAtMs,
    [property: Id(5)] long? ReadingAtMs,
    [property: Id(6)] long AgeLimitMs,
    [property: Id(7)] long Duplicates = 0);

/// <summary>All sources of a world.</summary>
[GenerateSerializer, Immutable, Alias("mm.feed.board-view")]
public sealed record FeedBoardView(
    [property: Id(0)] string World,
    [property: Id(1)] long AsOfMs,
    [property: Id(2)] ImmutableArray<FeedLine> Items);

/// <summary>One source and its state.</summary>
/// <param name="Report">What its target says of it: zeros before the first observation.</param>
/// <param name="State">One of <see cref="Sectors.InputState"/> or <see cref="FeedStates"/>.</param>
/// <param name="Reason">Why, when not live.</param>
/// <param name="Status">What its adapter says; null for a source that pushes.</param>
[GenerateSerializer, Immutable, Alias("mm.feed.line")]
public sealed record FeedLine(
    [property: Id(0)] FeedReport Report,
    [property: Id(1)] string State,
    [property: Id(2)] string? Reason,
    [property: Id(3)] FeedStatus? Status);
