namespace MinerMonitor.Model.Economics;

/// <summary>Answers which band of a time-of-use tariff holds at a moment, and until when. A pure function of the moment.</summary>
/// <remarks>
/// Bands follow the clock on the site's wall. When clocks go back, the hour that comes twice has the price of its name both times; when they
/// go forward, the hour that does not come has none, and a band that would begin within it begins with the jump.
/// </remarks>
public sealed class TariffCalendar
{
    private const long MinuteMs = 60_000;
    private const long HourMs = 60 * MinuteMs;
    private const int Otherwise = -1;

    private readonly TimeOfUseTariff _tariff;
    private readonly TimeZoneInfo _zone;
    private readonly List<(int Start, int End, int Band)> _spans = [];

    private TariffCalendar(TimeOfUseTariff tariff, TimeZoneInfo zone)
    {
        (_tariff, _zone) = (tariff, zone);
        foreach (var (index, band) in tariff.Bands.Index())
        {
            foreach (var (start, length) in TimeOfUseTariff.SpansOf(band))
            {
                _spans.Add((start, Math.Min(start + length, TimeOfUseTariff.MinutesOfWeek), index));
                if (start + length > TimeOfUseTariff.MinutesOfWeek)
                {
                    _spans.Add((0, start + length - TimeOfUseTariff.MinutesOfWeek, index)); // Sunday night's runs into Monday
                }
            }
        }

        _spans.Sort();
    }

    /// <summary>Makes a calendar of a tariff without faults; null when this machine does not know its time zone.</summary>
    public static TariffCalendar? Of(TimeOfUseTariff tariff) => tariff.FindZone() is { } zone ? new TariffCalendar(tariff, zone) : null;

    /// <summary>The band that holds at a moment; null: the price of all other hours.</summary>
    public TariffBand? BandAt(long atMs) => IndexAt(atMs) is >= 0 and var index ? _tariff.Bands[index] : null;

    /// <summary>Price at a moment, USD per kWh; null when no band holds and there is no other price.</summary>
    public double? UsdKwhAt(long atMs) => BandAt(atMs)?.UsdKwh ?? _tariff.OtherwiseUsdKwh;

    /// <summary>The next moment at which another band holds, Unix milliseconds; null: none within nine days.</summary>
    public long? NextChangeMs(long atMs)
    {
        var now = IndexAt(atMs);
        for (var fromMs = atMs; fromMs < atMs + (9 * 24 * HourMs);)
        {
            // Within a stretch of one offset the next boundary is plain arithmetic; the stretch is searched hour by hour, as an offset
            // changes at most once in one.
            var offset = OffsetMs(fromMs);
            var boundaryMs = fromMs + MsToBoundary(fromMs + offset);
            var jumpMs = JumpBetween(fromMs, boundaryMs, offset);
            var nextMs = jumpMs ?? boundaryMs;
            if (IndexAt(nextMs) != now)
            {
                return nextMs;
            }

            fromMs = nextMs;
        }

        return null;
    }

    private int IndexAt(long atMs)
    {
        var minute = MinuteOfWeek(atMs + OffsetMs(atMs));
        foreach (var (start, end, band) in _spans)
        {
            if (minute >= start && minute < end)
            {
                return band;
            }
        }

        return Otherwise;
    }

    /// <summary>From a local time to the next beginning or end of a span, or of a week; never 0.</summary>
    private long MsToBoundary(long localMs)
    {
        var minute = MinuteOfWeek(localMs);
        var next = TimeOfUseTariff.MinutesOfWeek;
        foreach (var (start, end, _) in _spans)
        {
            next = start > minute ? Math.Min(next, start) : end > minute ? Math.Min(next, end) : next;
        }

        return ((next - minute) * MinuteMs) - Modulo(localMs, MinuteMs);
    }

    /// <summary>The first moment after one and up to another whose offset is not the given one; null: it stays.</summary>
    private long? JumpBetween(long fromMs, long toMs, long offsetMs)
    {
        for (var beforeMs = fromMs; beforeMs < toMs; beforeMs += HourMs)
        {
            var afterMs = Math.Min(beforeMs + HourMs, toMs);
            if (OffsetMs(afterMs) != offsetMs)
            {
                while (afterMs - beforeMs > 1)
                {
                    var middleMs = beforeMs + ((afterMs - beforeMs) / 2);
                    (beforeMs, afterMs) = OffsetMs(middleMs) == offsetMs ? (middleMs, afterMs) : (beforeMs, middleMs);
                }

                return afterMs;
            }
        }

        return null;
    }

    private long OffsetMs(long atMs) => (long)_zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(atMs)).TotalMilliseconds;

    /// <summary>Minute of the week of a local time, from Monday 00:00: 1 January 1970 was a Thursday.</summary>
    private static int MinuteOfWeek(long localMs) =>
        (int)(Modulo(localMs + (3L * TimeOfUseTariff.MinutesOfDay * MinuteMs), TimeOfUseTariff.MinutesOfWeek * MinuteMs) / MinuteMs);

    private static long Modulo(long value, long by) => ((value % by) + by) % by;
}
