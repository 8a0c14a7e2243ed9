using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>Each spot feed, as the server makes it, against a faithful stub of its venue, and against recorded sessions.</summary>
public sealed class SpotStubTests
{
    public static TheoryData<string> Venues => [.. SpotVenue.All];

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task A_venue_goes_live_and_quotes(string feed)
    {
        await using var stubs = await StartAsync(feed);
        await using var run = AdapterRun.Start(feed, [.. stubs.Settings]);

        await run.StateAsync(InputState.Live);
        await run.UntilAsync(() => run.Meter.Read().Readings > 4, "five readings");

        var quote = run.Sink.Take().Markets[MarketName.Spot].Single(seen => seen.BidUsd is not null);
        Assert.InRange(quote.BidUsd!.Value, 80_000, 82_000);
        Assert.Empty(run.Meter.Read().Refusals);
        Assert.Empty(stubs.Faults);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task A_connection_holds_for_two_minutes_with_the_pings_that_the_venue_wants(string feed)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var stubs = await StartAsync(feed, time);
        stubs.Market.Every = TimeSpan.FromSeconds(2);
        await using var run = AdapterRun.Start(feed, time, [.. stubs.Settings]);
        await run.MoveOnUntilAsync(() => run.Meter.State == InputState.Live, "state live");
        var began = time.GetTimestamp();

        await run.MoveOnUntilAsync(() => time.GetElapsedTime(began) > TimeSpan.FromMinutes(2), "two minutes");

        Assert.Empty(run.Meter.Read().Reconnects);
        Assert.Equal(InputState.Live, run.Meter.State);
        Assert.Empty(stubs.Faults);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task A_subscription_that_is_refused_or_stays_silent_is_shown_with_its_reason(string feed)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        var venue = SpotVenue.Of(feed);
        await using var stubs = await StartAsync(feed, time);
        await using var run = AdapterRun.Start(feed, time, [.. stubs.Settings, ($"{venue.Setting}:Symbols:0", venue.Refused)]);

        await run.MoveOnUntilAsync(() => run.Meter.Read().Reconnects.Count > 0, "an end of the connection");

        // A misspelt stream of Binance connects and says nothing; all others answer.
        var status = run.Meter.Read();
        Assert.Equal(feed == "binance-spot" ? "no-data" : "refused", status.Reconnects.Keys.Single());
        Assert.Equal(feed == "binance-spot" ? FeedStates.Reconnecting : FeedStates.Degraded, status.State);
        Assert.Contains(feed == "binance-spot" ? "sent no data" : "refused a subscription", status.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Sink.Take().Markets.GetValueOrDefault(MarketName.Spot, []), seen => seen.BidUsd is not null);
    }

    [Theory]
    [InlineData("bitstamp-spot", """{"event":"bts:request_reconnect","channel":"","data":""}""", "asked")]
    [InlineData("okx-spot", OkxStub.ClosesSoon, "asked")]
    [InlineData("binance-spot", """{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1770123456789}}""", "server-shutdown")]
    public async Task A_venue_that_announces_its_end_is_replaced_before_it(string feed, string notice, string reason)
    {
        await using var stubs = await StartAsync(feed);
        await using var run = AdapterRun.Start(feed, [.. stubs.Settings]);
        await run.StateAsync(InputState.Live);
        var stub = (ExchangeStub)stubs.Running.Single().Stub;
        var first = stub.Open.Single();

        await stub.SendAsync(notice);
        await first.Closed.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        await run.UntilAsync(() => stub.Open is [var second] && second != first, "another connection and only that");
        Assert.Equal(InputState.Live, run.Meter.State);
        Assert.Equal(1, run.Meter.Read().Reconnects.Single(pair => pair.Key == reason).Value);
        Assert.Single(run.Meter.Read().Reconnects);
    }

    [Fact]
    public async Task A_venue_in_maintenance_is_out_with_its_reason_and_its_socket_stays()
    {
        await using var stubs = await StartAsync("kraken-spot");
        var stub = (KrakenStub)stubs.Running.Single().Stub;
        stub.Instead = async socket =>
        {
            await socket.SendAsync(KrakenStub.Status("maintenance"));
            await socket.Closed;
        };
        await using var run = AdapterRun.Start("kraken-spot", [.. stubs.Settings]);

        var status = await run.StateAsync(FeedStates.Degraded);
        var seen = run.Sink.Take().Markets[MarketName.Spot].Single();
        stub.Instead = null;
        await stub.SendAsync(KrakenStub.Status("online"));
        await run.StateAsync(InputState.Live);

        Assert.False(seen.Online);
        Assert.Contains("maintenance", status.Reason, StringComparison.Ordinal);
        Assert.Equal(["online-again"], run.Meter.Read().Reconnects.Keys);
    }

    [Fact]
    public async Task Pings_of_the_server_are_answered_with_their_payload()
    {
        await using var stubs = await StartAsync("binance-spot");
        var stub = (BinanceStub)stubs.Running.Single().Stub;
        stub.PingEvery = TimeSpan.FromMilliseconds(100);
        await using var run = AdapterRun.Start("binance-spot", [.. stubs.Settings]);
        await run.StateAsync(InputState.Live);

        await run.UntilAsync(() => stub.Open is [var socket] && socket.Pongs.Count > 2, "three pongs");

        Assert.Empty(stub.Said);
        Assert.Empty(run.Meter.Read().Reconnects);
    }

    [Theory]
    [InlineData("coinbase-spot", 81_222.5)]
    [InlineData("bitstamp-spot", 81_254.37)]
    [InlineData("binance-spot", 81_207.45)]
    public async Task A_recorded_session_is_played_and_its_quote_is_read(string feed, double bid)
    {
        var venue = SpotVenue.Of(feed);
        await using var server = await StubServer.StartAsync();
        var path = feed == "binance-spot" ? "/stream" : "/";
        // The long waits before the client's heartbeat are not kept, nor is what comes after it.
        server.OnSocket(path, async socket =>
        {
            await SessionScript.Play(FeedFixtures.PathOf(venue.Folder, "session-typical.ndjson"), until: IsHeartbeat)(socket);
            await socket.Closed;
        });
        await using var run = AdapterRun.Start(feed, ($"{venue.Setting}:Urls:0", server.SocketUrl));

        await run.UntilAsync(() => run.Meter.Read().Messages >= 2 && run.Meter.State == InputState.Live, "the session");

        Assert.Equal(bid, run.Sink.Take().Markets[MarketName.Spot].First(seen => seen.BidUsd is not null).BidUsd);
        Assert.DoesNotContain("malformed", run.Meter.Read().Refusals.Keys);
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task Recorded_frames_are_sent_with_their_times_moved_to_now()
    {
        await using var stubs = await StartAsync("okx-spot");
        var stub = (ExchangeStub)stubs.Running.Single().Stub;
        stub.Recorded = [FeedFixtures.Text("okx-spot", "ticker-btc-usdt-2026-09-25.json")];
        await using var run = AdapterRun.Start("okx-spot", [.. stubs.Settings]);

        await run.UntilAsync(() => run.Meter.Read().Readings == 1, "the recorded quote");

        Assert.Equal(83_774.1, run.Sink.Take().Markets[MarketName.Spot].Single().BidUsd);
        Assert.InRange(run.Meter.Read().LagP50Ms!.Value, -1_000, 10_000);
    }

    [Fact]
    public async Task All_stubs_together_bring_every_venue_to_life()
    {
        await using var stubs = await AllStubs.StartAsync(TimeProvider.System);
        (string, string)[] settings = [.. stubs.Settings];
        var runs = SpotVenue.All.Select(feed => AdapterRun.Start(feed, settings)).ToList();
        foreach (var run in runs)
        {
            await run.StateAsync(InputState.Live);
        }

        foreach (var run in runs)
        {
            await run.DisposeAsync();
        }

        Assert.Empty(stubs.Faults);
    }

    private static async Task<AllStubs> StartAsync(string feed, TimeProvider? time = null)
    {
        var market = new StubMarket(time ?? TimeProvider.System) { Every = TimeSpan.FromMilliseconds(50) };
        return await AllStubs.StartAsync(market, SpotVenue.Of(feed).Stub(market));
    }

    private static bool IsHeartbeat(JsonObject step) =>
        ((string?)step["dir"] == "client" && ((string?)step["text"])?.Contains("bts:heartbeat", StringComparison.Ordinal) == true)
        || ((string?)step["text"])?.Contains("serverShutdown", StringComparison.Ordinal) == true;
}
