namespace MinerMonitor.Client.Watching;

/// <summary>Exponential back-off with full jitter: each wait is drawn evenly from zero to a bound that doubles with each failure.</summary>
internal sealed class Backoff
{
    private readonly TimeSpan _min;
    private readonly TimeSpan _max;
    private readonly Random _random;
    private int _failures;

    public Backoff(TimeSpan min, TimeSpan max, Random random)
    {
        _min = min;
        _max = max;
        _random = random;
    }

    /// <summary>Upper bound of the next wait.</summary>
    public TimeSpan Bound => _min * Math.Pow(2, Math.Min(_failures, 30)) is var grown && grown < _max ? grown : _max;

    /// <summary>Draws the next wait and counts one failure more.</summary>
    public TimeSpan Next()
    {
        var wait = TimeSpan.FromMilliseconds(Math.Floor(Bound.TotalMilliseconds * _random.NextDouble())); // timers know whole milliseconds
        _failures++;
        return wait;
    }

    /// <summary>Forgets the failures.</summary>
    public void Reset() => _failures = 0;
}
