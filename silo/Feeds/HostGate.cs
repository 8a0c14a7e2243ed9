using System.Collections.Concurrent;

namespace MinerMonitor.Silo.Feeds;

/// <summary>At most one attempt to connect a second and host, whichever feeds want to. Thread-safe.</summary>
/// <param name="time">Clock.</param>
internal sealed class HostGate(TimeProvider time)
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, long> _nextAtMs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Waits for this host's turn.</summary>
    public async Task EnterAsync(Uri address, CancellationToken cancellationToken)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var mineMs = nowMs;
        _nextAtMs.AddOrUpdate(
            address.Authority,
            _ => nowMs + (long)s_between.TotalMilliseconds,
            (_, nextMs) =>
            {
                mineMs = Math.Max(nowMs, nextMs);
                return mineMs + (long)s_between.TotalMilliseconds;
            });
        if (mineMs > nowMs)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(mineMs - nowMs), time, cancellationToken);
        }
    }
}
