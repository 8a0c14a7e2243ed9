using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>The adapters against a whole mempool server: new, lost and replaced blocks, its WebSocket away, older blocks, refusals.</summary>
public sealed class MempoolServerTests
{
    private static readonly DateTimeOffset s_now = new(2026, 10, 9, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task New_lost_and_replaced_blocks_are_told()
    {
        var (chain, time) = (new StubChain(969_992, s_now), new FakeTimeProvider(s_now));
        await using var server = await StubServer.StartAsync();
        var stub = new MempoolSpaceStub(chain, time);
        stub.Map(server);
        await using var run = AdapterRun.Start("mempool-space", time, [.. stub.Settings(server)]);
        await run.StateAsync(InputState.Live);
        var told = new List<NetworkObservation>();

        await run.UntilAsync(() => stub.Said.Count >= 2, "init and want");
        await stub.MineAsync();
        await UntilToldAsync(chain.Tip.Hash);
        await stub.MineAsync(isLost: true);
        var lost = chain.Tip.Hash;
        await stub.MineAsync();
        await UntilToldAsync(lost);
        await stub.ReorganiseAsync(2);
        await UntilToldAsync(chain.Tip.Hash);

        Assert.Contains("""{"refresh-blocks":true}""", stub.Said);
        Assert.Equal(1, run.Meter.Read().Refusals["gap"]);
        ChainReadings.AssertPossible(told);
        Assert.Empty(server.Faults);

        Task UntilToldAsync(string hash) => run.UntilAsync(
            () =>
            {
                told.AddRange(run.Sink.Take().Network);
                return told.Exists(seen => seen.BlockHash == hash);
            },
            $"block {hash}");
    }

    [Fact]
    public async Task A_server_that_goes_silent_is_left_and_found_again()
    {
        var time = new FakeTimeProvider(s_now);
        await using var server = await StubServer.StartAsync();
        server.OnSocket("/ws", socket => socket.Closed); // half open: takes everything, says nothing
        await using var run = AdapterRun.Start("mempool-space", time, ("MempoolSpace:WebSocketUrl", $"{server.SocketUrl}/ws"));

        await run.MoveOnUntilAsync(() => run.Meter.Read().Reconnects.ContainsKey("no-data"), "the end of a connection without data");

        server.OnSocket("/ws", async socket =>
        {
            await socket.ReceiveAsync();
            await socket.SendAsync(FeedFixtures.Text("mempool-space", "ws-init-full-state-2024-03-31.json"));
            await socket.Closed;
        });
        await run.MoveOnUntilAsync(() => run.Meter.State == FeedStates.Degraded, "data of a recorded, hence old, chain");
        Assert.Contains(run.Sink.Take().Network, seen => seen.BlockHeight == 837_050);
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task Lacking_blocks_are_fetched_once_newest_first_and_after_a_restart_only_the_rest()
    {
        var (chain, time) = (new StubChain(969_992, s_now), new FakeTimeProvider(s_now));
        await using var server = await StubServer.StartAsync();
        var stub = new MempoolSpaceStub(chain, time);
        stub.Map(server);
        var (grains, network) = FakeNetwork.CreateNetwork();
        network.Lacking.UnionWith(Enumerable.Range(969_892, 100));

        await using (var run = AdapterRun.Start("mempool-space-http", time, grains, [.. stub.Settings(server)]))
        {
            await LearnUntilAsync(run, () => network.Lacking.Count <= 55);
        }

        var before = Pages().Count;
        await using var again = AdapterRun.Start("mempool-space-http", time, grains, [.. stub.Settings(server)]);
        await LearnUntilAsync(again, () => network.Lacking.Count == 0);

        Assert.Equal("/mempool/api/v1/blocks/969991", Pages()[0]);
        Assert.InRange(Pages().Count, 7, 8); // 100 blocks, 15 a page; one page may have been under way when the first run ended
        Assert.True(before < Pages().Count);
        Assert.Empty(server.Faults);

        List<string> Pages() => [.. server.Requests.Select(request => request.Path).Where(path => path.StartsWith("/mempool/api/v1/blocks/", StringComparison.Ordinal))];

        Task LearnUntilAsync(AdapterRun run, Func<bool> holds) => run.MoveOnUntilAsync(
            () =>
            {
                network.Learn(run.Sink.Take().Network);
                lock (network.Lacking)
                {
                    return holds();
                }
            },
            "older blocks");
    }

    [Fact]
    public async Task Tip_fees_and_pool_are_asked_for_while_the_socket_is_away_and_only_then()
    {
        var (chain, time) = (new StubChain(969_992, s_now), new FakeTimeProvider(s_now));
        await using var server = await StubServer.StartAsync();
        var stub = new MempoolSpaceStub(chain, time);
        stub.Map(server);
        var (grains, network) = FakeNetwork.CreateNetwork();
        network.Socket = LiveSocket(time);
        await using var run = AdapterRun.Start("mempool-space-http", time, grains, [.. stub.Settings(server)]);
        await run.StateAsync(InputState.Live);
        Assert.DoesNotContain(server.Requests, request => request.Path.EndsWith("tip/height", StringComparison.Ordinal));

        network.Socket = network.Socket with { State = FeedStates.Reconnecting };
        var told = new List<NetworkObservation>();
        await run.MoveOnUntilAsync(
            () =>
            {
                told.AddRange(run.Sink.Take().Network);
                return told.Exists(seen => seen.FeeRates is not null);
            },
            "fees over HTTP");

        Assert.Contains(told, seen => seen.BlockHash == chain.Tip.Hash && seen.Bits is not null);
        Assert.Equal(16_779_962, told.First(seen => seen.Mempool is not null).Mempool!.TotalFeesSats);
        Assert.Contains(told, seen => seen.ReportedHashrateEhs is > 900 and < 1_100);
        ChainReadings.AssertPossible(told);
        Assert.Empty(server.Faults);
    }

    [Theory]
    [InlineData("rest-503-out-of-sync.json", "http-503")]
    [InlineData("rest-429.json", "rate-limited")]
    public async Task A_refusal_is_counted_by_its_reason_and_asked_again_later(string file, string reason)
    {
        var time = new FakeTimeProvider(s_now);
        var answer = FeedFixtures.Json("mempool-space", file);
        await using var server = await StubServer.StartAsync();
        server.OnRequest("/*", async context =>
        {
            context.Response.StatusCode = answer.GetProperty("httpStatus").GetInt32();
            context.Response.ContentType = answer.GetProperty("contentType").GetString();
            await context.Response.WriteAsync(answer.GetProperty("body").GetString()!);
        });
        var (grains, _) = FakeNetwork.CreateNetwork();
        await using var run = AdapterRun.Start("mempool-space-http", time, grains, ("MempoolSpace:RestUrl", server.HttpUrl));

        await run.MoveOnUntilAsync(() => run.Meter.Read().Reconnects.ContainsKey(reason), reason);

        Assert.Equal(FeedStates.Reconnecting, run.Meter.State);
        Assert.Empty(run.Sink.Take().Network);
        var asked = server.Requests.Count;
        await run.MoveOnUntilAsync(() => server.Requests.Count > asked, "another attempt");
    }

    [Fact]
    public async Task A_server_whose_node_is_down_reports_no_hashrate()
    {
        var time = new FakeTimeProvider(s_now);
        await using var server = await StubServer.StartAsync();
        server.OnRequest("/v1/mining/hashrate/3d", FeedFixtures.Text("mempool-space", "rest-hashrate-core-down-zeros.json"));
        server.OnRequest("/v1/mining/difficulty-adjustments/1m", FeedFixtures.Text("mempool-space", "rest-difficulty-adjustments-docs.json"));
        var (grains, network) = FakeNetwork.CreateNetwork();
        network.Socket = LiveSocket(time);
        await using var run = AdapterRun.Start("mempool-space-http", time, grains, ("MempoolSpace:RestUrl", server.HttpUrl));

        await run.StateAsync(InputState.Live);

        Assert.Equal(1, run.Meter.Read().Refusals["hashrate-unknown"]);
        Assert.All(run.Sink.Take().Network, seen => Assert.Null(seen.ReportedHashrateEhs));
    }

    private static FeedStatus LiveSocket(TimeProvider time)
    {
        var meter = new FeedMeter(new FeedDescription("mempool-space", "network", true, "x", null, null), "test", time, NullLogger.Instance);
        return meter.Read() with { State = InputState.Live, LivelyAtMs = long.MaxValue / 2 };
    }
}
