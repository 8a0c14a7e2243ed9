namespace MinerMonitor.Model.Stress;

/// <summary>Calendar days in UTC and their ends in Unix milliseconds.</summary>
public static class UtcDay
{
    private const long MillisecondsPerDay = 86_400_000;
    private static readonly int s_unixEpochDay = new DateOnly(1970, 1, 1).DayNumber;

    public static long StartMs(DateOnly day) => (day.DayNumber - s_unixEpochDay) * MillisecondsPerDay;

    /// <summary>24:00 of the day: the time at which its values are known.</summary>
    public static long CloseMs(DateOnly day) => StartMs(day) + MillisecondsPerDay;

    public static DateOnly Of(long atMs) => DateOnly.FromDayNumber((int)Math.Floor((double)atMs / MillisecondsPerDay) + s_unixEpochDay);

    /// <summary>The day that a time closes or lies in: 24:00 belongs to the day that ends.</summary>
    public static DateOnly Ending(long atMs) => Of(atMs - 1);
}
