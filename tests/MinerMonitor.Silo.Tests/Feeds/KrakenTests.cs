using System.Text.Json;
using System.Text.Json.Nodes;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Silo.Feeds;
using MinerMonitor.Silo.Feeds.Kraken;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>Kraken's protocol: recorded frames, a recorded session, and what can go wrong.</summary>
public sealed class KrakenTests
{
    private const string Folder = "kraken-v2";
    private const long NowMs = 1_790_000_000_000;

    private static readonly SpotPair s_pair = new("BTC/USD", "USD");

    [Fact]
    public void A_venue_that_is_not_online_says_so()
    {
        var link = FeedFixtures.Link(NowMs);
        var session = new KrakenSpotSession(link, [s_pair]);

        session.Receive(FeedFixtures.Bytes(Folder, "status-not-online.json"), NowMs);

        Assert.False(Assert.Single(link.Take(MarketName.Spot)).Online);
        Assert.Contains("until it is online", session.DegradedReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_is_cut_off_is_no_JSON() => Assert.ThrowsAny<JsonException>(
        () => new KrakenSpotSession(FeedFixtures.Link(NowMs), [s_pair]).Receive(FeedFixtures.Bytes(Folder, "malformed-truncated.txt"), NowMs));

    [Fact]
    public async Task A_recorded_session_is_played_and_its_quote_is_read()
    {
        await using var server = await StubServer.StartAsync();
        // The long waits before the client's ping are not kept.
        server.OnSocket("/v2", async socket =>
        {
            await SessionScript.Play(FeedFixtures.PathOf(Folder, "session-typical.ndjson"), until: IsPing)(socket);
            await socket.Closed;
        });
        await using var run = AdapterRun.Start("kraken-spot", ("KrakenSpot:Urls:0", $"{server.SocketUrl}/v2"), ("KrakenSpot:Symbols:0", "BTC/USD"));

        var status = await run.StateAsync(InputState.Live);

        Assert.Equal(81_205.0, run.Sink.Take().Markets[MarketName.Spot].Single(seen => seen.BidUsd is not null).BidUsd);
        Assert.True(status.Messages >= 3);
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task A_pair_that_the_venue_refuses_is_shown_with_its_words()
    {
        await using var server = await StubServer.StartAsync();
        server.OnSocket("/v2", async socket =>
        {
            await socket.ReceiveAsync();
            await socket.SendAsync(FeedFixtures.Text(Folder, "error-pair-not-supported.json"));
            await socket.Closed;
        });
        await using var run = AdapterRun.Start("kraken-spot", ("KrakenSpot:Urls:0", $"{server.SocketUrl}/v2"), ("KrakenSpot:Symbols:0", "XBT/USD"));

        var status = await run.StateAsync(FeedStates.Degraded);

        Assert.Contains("Currency pair not supported", status.Reason, StringComparison.Ordinal);
        Assert.Equal(1, status.Reconnects["refused"]);
    }

    private static bool IsPing(JsonObject step) => (string?)step["dir"] == "client" && ((string?)step["text"])?.Contains("\"ping\"", StringComparison.Ordinal) == true;
}
