namespace MinerMonitor.Model.Telemetry;

/// <summary>Unit of line protocol's timestamps.</summary>
public enum TimestampPrecision
{
    /// <summary>Not told: the unit in which the number is a time from 2010 to 2110, else nanoseconds.</summary>
    Guess = 0,
    Nanoseconds,
    Microseconds,
    Milliseconds,
    Seconds,
}

/// <summary>Times of samples.</summary>
public static class Timestamps
{
    /// <summary>What a refusal tells the sender to use.</summary>
    public const string Words = "ns, us, ms or s";

    // 2010-01-01 and 2110-01-01, Unix seconds. The ranges of two units never overlap, since they are a factor of 1,000 apart.
    private const long MinPlausibleSec = 1_262_304_000;
    private const long MaxPlausibleSec = 4_417_977_600;

    /// <summary>Reads the parameter <c>precision</c> of the write surfaces, in the words of both InfluxDB versions.</summary>
    public static bool TryParsePrecision(string? text, out TimestampPrecision precision)
    {
        TimestampPrecision? known = text switch
        {
            null or "" => TimestampPrecision.Guess,
            "ns" or "n" => TimestampPrecision.Nanoseconds,
            "us" or "u" or "µs" => TimestampPrecision.Microseconds,
            "ms" => TimestampPrecision.Milliseconds,
            "s" => TimestampPrecision.Seconds,
            _ => null,
        };
        precision = known ?? TimestampPrecision.Guess;
        return known is not null;
    }

    /// <summary>Unix milliseconds of a timestamp; it saturates.</summary>
    public static long ToUnixMs(long timestamp, TimestampPrecision precision) => precision switch
    {
        TimestampPrecision.Seconds => timestamp > long.MaxValue / 1000 ? long.MaxValue
            : timestamp < long.MinValue / 1000 ? long.MinValue : timestamp * 1000,
        TimestampPrecision.Milliseconds => timestamp,
        TimestampPrecision.Microseconds => timestamp / 1000,
        TimestampPrecision.Nanoseconds => timestamp / 1_000_000,
        _ => ToUnixMs(timestamp, Guess(timestamp)),
    };

    private static TimestampPrecision Guess(long timestamp)
    {
        if (IsPlausible(timestamp, 1_000_000_000))
        {
            return TimestampPrecision.Nanoseconds;
        }

        if (IsPlausible(timestamp, 1))
        {
            return TimestampPrecision.Seconds;
        }

        return IsPlausible(timestamp, 1000) ? TimestampPrecision.Milliseconds
            : IsPlausible(timestamp, 1_000_000) ? TimestampPrecision.Microseconds : TimestampPrecision.Nanoseconds;
    }

    private static bool IsPlausible(long timestamp, long perSecond) =>
        timestamp / perSecond is >= MinPlausibleSec and < MaxPlausibleSec;
}
