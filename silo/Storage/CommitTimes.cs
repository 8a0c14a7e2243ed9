namespace MinerMonitor.Silo.Storage;

/// <summary>How long group commits took: the last one, and the slowest of the present minute and the one before.</summary>
/// <param name="time">Clock.</param>
internal sealed class CommitTimes(TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _minute;
    private double? _last;
    private double? _slowest;
    private double? _slowestBefore;

    /// <summary>The last one, milliseconds; null before the first.</summary>
    public double? LastMs
    {
        get
        {
            lock (_lock) return _last;
        }
    }

    /// <summary>The slowest of the last minute or two, milliseconds; null when there was none.</summary>
    public double? SlowestMs
    {
        get
        {
            lock (_lock)
            {
                MoveOn();
                return _slowestBefore is { } before ? Math.Max(before, _slowest ?? before) : _slowest;
            }
        }
    }

    /// <summary>Takes one in.</summary>
    public void Note(TimeSpan took)
    {
        lock (_lock)
        {
            MoveOn();
            _last = took.TotalMilliseconds;
            _slowest = Math.Max(_slowest ?? 0, took.TotalMilliseconds);
        }
    }

    private void MoveOn()
    {
        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        if (minute == _minute)
        {
            return;
        }

        _slowestBefore = minute == _minute + 1 ? _slowest : null;
        _slowest = null;
        _minute = minute;
    }
}
