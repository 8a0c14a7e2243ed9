using System.Globalization;
using System.Text;
using System.Text.Json;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Model.Markets;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>Recorded frames of all spot venues, and what an adapter must make of each.</summary>
public sealed class SpotFrameTests
{
    private const long NowMs = 1_790_500_000_000;

    public static TheoryData<string> Venues => [.. SpotVenue.All];

    public static TheoryData<string> VenuesWithCaptures => [.. SpotVenue.All.Where(feed => feed is not ("bybit-spot" or "kraken-spot"))];

    [Theory]
    [MemberData(nameof(Venues))]
    public void Every_recorded_frame_gives_what_it_should(string feed)
    {
        var venue = SpotVenue.Of(feed);
        foreach (var file in FeedFixtures.Json(venue.Folder, "expected-normalised.json").GetProperty("files").EnumerateArray())
        {
            var name = file.GetProperty("file").GetString()!;
            // A frame of several symbols goes to a session of each.
            foreach (var events in file.GetProperty("events").EnumerateArray().GroupBy(item => Text(item, "symbol") ?? venue.Symbol).DefaultIfEmpty())
            {
                var link = FeedFixtures.Link(NowMs);

                SpotVenue.Take(venue.Session(link, events?.Key), link, FeedFixtures.Bytes(venue.Folder, name));

                var seen = link.Take(MarketName.Spot);
                var expected = (events ?? Enumerable.Empty<JsonElement>()).ToList();
                AssertQuotes(name, expected.Where(item => Text(item, "kind") == "quote"), seen, link.Meter.Read().Refusals);
                AssertTrades(name, venue.ReadsTrades ? expected.Where(item => Text(item, "kind") == "trade") : [], seen);
            }
        }
    }

    [Theory]
    [MemberData(nameof(VenuesWithCaptures))]
    public void Every_capture_ends_with_the_quote_and_the_trade_that_it_should(string feed)
    {
        var venue = SpotVenue.Of(feed);
        foreach (var capture in FeedFixtures.Json(venue.Folder, "expected-captures.json").GetProperty("captures").EnumerateArray())
        {
            var frames = File.ReadLines(FeedFixtures.PathOf(venue.Folder, Text(capture, "file")!))
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Where(line => Text(line, "dir") == "server")
                .Select(line => Encoding.UTF8.GetBytes(Text(line, "text")!))
                .ToList();
            Assert.Equal(capture.GetProperty("frames").GetInt32(), frames.Count);
            var quotes = capture.GetProperty("lastQuote").EnumerateObject().ToDictionary(item => item.Name, item => item.Value);
            var trades = capture.GetProperty("trades").EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetInt32());

            foreach (var symbol in quotes.Keys.Union(trades.Keys))
            {
                var link = FeedFixtures.Link(NowMs);
                var session = venue.Session(link, symbol);
                var seen = frames.SelectMany(frame =>
                {
                    SpotVenue.Take(session, link, frame);
                    return link.Take(MarketName.Spot);
                }).ToList();

                if (quotes.TryGetValue(symbol, out var quote))
                {
                    var last = seen.Last(item => item.BidUsd is not null);
                    Assert.Equal((symbol, Number(quote, "bid"), Number(quote, "ask")), (symbol, last.BidUsd, last.AskUsd));
                    Assert.Equal(quote.GetProperty("usable").GetBoolean(), Verdict(last).OutReason is null);
                }

                if (venue.ReadsTrades)
                {
                    Assert.Equal((symbol, trades.GetValueOrDefault(symbol)), (symbol, seen.Count(item => item.PriceUsd is not null)));
                    var price = trades.ContainsKey(symbol) ? Number(capture.GetProperty("lastTrade").GetProperty(symbol), "price") : null;
                    Assert.Equal((symbol, price), (symbol, seen.LastOrDefault(item => item.PriceUsd is not null)?.PriceUsd));
                }

                Assert.DoesNotContain("malformed", link.Meter.Read().Refusals.Keys);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void Each_malformed_file_is_one_counted_error_and_no_reading(string feed)
    {
        var venue = SpotVenue.Of(feed);
        var files = Directory.GetFiles(Path.GetDirectoryName(FeedFixtures.PathOf(venue.Folder, "x"))!, "malformed-*").Select(Path.GetFileName).ToList();
        foreach (var file in files)
        {
            var link = FeedFixtures.Link(NowMs);

            SpotVenue.Take(venue.Session(link), link, FeedFixtures.Bytes(venue.Folder, file!));

            Assert.Equal((file, 1), (file, link.Meter.Read().Refusals.Values.Sum()));
            Assert.Equal(0, link.Meter.Read().Readings);
            Assert.Empty(link.Take(MarketName.Spot));
        }

        Assert.NotEmpty(files);
    }

    [Fact]
    public void The_recorded_minute_of_four_venues_makes_one_price()
    {
        var sessions = new Dictionary<string, (SpotVenue Venue, MinerMonitor.Grains.Feeds.FeedLink Link, MinerMonitor.Silo.Feeds.Sockets.SocketSession Session)>();
        foreach (var (name, feed) in new[] { ("coinbase", "coinbase-spot"), ("kraken", "kraken-spot"), ("binance", "binance-spot"), ("bitstamp", "bitstamp-spot") })
        {
            var link = FeedFixtures.Link(NowMs);
            sessions[name] = (SpotVenue.Of(feed), link, SpotVenue.Of(feed).Session(link));
        }

        var lines = File.ReadLines(FeedFixtures.PathOf("scenarios", "replay-2026-09-04-0021.ndjson")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        foreach (var line in lines)
        {
            var (_, link, session) = sessions[Text(line, "venue")!];
            SpotVenue.Take(session, link, Encoding.UTF8.GetBytes(Text(line, "text")!));
        }

        var quotes = sessions.Values.SelectMany(entry => entry.Link.Take(MarketName.Spot)).Where(seen => seen.BidUsd is not null).ToList();
        var price = SpotComposite.Compute([.. quotes.Select(Quote)], new PriceAt(1, NowMs), null, NowMs, SpotCompositeOptions.Default);

        Assert.Equal(4, quotes.Count);
        Assert.Equal(SpotQuality.Good, price.Quality);
        Assert.All(price.Venues, venue => Assert.Null(venue.OutReason));
        Assert.Equal((81_207.455 + 81_225.735) / 2, price.PriceUsd!.Value, 1e-6); // the middle two of 81,205.05, 81,207.455, 81,225.735 and 81,259.175
    }

    private static void AssertQuotes(
        string file, IEnumerable<JsonElement> expected, IReadOnlyList<MarketObservation> seen, IReadOnlyDictionary<string, long> refusals)
    {
        var quotes = new Queue<MarketObservation>(seen.Where(item => item.BidUsd is not null || item.UsdtUsd is not null));
        foreach (var item in expected)
        {
            if (Text(item, "why") == "no two-sided quote")
            {
                Assert.Equal((file, 1L), (file, refusals.GetValueOrDefault("no-price")));
                continue;
            }

            Assert.True(quotes.TryDequeue(out var quote), $"{file} gives no quote.");
            if (item.GetProperty("usable").GetBoolean())
            {
                Assert.Equal(Number(item, "mid")!.Value, quote.UsdtUsd ?? (quote.BidUsd + quote.AskUsd) / 2 ?? double.NaN, 1e-9);
                Assert.True(quote.UsdtUsd is not null || Verdict(quote).OutReason is null, file);
            }
            else
            {
                Assert.NotNull(Verdict(quote).OutReason);
            }
        }

        Assert.Empty(quotes);
    }

    private static void AssertTrades(string file, IEnumerable<JsonElement> expected, IReadOnlyList<MarketObservation> seen) => Assert.Equal(
        (file, string.Join(", ", expected.Select(item => Number(item, "price")))),
        (file, string.Join(", ", seen.Where(item => item.PriceUsd is not null).Select(item => item.PriceUsd))));

    private static VenueVerdict Verdict(MarketObservation seen) =>
        SpotComposite.Compute([Quote(seen)], new PriceAt(1, NowMs), null, NowMs, SpotCompositeOptions.Default).Venues.Single();

    private static VenueQuote Quote(MarketObservation seen) =>
        new(seen.Venue!, seen.QuoteCurrency == "USDT", seen.BidUsd, seen.AskUsd, seen.AtMs, seen.PriceUsd, seen.AtMs, true);

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var text) ? text.GetString() : null;

    private static double? Number(JsonElement item, string name) => Text(item, name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;
}
