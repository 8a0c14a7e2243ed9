using System.Diagnostics.CodeAnalysis;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>The price that made-up exchanges quote around: a slow random walk from a fixed seed. Thread-safe.</summary>
/// <param name="time">Clock.</param>
/// <param name="startUsd">First price, USD per BTC.</param>
/// <param name="seed">Seed of the walk.</param>
[SuppressMessage("Security", "CA5394", Justification = "a made-up price is no secret")]
public sealed class StubMarket(TimeProvider time, decimal startUsd = 81_200, int seed = 1)
{
    private const long FirstNumber = 1_000_000;

    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private decimal _midUsd = startUsd;
    private long _number = FirstNumber;

    /// <summary>Clock of the exchanges.</summary>
    public TimeProvider Time => time;

    /// <summary>Time between two quotes of an exchange.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Quotes that an exchange sends each time.</summary>
    public int AtOnce { get; set; } = 1;

    /// <summary>Quotes made so far.</summary>
    public long Sent => Interlocked.Read(ref _number) - FirstNumber;

    /// <summary>How far the clock of the exchanges runs ahead of ours; negative: behind.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>The price now; setting it is a crash or a rally.</summary>
    public decimal MidUsd
    {
        get
        {
            lock (_lock)
            {
                return _midUsd;
            }
        }

        set
        {
            lock (_lock)
            {
                _midUsd = value;
            }
        }
    }

    /// <summary>The next quote: up to one dollar from the last one.</summary>
    public StubQuote Next()
    {
        lock (_lock)
        {
            _midUsd += Math.Round((decimal)(_random.NextDouble() - 0.5) * 2, 1);
            return new StubQuote(_midUsd - 0.1m, _midUsd + 0.1m, Interlocked.Increment(ref _number), time.GetUtcNow() + Skew);
        }
    }
}

/// <summary>One quote of a made-up exchange.</summary>
/// <param name="Bid">Best bid.</param>
/// <param name="Ask">Best ask.</param>
/// <param name="Number">Counts up over all exchanges.</param>
/// <param name="At">The exchange's time.</param>
public sealed record StubQuote(decimal Bid, decimal Ask, long Number, DateTimeOffset At)
{
    /// <summary>Unix milliseconds.</summary>
    public long AtMs => At.ToUnixTimeMilliseconds();
}
