using System.Globalization;
using System.Text;
using System.Text.Json;
using MinerMonitor.Silo.Feeds;
using MinerMonitor.Silo.Feeds.BinanceFutures;
using MinerMonitor.Silo.Feeds.BybitLiquidations;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>What is made of frames of liquidations: every recorded one, malformed ones, and mutations of the good ones.</summary>
public sealed class LiquidationFrameTests
{
    [Fact]
    public void Every_recorded_frame_gives_what_it_should()
    {
        foreach (var (folder, open) in LiquidationFrames.Venues)
        {
            foreach (var file in FeedFixtures.Json(folder, "expected-normalised.json").GetProperty("files").EnumerateArray())
            {
                var name = file.GetProperty("file").GetString()!;
                var link = FeedFixtures.Link(PushedAtMs(file));

                open(link, name).Receive(FeedFixtures.Bytes(folder, name), PushedAtMs(file));

                LiquidationFrames.AssertExpected(file, link.TakeEvents());
            }
        }
    }

    [Theory]
    [InlineData("bybit-liquidation", "malformed-truncated.txt")]
    [InlineData("binance-futures", "malformed-not-json.txt")]
    public void What_is_no_JSON_is_refused_and_gives_nothing(string folder, string file)
    {
        var link = FeedFixtures.Link(1_791_565_700_000);
        var session = LiquidationFrames.Venues.Single(venue => venue.Folder == folder).Open(link, file);

        Assert.ThrowsAny<JsonException>(() => session.Receive(FeedFixtures.Bytes(folder, file), 1_791_565_700_000));
        Assert.Empty(link.TakeEvents());
    }

    [Fact]
    public void The_squeeze_that_three_venues_saw_adds_up_and_is_all_longs()
    {
        var expected = FeedFixtures.Json("scenarios", "replay-liquidations-2026-10-09.expected.json");
        foreach (var line in File.ReadLines(FeedFixtures.PathOf("scenarios", "replay-liquidations-2026-10-09.ndjson")))
        {
            var frame = JsonDocument.Parse(line).RootElement;
            var (venue, atMs) = (frame.GetProperty("venue").GetString()!, frame.GetProperty("t").GetInt64());
            var link = FeedFixtures.Link(atMs);

            var session = venue switch { "okx" => LiquidationFrames.Okx(link), "bybit" => LiquidationFrames.Bybit(link), _ => LiquidationFrames.Binance(link) };
            session.Receive(Encoding.UTF8.GetBytes(frame.GetProperty("text").GetString()!), atMs);

            var events = link.TakeEvents();
            Assert.Equal(expected.GetProperty("events").GetProperty(venue).GetInt32(), events.Count);
            Assert.All(events, seen => Assert.Equal(("long", "BTC"), (seen.Side, seen.Coin)));
            Assert.Equal(
                double.Parse(expected.GetProperty("longUsd").GetProperty(venue).GetString()!, CultureInfo.InvariantCulture),
                events.Sum(seen => seen.NotionalUsd!.Value), 1e-9);
        }
    }

    [Fact]
    public void The_same_event_in_another_frame_has_the_same_id_and_two_alike_in_one_frame_have_two()
    {
        var link = FeedFixtures.Link(1_791_565_602_000);
        var session = LiquidationFrames.Bybit(link);
        session.Receive(FeedFixtures.Bytes("bybit-liquidation", "allliq-btcusdt-buy-2026-10-09-two-events.json"), 1_791_565_602_000);
        session.Receive(FeedFixtures.Bytes("bybit-liquidation", "edge-duplicate-after-reconnect.json"), 1_791_565_602_000);
        const string Item = """{"T":1791565601058,"s":"BTCUSDT","S":"Buy","v":"0.1","p":"82394.30"}""";
        session.Receive(Encoding.UTF8.GetBytes($$"""{"topic":"allLiquidation.BTCUSDT","type":"snapshot","ts":1791565601482,"data":[{{Item}},{{Item}}]}"""), 1_791_565_602_000);

        var ids = link.TakeEvents().Select(seen => seen.EventId).ToList();

        Assert.Equal(6, ids.Count);
        Assert.Equal(ids[1], ids[2]);
        Assert.Equal(5, ids.Distinct().Count());
    }

    [Fact]
    public void Event_that_cannot_be_one_is_counted_and_the_others_of_its_frame_are_kept()
    {
        const long NowMs = 1_791_565_602_000;
        var link = FeedFixtures.Link(NowMs);
        string[] items =
        [
            """{"T":1791565601058,"s":"BTCUSDT","S":"Hold","v":"0.1","p":"82394.30"}""",
            """{"T":1791565601058,"s":"BTCUSDT","S":"Buy","v":"NaN","p":"82394.30"}""",
            """{"T":1791565601058,"s":"BTCUSDT","S":"Buy","v":"-1","p":"82394.30"}""",
            """{"T":1791565601058,"s":"BTCUSDT","S":"Buy","v":"79228162514264337593543950335","p":"82394.30"}""",
            """{"T":1791565601058,"s":"ETHUSDT","S":"Buy","v":"0.1","p":"82394.30"}""",
            "17",
            """{"T":1791565601058,"s":"BTCUSDT","S":"Sell","v":"0.1","p":"82394.30"}""",
        ];

        LiquidationFrames.Bybit(link).Receive(
            Encoding.UTF8.GetBytes($$"""{"topic":"allLiquidation.BTCUSDT","ts":1791565601482,"data":[{{string.Join(',', items)}}]}"""), NowMs);

        Assert.Equal("short", Assert.Single(link.TakeEvents()).Side);
        var refusals = link.Meter.Read().Refusals;
        Assert.Equal((1, 1, 1, 3), (refusals["unknown-side"], refusals["no-size"], refusals["other-symbol"], refusals["malformed"]));
    }

    [Fact]
    public void Symbols_that_are_listed_later_are_asked_for_on_the_same_connection()
    {
        IReadOnlyList<string> listed = ["BTCUSDT"];
        var session = new BybitLiquidationSession(FeedFixtures.Link(0), new BybitMarket("bybit", "linear", false), () => listed);
        var opening = session.Opening().ToList();

        listed = ["BTCUSDT", "NEWUSDT"];
        session.Look();
        session.Look();

        Assert.Contains("[\"allLiquidation.BTCUSDT\"]", Assert.Single(opening), StringComparison.Ordinal);
        Assert.Contains("[\"allLiquidation.NEWUSDT\"]", Assert.Single(session.TakeReplies()), StringComparison.Ordinal);
    }

    [Fact]
    public void Symbols_beyond_what_a_connection_takes_are_left_out_and_said_so()
    {
        IReadOnlyList<string> listed = [.. Enumerable.Range(0, 900).Select(i => $"COIN{i:000}USDT")];
        var session = new BybitLiquidationSession(FeedFixtures.Link(0), new BybitMarket("bybit", "linear", false), () => listed);

        var asked = session.Opening().SelectMany(text => JsonDocument.Parse(text).RootElement.GetProperty("args").EnumerateArray()).Select(topic => topic.GetString()!).ToList();
        var before = session.DegradedReason;
        listed = [.. listed];
        session.Look();

        Assert.InRange(asked.Sum(topic => topic.Length), 15_000, 21_000);
        Assert.StartsWith($"{900 - asked.Count} symbols are left out", before, StringComparison.Ordinal);
        Assert.Equal(before, session.DegradedReason);
        Assert.Empty(session.TakeReplies());
    }

    [Fact]
    public void Unknown_contract_of_okx_is_counted_without_an_amount_and_its_list_is_asked_for()
    {
        var link = FeedFixtures.Link(1_791_565_700_000);
        var wanted = 0;
        var session = LiquidationFrames.Okx(link, () => wanted++);

        session.Receive(FeedFixtures.Bytes("okx-liquidation", "liq-celo-usdt-swap-short-2026-10-09.json"), 1_791_565_700_000);

        Assert.Empty(link.TakeEvents());
        Assert.Equal((1, 1), (wanted, link.Meter.Read().Refusals["unknown-instrument"]));
    }

    [Fact]
    public void Contract_of_okx_is_sized_by_its_exact_name()
    {
        const string Frame = """{"arg":{"channel":"liquidation-orders","instType":"FUTURES"},"data":[{"details":[{"bkPx":"80000","posSide":"short","side":"buy","sz":"10","ts":"1791565600771"}],"instId":"NAME"}]}""";
        double Size(string name)
        {
            var link = FeedFixtures.Link(1_791_565_700_000);
            LiquidationFrames.Okx(link).Receive(Encoding.UTF8.GetBytes(Frame.Replace("NAME", name, StringComparison.Ordinal)), 1_791_565_700_000);
            return Assert.Single(link.TakeEvents()).NotionalUsd!.Value;
        }

        Assert.Equal((8_000, 8_000, 1_000, 1_000), (Size("BTC-USDT-SWAP"), Size("BTC-USD_UM-261030"), Size("BTC-USD-SWAP"), Size("BTC-USD-261030")));
    }

    [Theory]
    [InlineData("BTCUSDT", false, "BTC")]
    [InlineData("BTCUSDT_261225", false, "BTC")]
    [InlineData("1000SHIBUSDC", false, "1000SHIB")]
    [InlineData("BTCDOMUSDT", false, "BTCDOM")]
    [InlineData("BTCUSD_PERP", true, "BTC")]
    [InlineData("ETHUSD_261225", true, "ETH")]
    public void Symbol_of_binance_says_family_and_coin(string symbol, bool isCoinMargined, string coin) =>
        Assert.Equal(new BinanceSymbol(isCoinMargined, coin), BinanceSymbol.Read(symbol));

    [Theory]
    [InlineData("ETHBTC")]
    [InlineData("USDT")]
    [InlineData("")]
    public void Symbol_of_binance_that_is_quoted_in_no_dollar_has_no_size(string symbol) => Assert.Null(BinanceSymbol.Read(symbol));

    [Fact]
    public void Order_of_the_other_family_is_left_to_its_own_socket()
    {
        var link = FeedFixtures.Link(1_791_565_700_000);
        LiquidationFrames.Binance(link).Receive(FeedFixtures.Bytes("binance-futures", "forceorder-coinm-btcusd_200925.json"), 1_791_565_700_000);
        LiquidationFrames.Binance(link, isCoinMargined: true).Receive(FeedFixtures.Bytes("binance-futures", "forceorder-btcusdt-sell-2026-10-09.json"), 1_791_565_700_000);

        Assert.Empty(link.TakeEvents());
        Assert.Equal(2, link.Meter.Read().Refusals["other-family"]);
    }

    [Fact]
    public void Mutated_frames_never_throw_what_a_connection_does_not_count_nor_give_a_size_that_is_none()
    {
        var random = new Random(4);
        var given = 0;
        foreach (var (folder, open) in LiquidationFrames.Venues)
        {
            var files = FeedFixtures.Json(folder, "expected-normalised.json").GetProperty("files").EnumerateArray().ToList();
            for (var round = 0; round < 4_000; round++)
            {
                var file = files[random.Next(files.Count)];
                var name = file.GetProperty("file").GetString()!;
                var link = FeedFixtures.Link(PushedAtMs(file));
                var frame = Mutate(FeedFixtures.Bytes(folder, name), random);
                try
                {
                    open(link, name).Receive(frame, PushedAtMs(file));
                }
                catch (Exception exception) when (FeedFormatException.IsCauseOf(exception))
                {
                    // A connection counts it and goes on.
                }

                foreach (var seen in link.TakeEvents())
                {
                    given++;
                    Assert.True(double.IsFinite(seen.NotionalUsd!.Value) && seen.NotionalUsd > 0, Encoding.UTF8.GetString(frame));
                    Assert.True(seen.Side is "long" or "short", Encoding.UTF8.GetString(frame));
                }
            }
        }

        Assert.True(given > 1_000, $"only {given} events came through: the mutations are too coarse to test anything");
    }

    private static long PushedAtMs(JsonElement file)
    {
        var first = file.GetProperty("events").EnumerateArray().FirstOrDefault();
        return first.ValueKind == JsonValueKind.Undefined ? 1_791_565_700_000
            : first.TryGetProperty("pushTimeMs", out var pushed) ? pushed.GetInt64()
            : first.GetProperty("eventTimeMs").GetInt64() + 1_000;
    }

    private static byte[] Mutate(byte[] frame, Random random)
    {
        var mutated = frame.ToList();
        for (var i = random.Next(1, 4); i > 0 && mutated.Count > 2; i--)
        {
            var at = random.Next(mutated.Count);
            switch (random.Next(6))
            {
                case 0:
                    mutated[at] = (byte)random.Next(256);
                    break;
                case 1:
                    mutated.RemoveAt(at);
                    break;
                case 2:
                    mutated.RemoveRange(at, Math.Min(random.Next(20), mutated.Count - at));
                    break;
                case 3:
                    mutated.InsertRange(at, mutated.GetRange(at, Math.Min(random.Next(30), mutated.Count - at)));
                    break;
                default:
                    // Digits are where sizes go wrong.
                    var digits = mutated.Select((value, index) => (value, index)).Where(one => char.IsAsciiDigit((char)one.value)).ToList();
                    if (digits.Count > 0)
                    {
                        mutated[digits[random.Next(digits.Count)].index] = (byte)"0123456789.-eE+"[random.Next(15)];
                    }

                    break;
            }
        }

        return [.. mutated];
    }
}
