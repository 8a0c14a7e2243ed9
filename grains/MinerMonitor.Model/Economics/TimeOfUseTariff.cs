using System.Collections.Immutable;
using System.Globalization;

namespace MinerMonitor.Model.Economics;

/// <summary>Days of a week on which a band begins. Stored: never renumber.</summary>
[Flags]
public enum TariffDays : byte
{
    None = 0,
    Monday = 1,
    Tuesday = 2,
    Wednesday = 4,
    Thursday = 8,
    Friday = 16,
    Saturday = 32,
    Sunday = 64,

    /// <summary>All of them.</summary>
    Daily = 127,
}

/// <summary>Hours of some days at one price, by the clock on the site's wall.</summary>
/// <param name="Name">What the contract calls them, for example <c>peak</c>; empty: nothing.</param>
/// <param name="Days">Days on which they begin.</param>
/// <param name="FromMinute">First minute of the day, 0 to 1439.</param>
/// <param name="ToMinute">Minute at which they end, 1 to 1440; below <paramref name="FromMinute"/> it is of the next day.</param>
/// <param name="UsdKwh">Price, USD per kWh; may be negative.</param>
[GenerateSerializer, Immutable, Alias("mm.economics.tariff-band")]
public sealed record TariffBand(
    [property: Id(0)] string Name,
    [property: Id(1)] TariffDays Days,
    [property: Id(2)] int FromMinute,
    [property: Id(3)] int ToMinute,
    [property: Id(4)] double UsdKwh)
{
    /// <summary>How a person would name it: its name, else its hours.</summary>
    public string Title => Name.Length > 0 ? Name : $"{TimeOfUseTariff.Clock(FromMinute)}–{TimeOfUseTariff.Clock(ToMinute)}";
}

/// <summary>Energy whose price follows the weekday and the hour at the site.</summary>
/// <param name="TimeZone">IANA name of the time zone of the site's clock, for example <c>America/Chicago</c>.</param>
/// <param name="Bands">Bands, none over another.</param>
/// <param name="OtherwiseUsdKwh">Price of all other hours, USD per kWh; null: the bands leave none.</param>
[GenerateSerializer, Immutable, Alias("mm.economics.time-of-use")]
public sealed record TimeOfUseTariff(
    [property: Id(0)] string TimeZone,
    [property: Id(1)] ImmutableArray<TariffBand> Bands,
    [property: Id(2)] double? OtherwiseUsdKwh)
{
    /// <summary>Most bands of a tariff.</summary>
    public const int MaxBands = 48;

    /// <summary>Longest name of a band.</summary>
    public const int MaxNameLength = 32;

    internal const int MinutesOfDay = 1440;
    internal const int MinutesOfWeek = 7 * MinutesOfDay;
    private static readonly string[] s_days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    /// <summary>What is wrong with it and how to mend that; null when nothing is.</summary>
    public string? FaultOf()
    {
        if (FindZone() is null)
        {
            return $"timeZone '{TimeZone}' is not known: give an IANA name such as America/Chicago or UTC.";
        }

        if (Bands.Length is 0 or > MaxBands)
        {
            return $"bands holds {Bands.Length} bands: give 1 to {MaxBands}.";
        }

        foreach (var (index, band) in Bands.Index())
        {
            if (FaultOf(band) is { } fault)
            {
                return $"bands[{index}]: {fault}";
            }
        }

        if (OtherwiseUsdKwh is { } otherwise && !TariffSchedule.IsPrice(otherwise))
        {
            return $"otherwiseUsdKwh {TariffSchedule.PriceRule}";
        }

        var week = new int[MinutesOfWeek];
        return OverlapIn(week) ?? (OtherwiseUsdKwh is null && Array.IndexOf(week, 0) is >= 0 and var free
            ? $"No band holds {Moment(free)} at the site: add one that does, or give otherwiseUsdKwh for all other hours."
            : null);
    }

    /// <summary>A minute of the day as a clock shows it.</summary>
    public static string Clock(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");

    /// <summary>The time zone; null: this machine does not know it.</summary>
    internal TimeZoneInfo? FindZone() =>
        TimeZone.Length is > 0 and <= 64 && TimeZone.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '+' or '/')
        && TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) && zone.HasIanaId
            ? zone
            : null;

    /// <summary>Minutes of a week, from Monday 00:00, at which a band begins, with its length in minutes.</summary>
    internal static IEnumerable<(int Start, int Length)> SpansOf(TariffBand band)
    {
        var length = band.ToMinute > band.FromMinute ? band.ToMinute - band.FromMinute : band.ToMinute + MinutesOfDay - band.FromMinute;
        return Enumerable.Range(0, 7).Where(day => ((int)band.Days & (1 << day)) != 0).Select(day => ((day * MinutesOfDay) + band.FromMinute, length));
    }

    private static string? FaultOf(TariffBand band) =>
        band.Name.Length > MaxNameLength || band.Name.Any(char.IsControl) ? $"name has at most {MaxNameLength} characters and no control characters."
        : band.Days is TariffDays.None or > TariffDays.Daily ? "days is empty: name at least one, or leave it out for every day."
        : band.FromMinute is < 0 or >= MinutesOfDay || band.ToMinute is <= 0 or > MinutesOfDay ? "from lies between 00:00 and 23:59, to between 00:01 and 24:00."
        : band.FromMinute == band.ToMinute ? $"from and to are both {Clock(band.FromMinute)}: a whole day is 00:00 to 24:00."
        : !TariffSchedule.IsPrice(band.UsdKwh) ? $"usdKwh {TariffSchedule.PriceRule}"
        : null;

    /// <summary>Marks each minute with its band, from 1; says where one lies over another.</summary>
    private string? OverlapIn(int[] week)
    {
        foreach (var (index, band) in Bands.Index())
        {
            foreach (var (start, length) in SpansOf(band))
            {
                for (var minute = start; minute < start + length; minute++)
                {
                    ref var holder = ref week[minute % MinutesOfWeek];
                    if (holder != 0)
                    {
                        return $"bands[{holder - 1}] ({Bands[holder - 1].Title}) and bands[{index}] ({band.Title}) both hold {Moment(minute % MinutesOfWeek)}: "
                            + "end the one where the other begins.";
                    }

                    holder = index + 1;
                }
            }
        }

        return null;
    }

    private static string Moment(int minuteOfWeek) => $"{s_days[minuteOfWeek / MinutesOfDay]} {Clock(minuteOfWeek % MinutesOfDay)}";
}
