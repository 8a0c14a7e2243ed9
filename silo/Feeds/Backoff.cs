using System.Security.Cryptography;

namespace MinerMonitor.Silo.Feeds;

/// <summary>Waits between attempts: none at once after a connection that held, then full jitter, random(0, min(60 s, 1 s × 2^n)).</summary>
internal sealed class Backoff
{
    /// <summary>Longest wait.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>A connection that was live for so long resets the waits.</summary>
    public static readonly TimeSpan Held = TimeSpan.FromSeconds(60);

    private int _failures;

    /// <summary>Failures in a row.</summary>
    public int Failures => _failures;

    /// <summary>Wait before the next attempt.</summary>
    /// <param name="live">How long the connection that ended had been live; zero when it never was.</param>
    public TimeSpan Next(TimeSpan live)
    {
        if (live >= Held)
        {
            _failures = 0;
            return TimeSpan.Zero;
        }

        var limitMs = Math.Min(Longest.TotalMilliseconds, 1_000 * Math.Pow(2, Math.Min(_failures++, 16)));
        return TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)limitMs + 1));
    }
}
