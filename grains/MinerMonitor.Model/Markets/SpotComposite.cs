using System.Collections.Immutable;

namespace MinerMonitor.Model.Markets;

/// <summary>What one venue last said about the price of bitcoin.</summary>
/// <param name="Venue">Venue.</param>
/// <param name="InUsdt">True when it quotes in USDT, false when in USD.</param>
/// <param name="Bid">Best bid, in the quote currency.</param>
/// <param name="Ask">Best ask, in the quote currency.</param>
/// <param name="QuoteAtMs">Receipt of bid and ask, Unix milliseconds.</param>
/// <param name="Last">Last trade, in the quote currency.</param>
/// <param name="LastAtMs">Receipt of the last trade, Unix milliseconds.</param>
/// <param name="Online">False while the venue says that it is not trading.</param>
[GenerateSerializer, Immutable, Alias("mm.market.venue-quote")]
public sealed record VenueQuote(
    [property: Id(0)] string Venue,
    [property: Id(1)] bool InUsdt,
    [property: Id(2)] double? Bid,
    [property: Id(3)] double? Ask,
    [property: Id(4)] long? QuoteAtMs,
    [property: Id(5)] double? Last,
    [property: Id(6)] long? LastAtMs,
    [property: Id(7)] bool Online);

/// <summary>A price and when it held.</summary>
[GenerateSerializer, Immutable, Alias("mm.market.price-at")]
public readonly record struct PriceAt([property: Id(0)] double PriceUsd, [property: Id(1)] long AtMs);

/// <summary>How well the composite price is supported.</summary>
public enum SpotQuality
{
    /// <summary>Nothing fresh and nothing to hold.</summary>
    Missing = 0,

    /// <summary>Nothing fresh; the last good value is held.</summary>
    Stale = 1,

    /// <summary>One venue.</summary>
    Single = 2,

    /// <summary>Two venues, or more that disagree.</summary>
    Degraded = 3,

    /// <summary>Three venues or more.</summary>
    Good = 4,
}

/// <summary>Configuration section <c>Monitor:Composite</c>: limits of the composite. The defaults are those the recorded spreads between venues support.</summary>
public sealed record SpotCompositeOptions
{
    /// <summary>Name of the section.</summary>
    public const string SectionName = "Monitor:Composite";

    /// <summary>Bid and ask older than this are stale. Default: 10 s.</summary>
    public TimeSpan QuoteStale { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A last trade older than this is stale. Default: 30 s.</summary>
    public TimeSpan TradeStale { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Widest spread that is believed, fraction of the mid. Default: 0.005.</summary>
    public double MaxSpread { get; init; } = 0.005;

    /// <summary>Deviation that is never an outlier, and span beyond which venues disagree, fraction. Default: 0.005.</summary>
    public double OutlierFloor { get; init; } = 0.005;

    /// <summary>Deviations beyond this many scaled median absolute deviations are outliers. Default: 5.</summary>
    public double OutlierMad { get; init; } = 5;

    /// <summary>Venues for <see cref="SpotQuality.Degraded"/>, and USD venues that make unconverted USDT unnecessary. Default: 2.</summary>
    public int MinVenues { get; init; } = 2;

    /// <summary>Venues for <see cref="SpotQuality.Good"/>. Default: 3.</summary>
    public int GoodVenues { get; init; } = 3;

    /// <summary>A USDT rate older than this is not used. Default: 60 s.</summary>
    public TimeSpan UsdtRateStale { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Lowest USDT rate that is believed, USD. Default: 0.95.</summary>
    public double UsdtRateMin { get; init; } = 0.95;

    /// <summary>Highest USDT rate that is believed, USD. Default: 1.05.</summary>
    public double UsdtRateMax { get; init; } = 1.05;

    /// <summary>The last good value is held for this long. Default: 5 min.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The defaults.</summary>
    public static SpotCompositeOptions Default { get; } = new();
}

/// <summary>One venue in the composite.</summary>
/// <param name="Quote">What it said.</param>
/// <param name="PriceUsd">Its price in USD (or unconverted USDT); null when it has none.</param>
/// <param name="AtMs">Time of that price, Unix milliseconds.</param>
/// <param name="OutReason">Why it does not take part; null when it does.</param>
public sealed record VenueVerdict(VenueQuote Quote, double? PriceUsd, long? AtMs, string? OutReason);

/// <summary>The composite price at one moment.</summary>
/// <param name="PriceUsd">Median of the venues that take part, or the held value, USD per BTC; null when missing.</param>
/// <param name="AtMs">When the price held: newest reading that took part, or the time of the held value.</param>
/// <param name="Quality">How well it is supported.</param>
/// <param name="Flags"><c>disagreement</c>, <c>usdt-unconverted</c>.</param>
/// <param name="Venues">Each venue with its price and, when it is out, the reason.</param>
public sealed record SpotPrice(
    double? PriceUsd, long? AtMs, SpotQuality Quality, ImmutableArray<string> Flags, ImmutableArray<VenueVerdict> Venues);

/// <summary>Composite price of bitcoin over venues: the median of those that are fresh and agree.</summary>
/// <remarks>
/// Venue price: the mid of bid and ask, or the last trade where there is no quote at all. USDT venues are converted by a fresh USDT
/// rate; without one they stay out while two USD venues are there. With three prices or more, those further from the median than
/// max(0.5 %, 5 × 1.4826 × MAD) are out. There is no jump filter: a real crash moves all venues and must show at once.
/// </remarks>
public static class SpotComposite
{
    /// <summary>Flag: the remaining venues span more than the outlier floor.</summary>
    public const string Disagreement = "disagreement";

    /// <summary>Flag: a USDT price stands in for USD.</summary>
    public const string UsdtUnconverted = "usdt-unconverted";

    // Scales the median absolute deviation of a normal distribution to its standard deviation.
    private const double MadScale = 1.4826;

    /// <summary>Computes the composite.</summary>
    /// <param name="venues">What each venue last said.</param>
    /// <param name="usdtUsd">Price of a USDT in USD and its time, where known.</param>
    /// <param name="lastGood">Last composite that came from fresh venues.</param>
    /// <param name="nowMs">Now, Unix milliseconds.</param>
    /// <param name="options">Limits.</param>
    public static SpotPrice Compute(
        IReadOnlyCollection<VenueQuote> venues, PriceAt? usdtUsd, PriceAt? lastGood, long nowMs, SpotCompositeOptions options)
    {
        var verdicts = venues.Select(venue => PriceOf(venue, nowMs, options)).ToList();
        var flags = ImmutableArray.CreateBuilder<string>();
        ConvertUsdt(verdicts, UsableRate(usdtUsd, nowMs, options), options, flags);
        RejectOutliers(verdicts, options);

        var used = verdicts.Where(verdict => verdict.OutReason is null).ToList();
        if (used.Count == 0)
        {
            var held = lastGood is { } last && nowMs - last.AtMs <= options.Hold.TotalMilliseconds ? lastGood : null;
            var quality = held is null ? SpotQuality.Missing : SpotQuality.Stale;
            return new SpotPrice(held?.PriceUsd, held?.AtMs, quality, [], [.. verdicts]);
        }

        var prices = used.Select(verdict => verdict.PriceUsd!.Value).Order().ToArray();
        var median = Median(prices);
        var disagree = (prices[^1] - prices[0]) / median > options.OutlierFloor;
        if (disagree)
        {
            flags.Add(Disagreement);
        }

        var supported = used.Count < options.MinVenues ? SpotQuality.Single
            : used.Count < options.GoodVenues || disagree ? SpotQuality.Degraded
            : SpotQuality.Good;
        return new SpotPrice(median, used.Max(verdict => verdict.AtMs), supported, flags.ToImmutable(), [.. verdicts]);
    }

    private static VenueVerdict PriceOf(VenueQuote venue, long nowMs, SpotCompositeOptions options)
    {
        if (!venue.Online)
        {
            return Out("venue not online");
        }

        if (venue.Bid is not > 0 || venue.Ask is not > 0)
        {
            return venue.Last is not > 0 ? Out("no quote")
                : nowMs - venue.LastAtMs <= options.TradeStale.TotalMilliseconds ? In(venue.Last.Value, venue.LastAtMs)
                : Out("stale");
        }

        var mid = (venue.Bid.Value + venue.Ask.Value) / 2;
        return !(nowMs - venue.QuoteAtMs <= options.QuoteStale.TotalMilliseconds) ? Out("stale")
            : venue.Ask < venue.Bid ? Out("crossed")
            : (venue.Ask.Value - venue.Bid.Value) / mid > options.MaxSpread ? Out("spread")
            : In(mid, venue.QuoteAtMs);

        VenueVerdict In(double price, long? atMs) => new(venue, price, atMs, null);
        VenueVerdict Out(string reason) => new(venue, null, venue.QuoteAtMs ?? venue.LastAtMs, reason);
    }

    private static double? UsableRate(PriceAt? usdtUsd, long nowMs, SpotCompositeOptions options) =>
        usdtUsd is { } rate && nowMs - rate.AtMs <= options.UsdtRateStale.TotalMilliseconds
            && rate.PriceUsd >= options.UsdtRateMin && rate.PriceUsd <= options.UsdtRateMax
            ? rate.PriceUsd
            : null;

    private static void ConvertUsdt(
        List<VenueVerdict> verdicts, double? rate, SpotCompositeOptions options, ImmutableArray<string>.Builder flags)
    {
        var usdVenues = verdicts.Count(verdict => verdict.OutReason is null && !verdict.Quote.InUsdt);
        for (var i = 0; i < verdicts.Count; i++)
        {
            if (verdicts[i] is not { OutReason: null, Quote.InUsdt: true } verdict)
            {
                continue;
            }

            if (rate is { } usdPerUsdt)
            {
                verdicts[i] = verdict with { PriceUsd = verdict.PriceUsd * usdPerUsdt };
            }
            else if (usdVenues >= options.MinVenues)
            {
                verdicts[i] = verdict with { OutReason = "no USDT rate" };
            }
            else if (!flags.Contains(UsdtUnconverted))
            {
                flags.Add(UsdtUnconverted);
            }
        }
    }

    private static void RejectOutliers(List<VenueVerdict> verdicts, SpotCompositeOptions options)
    {
        var prices = verdicts.Where(verdict => verdict.OutReason is null).Select(verdict => verdict.PriceUsd!.Value).Order().ToArray();
        if (prices.Length < 3)
        {
            return;
        }

        var median = Median(prices);
        var mad = Median([.. prices.Select(price => Math.Abs(price - median)).Order()]);
        var limit = Math.Max(options.OutlierFloor, options.OutlierMad * MadScale * mad / median);
        for (var i = 0; i < verdicts.Count; i++)
        {
            if (verdicts[i].OutReason is null && Math.Abs(verdicts[i].PriceUsd!.Value - median) / median > limit)
            {
                verdicts[i] = verdicts[i] with { OutReason = "outlier" };
            }
        }
    }

    private static double Median(double[] ascending) => ascending.Length % 2 == 1
        ? ascending[ascending.Length / 2]
        : (ascending[(ascending.Length / 2) - 1] + ascending[ascending.Length / 2]) / 2;
}
