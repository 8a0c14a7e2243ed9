using System.Collections.Immutable;

namespace MinerMonitor.Model.Markets;

/// <summary>Minute buckets per venue and side, summed over 24 hours.</summary>
/// <remarks>
/// The window at time t holds the minute of t and the 1,439 before it. An event goes to the minute of its own time as long as that lies in
/// the window, so late ones are not lost. Partial windows are never scaled up: coverage stands beside the sum.
/// </remarks>
[GenerateSerializer, Alias("mm.market.liquidation-window")]
public sealed class LiquidationWindow
{
    /// <summary>Minutes in the window.</summary>
    public const int WindowMinutes = 1440;

    /// <summary>The window, milliseconds.</summary>
    public const long WindowMs = WindowMinutes * MinuteMs;

    /// <summary>Venues kept at most: a name made up for each call must not fill the memory.</summary>
    public const int MaxVenues = 64;

    /// <summary>After a sign of life a venue counts as alive for this long.</summary>
    public const long AliveMs = 30_000;

    /// <summary>An event further ahead than this carries a wrong clock: it counts at receipt.</summary>
    public const long SkewMs = 10_000;

    /// <summary>Without a sign of life for this long the sum is not used.</summary>
    public const long SilenceMs = 15 * MinuteMs;

    /// <summary>Largest single event that is believed, USD: beyond it a unit is wrong.</summary>
    public const double MaxEventUsd = 5e9;

    /// <summary>A single event from here on is worth a look, USD.</summary>
    public const double LargeEventUsd = 200e6;

    private const long MinuteMs = 60_000;
    private const int HourMinutes = 60;
    private const string Bitcoin = "BTC";
    private const double LargeShare = 0.05;
    private const double LargeShareFloorUsd = 10e6;

    [Id(0)] private readonly Dictionary<string, Venue> _venues = new(StringComparer.Ordinal);
    [Id(1)] private readonly LargestLiquidations _largest = new();

    /// <summary>Adds one event.</summary>
    /// <param name="venue">Venue.</param>
    /// <param name="side">Liquidated side.</param>
    /// <param name="notionalUsd">Size, USD.</param>
    /// <param name="atMs">Time of the event, Unix milliseconds.</param>
    /// <param name="nowMs">Now.</param>
    /// <param name="large">True when the event is so large that a person should look at it (unit errors look like that).</param>
    /// <param name="coin">Base coin, for example <c>BTC</c>; null when it is not known.</param>
    public MarketFault? Add(string venue, LiquidatedSide side, double notionalUsd, long atMs, long nowMs, out bool large, string? coin = null)
    {
        large = false;
        if (!(notionalUsd > 0) || notionalUsd > MaxEventUsd)
        {
            return MarketFault.OutOfRange($"notionalUsd is {MarketDates.Say(notionalUsd)}: one liquidation lies above 0 and at most at 5,000,000,000 USD.");
        }

        atMs = atMs > nowMs + SkewMs ? nowMs : atMs;
        if (Minute(atMs) <= Minute(nowMs) - WindowMinutes)
        {
            return MarketFault.OutOfRange("atMs lies more than 24 hours back: only the last 24 hours are summed.");
        }

        if (Find(venue) is not { } found)
        {
            return TooMany();
        }

        var before = found.TotalAt(nowMs);
        large = notionalUsd > LargeEventUsd || (before >= LargeShareFloorUsd && notionalUsd > LargeShare * before);
        found.Add(Minute(atMs), side, notionalUsd, coin);
        found.Hear(nowMs);
        _largest.Add(new Liquidation(venue, side, coin, notionalUsd, atMs));
        return null;
    }

    /// <summary>Takes a venue's own rolling figure of the last 24 hours. It replaces the venue's events.</summary>
    public MarketFault? SetRolling(string venue, double rolling24hUsd, long atMs, long nowMs)
    {
        if (!(rolling24hUsd >= 0) || rolling24hUsd > 100 * MaxEventUsd)
        {
            return MarketFault.OutOfRange($"rolling24hUsd is {MarketDates.Say(rolling24hUsd)}: give USD of the last 24 hours, 0 to 500,000,000,000.");
        }

        if (Find(venue) is not { } found)
        {
            return TooMany();
        }

        found.SetRolling(rolling24hUsd, Math.Min(atMs, nowMs));
        return null;
    }

    /// <summary>Notes a sign of life: a heartbeat, or data of a control stream.</summary>
    public MarketFault? Hear(string venue, long atMs)
    {
        if (Find(venue) is not { } found)
        {
            return TooMany();
        }

        found.Hear(atMs);
        return null;
    }

    /// <summary>Notes that nothing was heard of a venue since a moment: its connection was lost.</summary>
    public void Lose(string venue, long atMs)
    {
        if (_venues.TryGetValue(venue, out var found))
        {
            found.Lose(atMs);
        }
    }

    /// <summary>Forgets what left the window. Costs little when nothing did.</summary>
    public void AdvanceTo(long nowMs)
    {
        _largest.ForgetUntil(Minute(nowMs) - WindowMinutes);
        foreach (var (name, venue) in _venues)
        {
            venue.ForgetBefore(nowMs - WindowMs);
            if (nowMs - venue.HeardAtMs > 2 * WindowMs)
            {
                _venues.Remove(name);
            }
        }
    }

    /// <summary>Sums of the window that ends now.</summary>
    public LiquidationTotals At(long nowMs)
    {
        var venues = _venues.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value.At(pair.Key, nowMs)).ToImmutableArray();
        var known = venues.Where(venue => venue.TotalUsd is not null).ToList();
        var split = known.Where(venue => venue.LongUsd is not null).ToList();
        var main = known.Where(venue => venue.Coverage is not null).MaxBy(venue => venue.TotalUsd);
        return new LiquidationTotals(
            known.Count == 0 ? null : known.Sum(venue => venue.TotalUsd),
            split.Count == 0 ? null : split.Sum(venue => venue.LongUsd),
            split.Count == 0 ? null : split.Sum(venue => venue.ShortUsd),
            _venues.Count == 0 ? null : Math.Max(_venues.Values.Min(venue => venue.SinceMs), nowMs - WindowMs),
            _venues.Count == 0 ? null : _venues.Values.Max(venue => venue.HeardAtMs),
            known.Any(venue => venue.Coverage is null) ? 1 : main?.Coverage ?? 0,
            venues,
            SidedUsd.Sum(known.Select(venue => venue.LastHour)),
            SidedUsd.Sum(known.Select(venue => venue.Bitcoin)),
            _largest.At(Minute(nowMs) - WindowMinutes, Minute(nowMs)));
    }

    private static long Minute(long ms) => Math.DivRem(ms, MinuteMs).Quotient;

    private static MarketFault TooMany() => MarketFault.OutOfRange($"More than {MaxVenues} venues were named: use the names that are there.");

    private Venue? Find(string name)
    {
        if (!_venues.TryGetValue(name, out var venue) && _venues.Count < MaxVenues)
        {
            venue = new Venue();
            _venues.Add(name, venue);
        }

        return venue;
    }

    [GenerateSerializer, Alias("mm.market.liquidation-venue")]
    internal sealed class Venue
    {
        // Sums by minute as they were stored before MinuteSums; they empty themselves within a day.
        [Id(0)] private readonly SortedDictionary<long, double> _olderLongUsd = [];
        [Id(1)] private readonly SortedDictionary<long, double> _olderShortUsd = [];
        [Id(2)] private readonly AliveTime _alive = new();
        [Id(3)] private PriceAt? _rolling;
        [Id(6)] private readonly MinuteSums _longs = new();
        [Id(7)] private readonly MinuteSums _shorts = new();
        [Id(8)] private readonly MinuteSums _bitcoinLongs = new();
        [Id(9)] private readonly MinuteSums _bitcoinShorts = new();
        [Id(10)] private bool _namesCoins;

        [Id(4)] public long HeardAtMs { get; private set; } = long.MinValue;

        [Id(5)] public long SinceMs { get; private set; } = long.MaxValue;

        public void Add(long minute, LiquidatedSide side, double usd, string? coin)
        {
            (side == LiquidatedSide.Long ? _longs : _shorts).Add(minute, usd);
            if (coin == Bitcoin)
            {
                (side == LiquidatedSide.Long ? _bitcoinLongs : _bitcoinShorts).Add(minute, usd);
            }

            _namesCoins |= coin is not null;
            SinceMs = Math.Min(SinceMs, minute * MinuteMs);
        }

        public void Hear(long atMs)
        {
            _alive.Add(atMs, atMs + AliveMs);
            HeardAtMs = Math.Max(HeardAtMs, atMs);
            SinceMs = Math.Min(SinceMs, atMs);
        }

        public void Lose(long atMs) => _alive.CutAfter(atMs);

        public void SetRolling(double usd, long atMs)
        {
            _rolling = _rolling is { } old && old.AtMs > atMs ? old : new PriceAt(usd, atMs);
            HeardAtMs = Math.Max(HeardAtMs, atMs);
            SinceMs = Math.Min(SinceMs, atMs - WindowMs);
        }

        public double TotalAt(long nowMs)
        {
            var day = Sums(nowMs, WindowMinutes);
            return day.LongUsd + day.ShortUsd;
        }

        public VenueTotal At(string name, long nowMs)
        {
            if (_rolling is { } rolling)
            {
                double? fresh = nowMs - rolling.AtMs <= SilenceMs ? rolling.PriceUsd : null;
                return new VenueTotal(name, null, null, fresh, null, HeardAtMs, null, null);
            }

            var day = Sums(nowMs, WindowMinutes);
            return new VenueTotal(
                name, day.LongUsd, day.ShortUsd, day.LongUsd + day.ShortUsd, _alive.CoverageAt(nowMs, WindowMs), HeardAtMs,
                Sums(nowMs, HourMinutes),
                _namesCoins
                    ? new SidedUsd(_bitcoinLongs.SumUsd(Minute(nowMs), WindowMinutes), _bitcoinShorts.SumUsd(Minute(nowMs), WindowMinutes))
                    : null);
        }

        public void ForgetBefore(long ms)
        {
            Forget(_olderLongUsd, Minute(ms));
            Forget(_olderShortUsd, Minute(ms));
            _alive.ForgetBefore(ms);
        }

        private SidedUsd Sums(long nowMs, int minutes) => new(
            _longs.SumUsd(Minute(nowMs), minutes) + SumUsd(_olderLongUsd, Minute(nowMs), minutes),
            _shorts.SumUsd(Minute(nowMs), minutes) + SumUsd(_olderShortUsd, Minute(nowMs), minutes));

        private static double SumUsd(SortedDictionary<long, double> older, long lastMinute, int minutes) =>
            older.Where(sum => sum.Key > lastMinute - minutes && sum.Key <= lastMinute).Sum(sum => sum.Value);

        private static void Forget(SortedDictionary<long, double> older, long minute)
        {
            while (older.Count > 0 && older.First().Key <= minute)
            {
                older.Remove(older.First().Key);
            }
        }
    }
}
