using System.Text;
using System.Text.Json.Nodes;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Silo.Feeds;
using MinerMonitor.Silo.Feeds.Coinbase;
using MinerMonitor.Silo.Feeds.Sockets;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>Rules that sessions of spot venues keep: order, other symbols, requests to reconnect, refusals, gaps.</summary>
public sealed class SpotSessionTests
{
    private const long NowMs = 1_790_500_000_000;

    private static readonly DateTimeOffset s_at = DateTimeOffset.FromUnixTimeMilliseconds(NowMs);

    public static TheoryData<string> Venues => [.. SpotVenue.All];

    public static TheoryData<string> OrderedVenues => [.. SpotVenue.All.Where(feed => feed != "kraken-spot")];

    [Theory]
    [MemberData(nameof(OrderedVenues))]
    public void A_quote_that_is_older_than_one_that_was_there_is_dropped_and_counted(string feed)
    {
        var (venue, link, session) = Open(feed);

        Take(venue, session, link, new StubQuote(81_000, 81_001, 1_000, s_at));
        Take(venue, session, link, new StubQuote(80_000, 80_001, 999, s_at.AddSeconds(-1)));

        Assert.Equal(81_000, Assert.Single(link.Take(MarketName.Spot)).BidUsd);
        Assert.Equal(1, link.Meter.Read().Refusals["out-of-order"]);
    }

    [Theory]
    [MemberData(nameof(OrderedVenues))]
    public void A_quote_that_is_said_again_still_holds(string feed)
    {
        var (venue, link, session) = Open(feed);

        Take(venue, session, link, new StubQuote(81_000, 81_001, 1_000, s_at));
        Take(venue, session, link, new StubQuote(81_000, 81_001, 1_000, s_at));

        Assert.Equal(2, link.Meter.Read().Readings);
        Assert.Empty(link.Meter.Read().Refusals);
    }

    [Theory]
    [MemberData(nameof(OrderedVenues))]
    public void A_venue_that_counts_anew_is_followed_after_a_hundred_messages(string feed)
    {
        var (venue, link, session) = Open(feed);

        Take(venue, session, link, new StubQuote(81_000, 81_001, 1_000_000, s_at.AddHours(-1)));
        for (var i = 0; i < 101; i++)
        {
            Take(venue, session, link, new StubQuote(80_000, 80_001, 2 + i, s_at.AddHours(-2).AddSeconds(i)));
        }

        Assert.Equal(80_000, Assert.Single(link.Take(MarketName.Spot)).BidUsd);
        Assert.Equal(100, link.Meter.Read().Refusals["out-of-order"]);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void A_quote_of_a_symbol_that_nobody_asked_for_is_counted_and_no_reading(string feed)
    {
        var (venue, link, session) = Open(feed);

        SpotVenue.Take(session, link, Encoding.UTF8.GetBytes(venue.Stub(new StubMarket(TimeProvider.System)).Quote("ETHXYZ", new StubQuote(1, 2, 3, s_at))));

        Assert.Equal(1, link.Meter.Read().Refusals["other-symbol"]);
        Assert.Equal(0, link.Meter.Read().Readings);
        Assert.False(session.IsAlive);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void A_crossed_book_is_told_so_that_the_composite_can_say_it(string feed)
    {
        var (venue, link, session) = Open(feed);

        Take(venue, session, link, new StubQuote(81_001, 81_000, 1_000, s_at));

        Assert.True(Assert.Single(link.Take(MarketName.Spot)) is { BidUsd: 81_001, AskUsd: 81_000 });
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void The_currency_of_the_quote_is_that_of_the_pair(string feed)
    {
        var (venue, link, session) = Open(feed);

        Take(venue, session, link, new StubQuote(81_000, 81_001, 1_000, s_at));

        Assert.Equal(feed is "kraken-spot" or "coinbase-spot" or "bitstamp-spot" ? "USD" : "USDT", Assert.Single(link.Take(MarketName.Spot)).QuoteCurrency);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void A_clock_that_runs_a_minute_ahead_is_counted_and_does_not_move_the_quote(string feed)
    {
        var (venue, link, session) = Open(feed);

        Take(venue, session, link, new StubQuote(81_000, 81_001, 1_000, s_at.AddSeconds(60)));

        Assert.Equal(NowMs, Assert.Single(link.Take(MarketName.Spot)).AtMs);
        Assert.Equal(feed == "binance-spot" ? 0 : 1, link.Meter.Read().Refusals.GetValueOrDefault("clock-ahead")); // its book ticker has no time
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void A_clock_that_runs_a_minute_behind_does_not_age_the_quote(string feed)
    {
        var (venue, link, session) = Open(feed);

        Take(venue, session, link, new StubQuote(81_000, 81_001, 1_000, s_at.AddSeconds(-60)));

        Assert.Equal(NowMs, Assert.Single(link.Take(MarketName.Spot)).AtMs);
        Assert.True(feed == "binance-spot" || link.Meter.Read().LagP50Ms is > 59_000 and < 61_000);
    }

    [Theory]
    [InlineData("bitstamp-spot", "bitstamp", "request-reconnect.json")]
    [InlineData("binance-spot", "binance-spot", "server-shutdown-combined.json")]
    [InlineData("binance-spot", "binance-spot", "server-shutdown-raw.json")]
    [InlineData("okx-spot", "okx-liquidation", "notice-64008.json")]
    public void A_venue_that_is_about_to_close_is_asked_for_another_connection_first(string feed, string folder, string file)
    {
        var (_, link, session) = Open(feed);

        SpotVenue.Take(session, link, FeedFixtures.Bytes(folder, file));

        Assert.NotNull(session.ReplaceReason);
        Assert.Null(session.Fault);
    }

    [Theory]
    [InlineData("kraken-spot", "kraken-v2", "error-pair-not-supported.json", "Currency pair not supported")]
    [InlineData("bitstamp-spot", "bitstamp", "error-bad-subscription.json", "Bad subscription string")]
    [InlineData("bybit-spot", "bybit-spot", "error-invalid-topic.json", "Invalid topic")]
    [InlineData("okx-spot", "okx-spot", "error-60018-wrong-url.json", "60018")]
    public void A_refused_subscription_is_told_in_the_words_of_the_venue(string feed, string folder, string file, string words)
    {
        var (_, link, session) = Open(feed);

        SpotVenue.Take(session, link, FeedFixtures.Bytes(folder, file));

        Assert.Contains(words, session.DegradedReason, StringComparison.Ordinal);
        Assert.Equal(("refused", TimeSpan.FromSeconds(60)), (session.Fault?.Code, session.Fault?.RetryAfter));
    }

    [Theory]
    [InlineData("coinbase-spot", "coinbase-exchange")]
    [InlineData("binance-spot", "binance-spot")]
    public void Each_recorded_error_frame_is_a_refusal(string feed, string folder)
    {
        foreach (var line in File.ReadLines(FeedFixtures.PathOf(folder, "error-frames.ndjson")))
        {
            var (_, link, session) = Open(feed);

            SpotVenue.Take(session, link, Encoding.UTF8.GetBytes((string)JsonNode.Parse(line)!["text"]!));

            Assert.Equal("refused", session.Fault?.Code);
        }
    }

    [Fact]
    public void Trades_that_were_missed_are_counted_and_those_that_come_twice_are_dropped()
    {
        var (_, link, session) = Open("coinbase-spot");

        foreach (var frame in new[] { Match(7), Match(7), Match(6), Match(9), Heartbeat(9), Heartbeat(11) })
        {
            SpotVenue.Take(session, link, Encoding.UTF8.GetBytes(frame));
        }

        var refusals = link.Meter.Read().Refusals;
        Assert.Equal((1, 1, 2), (refusals["duplicate"], refusals["out-of-order"], refusals["gap"]));
        Assert.Equal(81_009, Assert.Single(link.Take(MarketName.Spot)).PriceUsd);

        static string Match(int id) => $$"""{"type":"match","trade_id":{{id}},"side":"sell","size":"1","price":"8100{{id}}","product_id":"BTC-USD","time":"2026-09-27T08:26:40Z"}""";
        static string Heartbeat(int last) => $$"""{"type":"heartbeat","last_trade_id":{{last}},"product_id":"BTC-USD","time":"2026-09-27T08:26:40Z"}""";
    }

    [Fact]
    public void The_ticker_of_another_instrument_type_is_no_spot_price()
    {
        var (venue, link, session) = Open("okx-spot");

        SpotVenue.Take(session, link, Encoding.UTF8.GetBytes(
            venue.Stub(new StubMarket(TimeProvider.System)).Quote("BTC-USDT", new StubQuote(1, 2, 3, s_at)).Replace("SPOT", "SWAP", StringComparison.Ordinal)));

        Assert.Equal(1, link.Meter.Read().Refusals["other-symbol"]);
        Assert.Empty(link.Take(MarketName.Spot));
    }

    [Theory]
    [InlineData("BybitSpot", "ws://127.0.0.1/v5/public/linear")]
    [InlineData("BinanceSpot", "wss://fstream.binance.com/market")]
    public void An_address_of_perpetuals_is_refused_at_start(string setting, string url)
    {
        using var services = AdapterRun.Services(TimeProvider.System, ($"{setting}:Urls:0", url));

        var fault = Assert.Throws<InvalidOperationException>(() => Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<IFeedCatalogue>(services));

        Assert.Contains("derivatives", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("neither bitcoin", "ETH-USD")]
    [InlineData("one pair of bitcoin", "BTC-USD", "BTC-USDT")]
    public void Symbols_that_have_no_place_in_the_price_are_refused_at_start(string words, params string[] symbols)
    {
        var fault = Assert.Throws<InvalidOperationException>(() => SpotPair.Read("coinbase-spot", new SocketFeedOptions { Symbols = symbols }));

        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_refused_pair_of_two_leaves_the_other_and_is_tried_again_after_ten_minutes()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(s_at);
        var link = FeedFixtures.Link(NowMs) with { Time = time };
        var session = new CoinbaseSpotSession(link, [new SpotPair("BTC-USD", "USD"), new SpotPair("USDT-USD", null)]);

        SpotVenue.Take(session, link, """{"type":"error","message":"Failed to subscribe","reason":"USDT-USD is delisted"}"""u8.ToArray());
        time.Advance(TimeSpan.FromMinutes(9));
        session.Look();
        var early = session.ReplaceReason;
        time.Advance(TimeSpan.FromMinutes(2));
        session.Look();

        Assert.Null(session.Fault);
        Assert.Contains("USDT-USD is delisted", session.DegradedReason, StringComparison.Ordinal);
        Assert.Equal((null, "refused"), (early, session.ReplaceReason));
    }

    private static (SpotVenue Venue, FeedLink Link, SocketSession Session) Open(string feed)
    {
        var link = FeedFixtures.Link(NowMs);
        return (SpotVenue.Of(feed), link, SpotVenue.Of(feed).Session(link));
    }

    private static void Take(SpotVenue venue, SocketSession session, FeedLink link, StubQuote quote) =>
        SpotVenue.Take(session, link, Encoding.UTF8.GetBytes(venue.Stub(new StubMarket(TimeProvider.System)).Quote(venue.Symbol, quote)));
}
