using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>Bybit's liquidations on a connection: list of instruments, subscriptions, signs of life.</summary>
public sealed class BybitLiquidationTests
{
    private const string Feed = "bybit-liquidations";
    private static readonly DateTimeOffset s_now = DateTimeOffset.Parse("2026-10-09T18:00:00Z", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_recorded_session_is_played_and_its_events_are_read()
    {
        await using var server = await StubServer.StartAsync();
        server.OnSocket("/linear", async socket =>
        {
            await SessionScript.Play(FeedFixtures.PathOf("bybit-liquidation", "session-typical.ndjson"), until: step => (string?)step["dir"] == "note")(socket);
            await socket.Closed;
        });
        await using var run = AdapterRun.Start(
            Feed, ("BybitLiquidations:Urls:0", $"{server.SocketUrl}/linear"), ("BybitLiquidations:Symbols:0", "BTCUSDT"), ("BybitLiquidations:Symbols:1", "ETHUSDT"));

        var seen = new List<MarketObservation>();
        await run.UntilAsync(() => run.Collect(seen).Count(one => one.Side is not null) == 2, "two events");

        Assert.Equal(494.3814 + 3130.9834, seen.Sum(one => one.NotionalUsd ?? 0), 1e-9);
        Assert.Contains(seen, one => one is { Venue: "bybit", Alive: true });
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task All_traded_symbols_are_asked_for_ten_at_a_time_and_a_refused_request_topic_by_topic()
    {
        await using var server = await StubServer.StartAsync();
        var stub = new BybitLiquidationStub(TimeProvider.System)
        {
            Every = null,
            PageSize = 7,
            Instruments = [.. Enumerable.Range(0, 23).Select(i => ($"C{i}USDT", "Trading")), ("BTCUSDT", "Trading"), ("OLDUSDT", "Closed")],
            WithoutTopic = new HashSet<string> { "C3USDT" },
        };
        stub.Map(server);
        await using var run = AdapterRun.Start(Feed, [.. stub.Settings(server)]);

        var status = await run.StateAsync(FeedStates.Degraded);
        await stub.LiquidateAsync(new StubLiquidation("BTC", true, 0.5m, 80_000, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()));
        var seen = new List<MarketObservation>();
        await run.UntilAsync(() => run.Collect(seen).Exists(one => one.NotionalUsd == 40_000), "the event");

        Assert.Contains("refused 1 of 24 symbols, C3USDT among them: error:handler not found", status.Reason, StringComparison.Ordinal);
        Assert.Equal(4, server.Requests.Count(request => request.Path == "/v5/market/instruments-info"));
        var requests = stub.Said.Where(text => text.Contains("subscribe", StringComparison.Ordinal)).ToList();
        Assert.Equal(3 + 10, requests.Count);
        Assert.DoesNotContain(requests, text => text.Contains("OLDUSDT", StringComparison.Ordinal));
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task Symbols_that_are_listed_later_are_asked_for_after_six_hours()
    {
        await using var server = await StubServer.StartAsync();
        var time = new FakeTimeProvider(s_now);
        var stub = new BybitLiquidationStub(time) { Every = null, Instruments = [("BTCUSDT", "Trading")] };
        stub.Map(server);
        await using var run = AdapterRun.Start(Feed, time, [.. stub.Settings(server)]);
        await run.MoveOnUntilAsync(() => run.Meter.State == InputState.Live, "a live feed");
        stub.Instruments = [("BTCUSDT", "Trading"), ("ETHUSDT", "Trading")];

        for (var i = 0; i < 12; i++)
        {
            time.Advance(TimeSpan.FromMinutes(30)); // the watch sees it as one long second, and the connection as silent
        }

        await run.MoveOnUntilAsync(() => stub.Said.Any(text => text.Contains("allLiquidation.ETHUSDT", StringComparison.Ordinal)), "a subscription of the new symbol");
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task A_lost_connection_is_told_and_one_that_stays_silent_is_given_up()
    {
        await using var server = await StubServer.StartAsync();
        var time = new FakeTimeProvider(s_now);
        var stub = new BybitLiquidationStub(time) { Every = null };
        stub.Map(server);
        await using var run = AdapterRun.Start(Feed, time, [.. stub.Settings(server)]);
        await run.MoveOnUntilAsync(() => run.Meter.State == InputState.Live, "a live feed");
        stub.Instead = socket => socket.Closed;
        stub.Abort();

        var seen = new List<MarketObservation>();
        await run.MoveOnUntilAsync(() => run.Collect(seen).Exists(one => one.Alive == false), "the loss");
        await run.MoveOnUntilAsync(() => run.Meter.Read().Reconnects.ContainsKey("no-data"), "a connection that is given up");

        Assert.Equal(FeedStates.Reconnecting, run.Meter.State);
        Assert.Equal("bybit", seen.Find(one => one.Alive == false)!.Venue);
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task Without_a_list_of_instruments_it_says_so_and_goes_on_when_there_is_one()
    {
        await using var server = await StubServer.StartAsync();
        var stub = new BybitLiquidationStub(TimeProvider.System);
        stub.Map(server);
        server.OnRequest("/v5/market/instruments-info", """{"retCode":10006,"retMsg":"Too many visits!","result":{}}""");
        await using var run = AdapterRun.Start(Feed, [.. stub.Settings(server)]);

        var status = await run.StateAsync(FeedStates.Reconnecting);
        stub.Map(server);
        await run.StateAsync(InputState.Live);

        Assert.Contains("Too many visits! (retCode 10006)", status.Reason, StringComparison.Ordinal);
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task The_inverse_feed_is_off_until_it_is_switched_on()
    {
        await using var services = AdapterRun.Services(TimeProvider.System, ("BybitLiquidations:Enabled", "false"));
        var off = services.GetRequiredService<IFeedCatalogue>().Feeds;
        await using var others = AdapterRun.Services(TimeProvider.System, ("BybitInverseLiquidations:Enabled", "true"));
        var on = others.GetRequiredService<IFeedCatalogue>().Feeds;

        Assert.Equal((false, false), (off.Single(feed => feed.Feed == Feed).IsEnabled, off.Single(feed => feed.Feed == "bybit-inverse-liquidations").IsEnabled));
        Assert.Equal((true, true), (on.Single(feed => feed.Feed == Feed).IsEnabled, on.Single(feed => feed.Feed == "bybit-inverse-liquidations").IsEnabled));
    }
}
