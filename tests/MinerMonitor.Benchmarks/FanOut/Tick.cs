namespace MinerMonitor.Benchmarks.FanOut;

/// <summary>When a frame was asked for.</summary>
/// <param name="At">Timestamp of the machine's monotonic clock.</param>
/// <param name="AtUnixMs">The same moment by the wall clock, Unix milliseconds.</param>
internal readonly record struct Tick(long At, double AtUnixMs)
{
    /// <summary>Now.</summary>
    public static Tick Now(TimeProvider time) => new(time.GetTimestamp(), (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds);
}
