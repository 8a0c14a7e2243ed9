using MinerMonitor.Model.Economics;
using Xunit;

namespace MinerMonitor.Model.Tests.Economics;

/// <summary>Which band holds when, by the clock on the site's wall.</summary>
public sealed class TariffCalendarTests
{
    private const long MinuteMs = 60_000;
    private const TariffDays Workdays = TariffDays.Monday | TariffDays.Tuesday | TariffDays.Wednesday | TariffDays.Thursday | TariffDays.Friday;

    private static readonly TariffBand s_peak = new("peak", Workdays, 14 * 60, 20 * 60, 0.12);
    private static readonly TariffBand s_night = new("night", TariffDays.Daily, 22 * 60, 6 * 60, 0.03);
    private static readonly TariffBand s_weekend = new("weekend", TariffDays.Saturday | TariffDays.Sunday, 6 * 60, 22 * 60, 0.04);

    [Theory]
    [InlineData("2026-02-02T19:59:59Z", 0.05)] // Monday 13:59:59 in Chicago
    [InlineData("2026-02-02T20:00:00Z", 0.12)]
    [InlineData("2026-02-03T01:59:59Z", 0.12)]
    [InlineData("2026-02-03T02:00:00Z", 0.05)]
    [InlineData("2026-02-07T20:00:00Z", 0.04)] // Saturday 14:00
    [InlineData("2026-02-07T11:59:00Z", 0.03)] // Saturday 05:59: Friday's night
    [InlineData("2026-02-09T05:59:00Z", 0.03)] // Sunday 23:59
    [InlineData("2026-02-09T06:00:00Z", 0.03)] // Monday 00:00: Sunday's night runs into the new week
    [InlineData("2026-02-09T12:00:00Z", 0.05)] // Monday 06:00
    public void A_band_holds_from_its_first_minute_to_its_last(string at, double usdKwh) => Assert.Equal(usdKwh, Chicago().UsdKwhAt(Ms(at)));

    [Fact]
    public void The_next_change_passes_week_and_weekend()
    {
        Assert.Equal(
            [
                "2026-02-07T02:00", // Friday 20:00: the peak ends
                "2026-02-07T04:00", // 22:00: night
                "2026-02-07T12:00", // Saturday 06:00: weekend
                "2026-02-08T04:00",
                "2026-02-08T12:00",
                "2026-02-09T04:00",
                "2026-02-09T12:00", // Monday 06:00: no break at midnight, where the week ends
                "2026-02-09T20:00", // 14:00: peak
            ],
            Changes(Chicago(), Ms("2026-02-06T21:00:00Z"), 8));
    }

    [Fact]
    public void When_clocks_go_forward_a_band_of_the_hour_that_does_not_come_begins_with_the_jump()
    {
        // 8 March 2026, Chicago: 02:00 is 03:00.
        var tariff = Calendar("America/Chicago", new TariffBand("early", TariffDays.Daily, 150, 300, 0.02)); // 02:30 to 05:00

        Assert.Equal(["2026-03-07T08:30", "2026-03-07T11:00", "2026-03-08T08:00", "2026-03-08T10:00", "2026-03-09T07:30"], Changes(tariff, Ms("2026-03-07T08:00:00Z"), 5));
        Assert.Equal((0.05, 0.02), (tariff.UsdKwhAt(Ms("2026-03-08T07:59:59Z")), tariff.UsdKwhAt(Ms("2026-03-08T08:00:00Z"))));
    }

    [Fact]
    public void When_clocks_go_back_the_hour_that_comes_twice_has_its_price_twice()
    {
        // 1 November 2026, Chicago: at 02:00 it is 01:00 again.
        var half = Calendar("America/Chicago", new TariffBand("half", TariffDays.Daily, 90, 120, 0.02)); // 01:30 to 02:00
        Assert.Equal(["2026-11-01T06:30", "2026-11-01T07:00", "2026-11-01T07:30", "2026-11-01T08:00", "2026-11-02T07:30"], Changes(half, Ms("2026-11-01T04:30:00Z"), 5));

        var hour = Calendar("America/Chicago", new TariffBand("hour", TariffDays.Daily, 60, 120, 0.02)); // 01:00 to 02:00: two hours in one
        Assert.Equal(["2026-11-01T06:00", "2026-11-01T08:00"], Changes(hour, Ms("2026-11-01T05:00:00Z"), 2));
    }

    [Fact]
    public void A_tariff_of_one_band_never_changes() =>
        Assert.Null(Calendar("UTC", new TariffBand("", TariffDays.Daily, 0, 1440, 0.02)).NextChangeMs(Ms("2026-02-05T00:00:00Z")));

    [Theory]
    [InlineData("America/Chicago", "2026-03-02T00:00:00Z", 1)]
    [InlineData("America/Chicago", "2026-10-26T00:00:00Z", 2)]
    [InlineData("Europe/Berlin", "2026-03-23T00:00:00Z", 3)]
    [InlineData("Europe/Berlin", "2026-10-19T00:00:00Z", 4)]
    [InlineData("Australia/Lord_Howe", "2026-03-30T00:00:00Z", 5)] // half an hour, on Sunday morning there
    [InlineData("Australia/Lord_Howe", "2026-09-28T00:00:00Z", 6)]
    [InlineData("Asia/Kathmandu", "2026-02-02T00:00:00Z", 7)] // UTC+05:45
    [InlineData("Africa/Casablanca", "2026-02-10T00:00:00Z", 8)] // back for Ramadan
    public void Every_minute_of_two_weeks_has_the_band_that_the_wall_clock_says(string zoneName, string from, int seed)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
        var tariff = new TimeOfUseTariff(zoneName, [.. RandomBands(new Random(seed))], 0.05);
        Assert.Null(tariff.FaultOf());
        var calendar = TariffCalendar.Of(tariff)!;
        var fromMs = Ms(from);
        var nextMs = calendar.NextChangeMs(fromMs);
        var before = calendar.BandAt(fromMs);
        var changes = 0;
        for (var atMs = fromMs + MinuteMs; atMs < fromMs + (14 * 1440 * MinuteMs); atMs += MinuteMs)
        {
            var band = calendar.BandAt(atMs);
            Assert.Equal(BandOf(tariff, TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(atMs), zone).DateTime), band);
            if (!ReferenceEquals(band, before))
            {
                Assert.Equal(atMs, nextMs);
                nextMs = calendar.NextChangeMs(atMs);
                changes++;
            }
            else
            {
                Assert.True(nextMs > atMs);
            }

            before = band;
        }

        Assert.True(changes > 14);
    }

    private static TariffCalendar Chicago() => Calendar("America/Chicago", s_peak, s_night, s_weekend);

    private static TariffCalendar Calendar(string zone, params TariffBand[] bands)
    {
        var tariff = new TimeOfUseTariff(zone, [.. bands], 0.05);
        Assert.Null(tariff.FaultOf());
        return TariffCalendar.Of(tariff)!;
    }

    private static List<string> Changes(TariffCalendar calendar, long fromMs, int count)
    {
        var changes = new List<string>();
        for (var atMs = fromMs; changes.Count < count;)
        {
            atMs = calendar.NextChangeMs(atMs)!.Value;
            changes.Add(DateTimeOffset.FromUnixTimeMilliseconds(atMs).ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture));
        }

        return changes;
    }

    /// <summary>Bands of random minutes, each on some days, none over another, the last one through midnight.</summary>
    private static IEnumerable<TariffBand> RandomBands(Random random)
    {
        var minutes = Enumerable.Range(0, 7).Select(_ => random.Next(1, 1439)).Distinct().Order().ToList();
        for (var index = 0; index + 1 < minutes.Count; index += 2)
        {
            yield return new TariffBand($"band {index}", (TariffDays)random.Next(1, 128), minutes[index], minutes[index + 1], random.NextDouble());
        }

        if (minutes.Count % 2 == 1)
        {
            yield return new TariffBand("night", (TariffDays)random.Next(1, 128), minutes[^1], minutes[0], random.NextDouble());
        }
    }

    private static TariffBand? BandOf(TimeOfUseTariff tariff, DateTime wall)
    {
        var minute = (wall.Hour * 60) + wall.Minute;
        return tariff.Bands.SingleOrDefault(band => band.FromMinute < band.ToMinute
            ? BeginsOn(band, wall) && minute >= band.FromMinute && minute < band.ToMinute
            : (BeginsOn(band, wall) && minute >= band.FromMinute) || (BeginsOn(band, wall.AddDays(-1)) && minute < band.ToMinute));

        static bool BeginsOn(TariffBand band, DateTime day) => band.Days.HasFlag((TariffDays)(1 << (((int)day.DayOfWeek + 6) % 7)));
    }

    private static long Ms(string at) => DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
