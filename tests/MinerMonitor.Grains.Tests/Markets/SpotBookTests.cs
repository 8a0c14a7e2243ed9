using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Markets;
using Xunit;

namespace MinerMonitor.Grains.Tests.Markets;

/// <summary>What the spot market makes of its venues: who is out and why, dollars and tethers apart, limits as configured.</summary>
public sealed class SpotBookTests
{
    private const long NowMs = 1_788_481_260_000;

    [Fact]
    public void Each_venue_shows_its_currency_and_why_it_is_out()
    {
        var book = new SpotBook();
        Observe(book, Quote("kraken", "USD", 81_205, 81_205.1));
        Observe(book, Quote("coinbase", "USD", 81_222.5, 81_228.97));
        Observe(book, Quote("far", "USD", 82_500, 82_501));
        Observe(book, Quote("crossed", "USD", 81_300, 81_200));
        Observe(book, Quote("wide", "USD", 80_000, 82_000));
        Observe(book, Quote("resting", "USD", 81_200, 81_201));
        Observe(book, new MarketObservation { Venue = "resting", Online = false });
        Observe(book, Quote("old", "USD", 81_200, 81_201), NowMs - 10_001);
        Observe(book, Quote("binance", "USDT", 81_207.45, 81_207.46));

        var withoutRate = (SpotSection)book.Section(NowMs);
        Observe(book, new MarketObservation { UsdtUsd = 0.9998 });
        var withRate = (SpotSection)book.Section(NowMs);

        var expected = new Dictionary<string, string?>
        {
            ["kraken"] = null, ["coinbase"] = null, ["far"] = "outlier", ["crossed"] = "crossed", ["wide"] = "spread", ["resting"] = "venue not online",
            ["old"] = "stale", ["binance"] = "no USDT rate",
        };
        Assert.Equal(expected, withoutRate.Venues.ToDictionary(venue => venue.Venue, venue => venue.OutReason));
        Assert.Equal(("USDT", "USD"), (Venue(withoutRate, "binance").QuoteCurrency, Venue(withoutRate, "kraken").QuoteCurrency));
        Assert.Null(Venue(withRate, "binance").OutReason);
        Assert.Equal(81_207.455 * 0.9998, Venue(withRate, "binance").PriceUsd!.Value, 1e-6);
    }

    [Fact]
    public void Limits_are_those_that_are_configured()
    {
        var book = new SpotBook();
        book.Use(SpotCompositeOptions.Default with { QuoteStale = TimeSpan.FromMinutes(1), MaxSpread = 0.1, MinVenues = 1, GoodVenues = 2 });
        Observe(book, Quote("old", "USD", 81_200, 81_201), NowMs - 50_000);
        Observe(book, Quote("wide", "USD", 80_000, 82_000));

        var section = (SpotSection)book.Section(NowMs);

        Assert.Equal("good", section.Quality);
        Assert.All(section.Venues, venue => Assert.Null(venue.OutReason));
    }

    private static SpotVenue Venue(SpotSection section, string name) => section.Venues.Single(venue => venue.Venue == name);

    private static MarketObservation Quote(string venue, string currency, double bid, double ask) =>
        new() { Venue = venue, QuoteCurrency = currency, BidUsd = bid, AskUsd = ask };

    private static void Observe(SpotBook book, MarketObservation seen, long atMs = NowMs) =>
        Assert.Null(book.Observe(new MarketInput(seen, "test", Origin.Measured, atMs, NowMs)));
}
