using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>OKX's liquidations on a connection: contract sizes, text pings, notices.</summary>
public sealed class OkxLiquidationTests
{
    private const string Feed = "okx-liquidations";
    private const string Folder = "okx-liquidation";
    private static readonly DateTimeOffset s_now = DateTimeOffset.Parse("2026-10-09T18:00:00Z", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_recorded_session_is_played_and_the_notice_opens_another_connection()
    {
        await using var server = await StubServer.StartAsync();
        server.OnRequest("/api/v5/public/instruments", FeedFixtures.Text(Folder, "rest-instruments-swap.json"));
        server.OnSocket("/ws", async socket =>
        {
            await SessionScript.Play(FeedFixtures.PathOf(Folder, "session-typical.ndjson"), until: step => (string?)step["control"] == "close")(socket);
            await socket.Closed;
        });
        await using var run = AdapterRun.Start(Feed, ("OkxLiquidations:Urls:0", $"{server.SocketUrl}/ws"), ("OkxLiquidations:RestUrl", server.HttpUrl));

        var seen = new List<MarketObservation>();
        await run.UntilAsync(() => run.Collect(seen).Exists(one => one.Side is not null), "the order");
        await run.UntilAsync(() => server.Requests.Count(request => request.Path == "/ws") >= 2, "the next connection");

        Assert.Equal(7067.06235, seen.Find(one => one.Side is not null)!.NotionalUsd!.Value, 1e-9);
        Assert.Contains(seen, one => one is { Venue: "okx", Alive: true });
        Assert.Equal(["asked"], run.Meter.Read().Reconnects.Keys);
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task A_quiet_connection_is_kept_by_text_pings_and_counts_as_heard()
    {
        await using var server = await StubServer.StartAsync();
        var time = new FakeTimeProvider(s_now);
        var stub = new OkxLiquidationStub(time) { Every = null };
        stub.Map(server);
        await using var run = AdapterRun.Start(Feed, time, [.. stub.Settings(server)]);
        await run.MoveOnUntilAsync(() => run.Meter.State == InputState.Live, "a live feed");

        var seen = new List<MarketObservation>();
        for (var pings = 2; pings <= 6; pings++)
        {
            await run.MoveOnUntilAsync(() => stub.Said.Count(text => text == "ping") >= pings, $"ping {pings}");
            await run.UntilAsync(() => run.Collect(seen).Count(one => one.Alive == true) >= pings, $"sign of life {pings}");
        }

        var signs = seen.Where(one => one.Alive == true).Select(one => one.AtMs!.Value).ToList();
        Assert.All(signs.Zip(signs.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, 30_000));
        Assert.Equal((1, InputState.Live), (stub.Connections, run.Meter.State));
        Assert.Empty(run.Meter.Read().Reconnects);
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task A_contract_that_is_not_listed_yet_is_looked_up_at_most_once_a_minute()
    {
        await using var server = await StubServer.StartAsync();
        var time = new FakeTimeProvider(s_now);
        var stub = new OkxLiquidationStub(time) { Every = null };
        stub.Map(server);
        await using var run = AdapterRun.Start(Feed, time, [.. stub.Settings(server)]);
        await run.MoveOnUntilAsync(() => run.Meter.State == InputState.Live, "a live feed");
        var fresh = new StubLiquidation("NEW", false, 7, 10, s_now.ToUnixTimeMilliseconds());

        await stub.LiquidateAsync(fresh);
        await stub.LiquidateAsync(fresh);
        await run.UntilAsync(() => run.Meter.Read().Refusals.GetValueOrDefault("unknown-instrument") == 2, "two events without a size");
        stub.ContractSizes = new Dictionary<string, decimal> { ["NEW"] = 1 };
        await run.MoveOnUntilAsync(() => Lists(server) == 2, "the second list");
        await stub.LiquidateAsync(fresh);

        var seen = new List<MarketObservation>();
        await run.UntilAsync(() => run.Collect(seen).Exists(one => one.Side is not null), "the event with its size");
        Assert.Equal(("short", 70.0, "NEW"), seen.Where(one => one.Side is not null).Select(one => (one.Side, one.NotionalUsd!.Value, one.Coin)).Single());
        Assert.True(time.GetUtcNow() - s_now >= TimeSpan.FromMinutes(1), "the second list came within a minute of the first");
        Assert.Equal(2, Lists(server));
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task A_refused_channel_is_shown_with_the_venues_words()
    {
        await using var server = await StubServer.StartAsync();
        server.OnRequest("/api/v5/public/instruments", FeedFixtures.Text(Folder, "rest-instruments-swap.json"));
        server.OnSocket("/ws", async socket =>
        {
            await socket.ReceiveAsync();
            await socket.SendAsync(FeedFixtures.Text(Folder, "error-60018-instid-not-allowed.json"));
            await socket.Closed;
        });
        await using var run = AdapterRun.Start(Feed, ("OkxLiquidations:Urls:0", $"{server.SocketUrl}/ws"), ("OkxLiquidations:RestUrl", server.HttpUrl));

        await run.UntilAsync(() => run.Meter.Read().Reconnects.ContainsKey("refused"), "the refusal");

        Assert.Contains("code 60018", run.Meter.Read().Reason, StringComparison.Ordinal);
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task An_error_with_status_200_is_no_list_of_contracts()
    {
        await using var server = await StubServer.StartAsync();
        server.OnRequest("/api/v5/public/instruments", FeedFixtures.Text(Folder, "rest-error-51001-http200.json"));
        await using var run = AdapterRun.Start(Feed, ("OkxLiquidations:Urls:0", $"{server.SocketUrl}/ws"), ("OkxLiquidations:RestUrl", server.HttpUrl));

        var status = await run.StateAsync(FeedStates.Reconnecting);

        Assert.Contains("code 51001", status.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Requests, request => request.Path == "/ws");
    }

    private static int Lists(StubServer server) => server.Requests.Count(request => request.Path == "/api/v5/public/instruments");
}
