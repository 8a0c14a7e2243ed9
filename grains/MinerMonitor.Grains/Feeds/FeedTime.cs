namespace MinerMonitor.Grains.Feeds;

/// <summary>When something was so at its source and when it came here.</summary>
/// <param name="SourceAtMs">The source's time, Unix milliseconds; null when it gives none, or one that cannot be.</param>
/// <param name="ReceivedAtMs">Receipt, Unix milliseconds.</param>
public readonly record struct FeedTime(long? SourceAtMs, long ReceivedAtMs)
{
    /// <summary>A source's time that lies further ahead than this is replaced by the receipt, milliseconds.</summary>
    public const long AheadLimitMs = 10_000;

    /// <summary>The source's time where it has one, else the receipt.</summary>
    public long AtMs => SourceAtMs ?? ReceivedAtMs;

    /// <summary>Epoch time in seconds, milliseconds or microseconds, told apart by its size, as Unix milliseconds.</summary>
    public static long ToUnixMilliseconds(long epoch) => epoch switch
    {
        > 100_000_000_000_000 => epoch / 1000,
        > 100_000_000_000 => epoch,
        _ => epoch * 1000,
    };
}
