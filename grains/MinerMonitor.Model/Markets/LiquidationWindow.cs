using System.Collections.Immutable;

namespace MinerMonitor.Model.Markets;

/// <summary>Which position was closed by force.</summary>
public enum LiquidatedSide
{
    /// <summary>A long: its holder had to sell.</summary>
    Long = 0,

    /// <summary>A short: its holder had to buy.</summary>
    Short = 1,
}

/// <summary>Liquidations of one venue over the last 24 hours.</summary>
/// <param name="Venue">Venue.</param>
/// <param name="LongUsd">Longs; null where the venue gives no split.</param>
/// <param name="ShortUsd">Shorts; null where the venue gives no split.</param>
/// <param name="TotalUsd">Both sides; null when its own rolling figure is too old.</param>
/// <param name="Coverage">Share of the 24 hours in which the venue was heard; null for a venue that pushes its own rolling figure.</param>
/// <param name="HeardAtMs">Last sign of life, Unix milliseconds.</param>
public sealed record VenueTotal(
    string Venue, double? LongUsd, double? ShortUsd, double? TotalUsd, double? Coverage, long HeardAtMs);

/// <summary>Liquidations of all venues over the last 24 hours: a lower bound, for venues publish samples.</summary>
/// <param name="TotalUsd">Both sides; null when nothing was ever heard.</param>
/// <param name="LongUsd">Longs of the venues that give a split.</param>
/// <param name="ShortUsd">Shorts of the venues that give a split.</param>
/// <param name="SinceMs">Since when venues were heard, not further back than the window.</param>
/// <param name="HeardAtMs">Last sign of life of any venue.</param>
/// <param name="KnownShare">Coverage of the largest venue; 1 where a venue pushes its own rolling figure.</param>
/// <param name="Venues">Each venue.</param>
public sealed record LiquidationTotals(
    double? TotalUsd, double? LongUsd, double? ShortUsd, long? SinceMs, long? HeardAtMs, double KnownShare, ImmutableArray<VenueTotal> Venues);

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
    private const double LargeShare = 0.05;
    private const double LargeShareFloorUsd = 10e6;

    [Id(0)] private readonly Dictionary<string, Venue> _venues = new(StringComparer.Ordinal);

    /// <summary>Adds one event.</summary>
    /// <param name="venue">Venue.</param>
    /// <param name="side">Liquidated side.</param>
    /// <param name="notionalUsd">Size, USD.</param>
    /// <param name="atMs">Time of the event, Unix milliseconds.</param>
    /// <param name="nowMs">Now.</param>
    /// <param name="large">True when the event is so large that a person should look at it (unit errors look like that).</param>
    public MarketFault? Add(string venue, LiquidatedSide side, double notionalUsd, long atMs, long nowMs, out bool large)
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
        found.Add(Minute(atMs), side, notionalUsd);
        found.Hear(nowMs);
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
    public MarketFault? Hear(string venue, long nowMs)
    {
        if (Find(venue) is not { } found)
        {
            return TooMany();
        }

        found.Hear(nowMs);
        return null;
    }

    /// <summary>Forgets what left the window. Costs little when nothing did.</summary>
    public void AdvanceTo(long nowMs)
    {
        foreach (var (name, venue) in _venues)
        {
            venue.ForgetBefore(Minute(nowMs) - WindowMinutes, nowMs - WindowMs);
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
            venues);
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
        [Id(0)] private readonly SortedDictionary<long, double> _longUsd = [];
        [Id(1)] private readonly SortedDictionary<long, double> _shortUsd = [];
        [Id(2)] private readonly AliveTime _alive = new();
        [Id(3)] private PriceAt? _rolling;

        [Id(4)] public long HeardAtMs { get; private set; } = long.MinValue;

        [Id(5)] public long SinceMs { get; private set; } = long.MaxValue;

        public void Add(long minute, LiquidatedSide side, double usd)
        {
            var buckets = side == LiquidatedSide.Long ? _longUsd : _shortUsd;
            buckets[minute] = buckets.GetValueOrDefault(minute) + usd;
            SinceMs = Math.Min(SinceMs, minute * MinuteMs);
        }

        public void Hear(long nowMs)
        {
            _alive.Add(nowMs, nowMs + AliveMs);
            HeardAtMs = Math.Max(HeardAtMs, nowMs);
            SinceMs = Math.Min(SinceMs, nowMs);
        }

        public void SetRolling(double usd, long atMs)
        {
            _rolling = _rolling is { } old && old.AtMs > atMs ? old : new PriceAt(usd, atMs);
            HeardAtMs = Math.Max(HeardAtMs, atMs);
            SinceMs = Math.Min(SinceMs, atMs - WindowMs);
        }

        public double TotalAt(long nowMs) => Sum(_longUsd, nowMs) + Sum(_shortUsd, nowMs);

        public VenueTotal At(string name, long nowMs)
        {
            if (_rolling is { } rolling)
            {
                double? fresh = nowMs - rolling.AtMs <= SilenceMs ? rolling.PriceUsd : null;
                return new VenueTotal(name, null, null, fresh, null, HeardAtMs);
            }

            var longUsd = Sum(_longUsd, nowMs);
            var shortUsd = Sum(_shortUsd, nowMs);
            return new VenueTotal(name, longUsd, shortUsd, longUsd + shortUsd, _alive.CoverageAt(nowMs, WindowMs), HeardAtMs);
        }

        public void ForgetBefore(long minute, long ms)
        {
            Forget(_longUsd, minute);
            Forget(_shortUsd, minute);
            _alive.ForgetBefore(ms);
        }

        private static double Sum(SortedDictionary<long, double> buckets, long nowMs)
        {
            var now = Minute(nowMs);
            return buckets.Where(bucket => bucket.Key > now - WindowMinutes && bucket.Key <= now).Sum(bucket => bucket.Value);
        }

        private static void Forget(SortedDictionary<long, double> buckets, long minute)
        {
            while (buckets.Count > 0 && buckets.First().Key <= minute)
            {
                buckets.Remove(buckets.First().Key);
            }
        }
    }
}
