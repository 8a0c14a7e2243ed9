namespace MinerMonitor.Grains.Feeds;

/// <summary>Brings one source in from outside. A port: the adapters live in the server.</summary>
public interface IFeedAdapter
{
    /// <summary>Runs until cancelled. What the outside does wrong is counted in the link's meter and never thrown.</summary>
    /// <param name="link">Where readings and health go.</param>
    /// <param name="stoppingToken">Cancelled when the feed stops or moves to another silo; the adapter returns within 2 s.</param>
    Task RunAsync(FeedLink link, CancellationToken stoppingToken);
}

/// <summary>The feeds that this silo is configured with. A port.</summary>
public interface IFeedCatalogue
{
    /// <summary>All feeds, those that are off included, by name.</summary>
    IReadOnlyList<FeedDescription> Feeds { get; }

    /// <summary>A new adapter of an enabled feed.</summary>
    /// <exception cref="KeyNotFoundException">No such feed.</exception>
    IFeedAdapter CreateAdapter(string feed);
}

/// <summary>What an adapter works with.</summary>
/// <param name="Description">The feed.</param>
/// <param name="Sink">Takes readings.</param>
/// <param name="Meter">Takes health.</param>
/// <param name="Tap">Takes raw messages while somebody records.</param>
/// <param name="Time">Clock.</param>
public sealed record FeedLink(FeedDescription Description, FeedSink Sink, FeedMeter Meter, FeedTap Tap, TimeProvider Time);
