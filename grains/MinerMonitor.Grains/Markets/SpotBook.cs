using System.Collections.Immutable;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Markets;

namespace MinerMonitor.Grains.Markets;

/// <summary>Quotes of all venues, their composite, and the support level that somebody set.</summary>
[GenerateSerializer, Alias("mm.market.spot-book")]
internal sealed class SpotBook : IMarketBook
{
    private const string Mend = "Check the price feeds, or post a price to /api/v1/markets/spot/observations.";
    private const int MaxVenues = 64;
    private const double MaxPriceUsd = 100e6;
    private const long AgeLimitMs = 5 * MarketReadings.MinuteMs;
    private const long SupportAgeLimitMs = 3650 * MarketReadings.DayMs; // a level holds until somebody sets another one
    private const long HistoryStepMs = 10 * MarketReadings.MinuteMs;

    [Id(0)] private readonly SortedDictionary<string, VenueQuote> _venues = new(StringComparer.Ordinal);
    [Id(1)] private readonly Dictionary<string, (string Source, string Origin)> _origins = new(StringComparer.Ordinal);
    [Id(2)] private readonly List<PriceAt> _history = [];
    [Id(3)] private PriceAt? _usdtUsd;
    [Id(4)] private PriceAt? _lastGood;
    [Id(5)] private string? _lastOrigin;
    [Id(6)] private string? _lastSource;
    [Id(7)] private PriceAt? _support;
    [Id(8)] private string? _supportOrigin;
    [Id(9)] private string? _supportSource;
    [NonSerialized] private bool _supportMoved;
    [NonSerialized] private SpotCompositeOptions _options = SpotCompositeOptions.Default; // configuration, never stored

    public bool StoresAtOnce => _supportMoved;

    public bool MovesWithTime => true;

    /// <summary>Sets the limits of the composite.</summary>
    public void Use(SpotCompositeOptions options) => _options = options;

    public MarketFault? Observe(MarketInput input)
    {
        var seen = input.Observation;
        if (FaultOf(input) is { } fault)
        {
            return fault;
        }

        if (seen.SupportUsd is { } support)
        {
            _support = support == 0 ? null : new PriceAt(support, input.AtMs);
            (_supportOrigin, _supportSource) = (input.Origin, input.Source);
            _supportMoved = true;
        }

        if (seen.UsdtUsd is { } rate && !(_usdtUsd?.AtMs > input.AtMs))
        {
            _usdtUsd = new PriceAt(rate, input.AtMs);
        }

        if (seen.PriceUsd is not null || seen.BidUsd is not null || seen.Online is not null)
        {
            _venues[input.Venue] = Next(input);
            _origins[input.Venue] = (input.Source, input.Origin);
            Remember(input.AtMs); // at its own time: a price of two minutes ago was good then, and is held now
        }

        return null;
    }

    public void AdvanceTo(long nowMs)
    {
        _supportMoved = false;
        Remember(nowMs);
        foreach (var (name, venue) in _venues)
        {
            if ((venue.QuoteAtMs, venue.LastAtMs) is not (null, null)
                && nowMs - Math.Max(venue.QuoteAtMs ?? 0, venue.LastAtMs ?? 0) > MarketReadings.DayMs)
            {
                _venues.Remove(name);
                _origins.Remove(name);
                break; // one a second is enough, and the dictionary changed
            }
        }
    }

    public MarketReading Reading(long nowMs)
    {
        var price = Composite(nowMs);
        var at = price.PriceUsd is null ? _lastGood : new PriceAt(price.PriceUsd.Value, price.AtMs!.Value);
        return MarketReadings.Reading(
            "price", "USD/BTC", at?.PriceUsd, at?.AtMs, AgeLimitMs, _lastOrigin, _lastSource, Mend, nowMs);
    }

    public MarketSection Section(long nowMs)
    {
        var price = Composite(nowMs);
        return new SpotSection(
            price.PriceUsd,
            price.Quality switch
            {
                SpotQuality.Good => "good",
                SpotQuality.Degraded => "degraded",
                SpotQuality.Single => "single",
                SpotQuality.Stale => "stale",
                _ => "missing",
            },
            price.Flags,
            Change24h(price.PriceUsd, nowMs),
            _support?.PriceUsd,
            [.. price.Venues.Select(venue => new SpotVenue(
                venue.Quote.Venue, venue.Quote.InUsdt ? "USDT" : "USD", venue.PriceUsd, venue.AtMs, venue.OutReason))]);
    }

    public ImmutableArray<SectorInput> Inputs(long nowMs) =>
    [
        Reading(nowMs).ToInput(SectorInputId.PriceUsd),
        MarketReadings.Reading(
            "support", "USD/BTC", _support?.PriceUsd, _support?.AtMs, SupportAgeLimitMs, _supportOrigin, _supportSource,
            "Set one by posting supportUsd to /api/v1/markets/spot/observations.", nowMs).ToInput(SectorInputId.SupportUsd),
    ];

    public IReadOnlyList<MonitorEvent> Events => [];

    public void ForgetEvents(int count)
    {
        // There are none.
    }

    private static bool IsPrice(double? price) => price is null or (> 0 and <= MaxPriceUsd);

    private MarketFault? FaultOf(MarketInput input)
    {
        var seen = input.Observation;
        if (seen.PriceUsd is null && seen.BidUsd is null && seen.AskUsd is null && seen.SupportUsd is null && seen.UsdtUsd is null && seen.Online is null)
        {
            return MarketFault.Malformed("Nothing was said: give priceUsd, or bidUsd and askUsd, or supportUsd, usdtUsd or online.");
        }

        if (seen.BidUsd is null != seen.AskUsd is null)
        {
            return MarketFault.Malformed("Give bidUsd and askUsd together: half a quote has no mid.");
        }

        if (seen.QuoteCurrency is not (null or "USD" or "USDT"))
        {
            return MarketFault.Malformed($"quoteCurrency is '{seen.QuoteCurrency}': use USD or USDT.");
        }

        if (!IsPrice(seen.PriceUsd) || !IsPrice(seen.BidUsd) || !IsPrice(seen.AskUsd))
        {
            return MarketFault.OutOfRange("A price lies at or below 0 or above 100,000,000 USD per BTC, or is not a number.");
        }

        if (seen.SupportUsd is { } support && !(support == 0 || IsPrice(support)))
        {
            return MarketFault.OutOfRange("supportUsd is the level in USD per BTC, up to 100,000,000; 0 removes it.");
        }

        if (seen.UsdtUsd is { } rate && !(rate > 0 && rate <= 10))
        {
            return MarketFault.OutOfRange("usdtUsd is the price of one USDT in USD, near 1.");
        }

        return !_venues.ContainsKey(input.Venue) && _venues.Count >= MaxVenues
            ? MarketFault.OutOfRange($"{MaxVenues} venues are known already: use the names that are there.")
            : null;
    }

    private VenueQuote Next(MarketInput input)
    {
        var seen = input.Observation;
        var next = _venues.GetValueOrDefault(input.Venue) ?? new VenueQuote(input.Venue, false, null, null, null, null, null, true);
        next = next with { InUsdt = seen.QuoteCurrency is null ? next.InUsdt : seen.QuoteCurrency == "USDT", Online = seen.Online ?? next.Online };
        if (seen.BidUsd is not null && !(next.QuoteAtMs > input.AtMs))
        {
            next = next with { Bid = seen.BidUsd, Ask = seen.AskUsd, QuoteAtMs = input.AtMs };
        }

        return seen.PriceUsd is not null && !(next.LastAtMs > input.AtMs) ? next with { Last = seen.PriceUsd, LastAtMs = input.AtMs } : next;
    }

    private SpotPrice Composite(long nowMs) => SpotComposite.Compute(_venues.Values, _usdtUsd, _lastGood, nowMs, _options);

    private void Remember(long nowMs)
    {
        var price = Composite(nowMs);
        if (price.Quality <= SpotQuality.Stale || _lastGood?.AtMs > price.AtMs)
        {
            return;
        }

        _lastGood = new PriceAt(price.PriceUsd!.Value, price.AtMs!.Value);
        var used = price.Venues.Where(venue => venue.OutReason is null).Select(venue => _origins[venue.Quote.Venue]).ToList();
        var origins = used.Select(venue => venue.Origin).Distinct().ToList();
        _lastOrigin = origins.Count == 1 ? origins[0] : Origin.Derived;
        _lastSource = used.Count == 1 ? used[0].Source : $"median of {used.Count} venues";
        if (_history.Count == 0 || nowMs - _history[^1].AtMs >= HistoryStepMs)
        {
            _history.Add(new PriceAt(_lastGood.Value.PriceUsd, nowMs));
            _history.RemoveAll(price => nowMs - price.AtMs > MarketReadings.DayMs + (2 * HistoryStepMs));
        }
    }

    private double? Change24h(double? priceUsd, long nowMs)
    {
        // The newest price that is at least 24 hours old, and not older than two steps more.
        var before = _history.FindLastIndex(price => nowMs - price.AtMs >= MarketReadings.DayMs);
        return before >= 0 && nowMs - _history[before].AtMs <= MarketReadings.DayMs + (2 * HistoryStepMs) && priceUsd is { } price
            ? (price / _history[before].PriceUsd) - 1
            : null;
    }
}
