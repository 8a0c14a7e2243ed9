using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>Binance's liquidations on a connection: only the control stream proves that they would come.</summary>
public sealed class BinanceFuturesTests
{
    private const string Feed = "binance-liquidations";
    private const string Folder = "binance-futures";
    private static readonly DateTimeOffset s_now = DateTimeOffset.Parse("2026-10-09T18:00:00Z", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_recorded_session_is_played_and_its_orders_are_read()
    {
        await using var server = await StubServer.StartAsync();
        var played = SessionScript.Play(FeedFixtures.PathOf(Folder, "session-market-path.ndjson"));
        server.OnSocket("/market/stream", played);
        await using var run = AdapterRun.Start(Feed, ("BinanceLiquidations:Urls:0", $"{server.SocketUrl}/market"));

        var seen = new List<MarketObservation>();
        await run.UntilAsync(() => run.Collect(seen).Count(one => one.Side is not null) >= 2, "two orders");

        Assert.Equal([449.27293, 15_703.861], seen.Where(one => one.Side is not null).Take(2).Select(one => one.NotionalUsd!.Value));
        Assert.Contains(seen, one => one is { Venue: "binance", Alive: true });
        Assert.Equal("?streams=!forceOrder@arr/btcusdt@aggTrade", server.Requests[0].Query);
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task A_retired_path_that_takes_the_subscription_and_stays_silent_is_left_for_the_next_one()
    {
        await using var server = await StubServer.StartAsync();
        var time = new FakeTimeProvider(s_now);
        var stub = new BinanceFuturesStub(time);
        stub.Map(server);
        server.OnSocket("/stream", async socket =>
        {
            await SessionScript.Play(FeedFixtures.PathOf(Folder, "session-dead-legacy-path.ndjson"))(socket);
            await socket.Closed;
        });
        await using var run = AdapterRun.Start(
            Feed, time, ("BinanceLiquidations:Urls:0", server.SocketUrl), ("BinanceLiquidations:Urls:1", $"{server.SocketUrl}/market"));

        await run.MoveOnUntilAsync(() => run.Meter.State == InputState.Live, "a live feed on the second path");

        Assert.Equal(1, run.Meter.Read().Reconnects["no-data"]);
        Assert.Equal(["/stream", "/market/stream"], server.Requests.Select(request => request.Path));
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task A_socket_whose_control_stream_falls_silent_is_dead_although_pings_are_answered()
    {
        await using var server = await StubServer.StartAsync();
        var time = new FakeTimeProvider(s_now);
        var stub = new BinanceFuturesStub(time);
        stub.Map(server);
        await using var run = AdapterRun.Start(Feed, time, [.. stub.Settings(server)]);
        await run.MoveOnUntilAsync(() => run.Meter.State == InputState.Live, "a live feed");

        stub.Trading = false;

        await run.MoveOnUntilAsync(() => run.Meter.Read().Reconnects.ContainsKey("no-life"), "the end of the connection");
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task A_venue_that_announces_its_restart_is_connected_anew_before()
    {
        await using var server = await StubServer.StartAsync();
        var stub = new BinanceFuturesStub(TimeProvider.System) { Every = null };
        stub.Map(server);
        await using var run = AdapterRun.Start(Feed, [.. stub.Settings(server)]);
        await run.StateAsync(InputState.Live);

        await stub.SendAsync(BinanceFuturesStub.Shutdown);

        await run.UntilAsync(() => stub.Connections == 2 && stub.Open.Count == 1, "one connection instead of the other");
        Assert.Equal(InputState.Live, run.Meter.State);
        Assert.Equal(["asked"], run.Meter.Read().Reconnects.Keys);
        Assert.Empty(server.Faults);
    }

    [Fact]
    public void An_hour_without_any_order_degrades_a_feed_whose_control_stream_lives()
    {
        var link = FeedFixtures.Link(s_now.ToUnixTimeMilliseconds());
        var time = (FakeTimeProvider)link.Time;
        var session = LiquidationFrames.Binance(link);
        session.Look();
        var before = session.DegradedReason;

        time.Advance(TimeSpan.FromMinutes(60));
        session.Receive(FeedFixtures.Bytes(Folder, "aggtrade-btcusdt-2026-10-07.json"), s_now.ToUnixTimeMilliseconds());
        session.Look();
        var after = session.DegradedReason;
        session.Receive(FeedFixtures.Bytes(Folder, "forceorder-btcusdt-sell-2026-10-09.json"), s_now.ToUnixTimeMilliseconds());
        session.Look();

        Assert.Null(before);
        Assert.Contains("60 min", after, StringComparison.Ordinal);
        Assert.Null(session.DegradedReason);
    }

    [Fact]
    public void A_refused_subscription_is_given_up_with_the_venues_words()
    {
        var session = LiquidationFrames.Binance(FeedFixtures.Link(s_now.ToUnixTimeMilliseconds()));

        session.Receive(Encoding.UTF8.GetBytes("""{"error":{"code":2,"msg":"Invalid request: unknown stream"},"id":1}"""), 0);

        Assert.Contains("Invalid request: unknown stream", session.Fault?.Sentence, StringComparison.Ordinal);
    }
}
