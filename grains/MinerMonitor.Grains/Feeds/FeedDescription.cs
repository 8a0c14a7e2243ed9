namespace MinerMonitor.Grains.Feeds;

/// <summary>One feed that this server knows, as configured.</summary>
/// <param name="Feed">Feed, for example <c>kraken-spot</c>. Stable: the key of its grain, and what its readings carry.</param>
/// <param name="Target">What it feeds: a market, <c>network</c> or <c>history</c>.</param>
/// <param name="IsEnabled">False when it is switched off by configuration.</param>
/// <param name="Title">Name for people, for example <c>Kraken spot</c>.</param>
/// <param name="ReadingAgeLimit">Silence of readings after which the feed is stale; null where silence is normal, as with liquidations.</param>
/// <param name="Attribution">What the provider wants to be said beside its data; null when nothing.</param>
[GenerateSerializer, Immutable, Alias("mm.feed.description")]
public sealed record FeedDescription(
    [property: Id(0)] string Feed,
    [property: Id(1)] string Target,
    [property: Id(2)] bool IsEnabled,
    [property: Id(3)] string Title,
    [property: Id(4)] TimeSpan? ReadingAgeLimit,
    [property: Id(5)] string? Attribution);
