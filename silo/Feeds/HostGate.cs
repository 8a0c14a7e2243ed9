namespace MinerMonitor.Silo.Feeds;

/// <summary>At most one attempt to connect a second and host, whichever feeds want to. Thread-safe.</summary>
/// <param name="time">Clock; waits are measured by its timestamps, so that setting the machine's clock holds nobody up.</param>
internal sealed class HostGate(TimeProvider time)
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _nextAt = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Waits for this host's turn.</summary>
    public async Task EnterAsync(Uri address, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var mine = Math.Max(now, _nextAt.GetValueOrDefault(address.Authority, now));
            _nextAt[address.Authority] = mine + (long)(s_between.TotalSeconds * time.TimestampFrequency);
            wait = time.GetElapsedTime(now, mine);
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }
}
