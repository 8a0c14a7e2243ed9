using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Silo.Feeds.BitcoinCore;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>A Bitcoin Core node: recorded answers, every form of error, a cookie that changes, blocks that come, go and are lacking.</summary>
public sealed class BitcoinCoreTests
{
    private const string Folder = "bitcoin-core";
    private static readonly DateTimeOffset s_now = new(2026, 10, 9, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Recorded_answers_give_the_readings_they_should()
    {
        var chain = CoreMessage.Chain(Result("getblockchaininfo-933586.json"));
        Assert.Equal(new CoreChain("main", 933_586, 933_586, "00000000000000000000b286a4d4ac73f6ad82e54d9ccf6d2d71c492ceeb4930", false), chain);
        Assert.Null(chain.Fault);
        Assert.Equal(new MempoolReading(112_686, 175_691_391, 510_536_864, 1.305, null), CoreMessage.Mempool(Result("getmempoolinfo.json")));
        Assert.Equal(934.5129552133705, CoreMessage.HashrateEhs(Result("getnetworkhashps.json"))!.Value, 1e-9);
        Assert.Equal(141_668_107_417_558.2, CoreMessage.NextDifficulty(Result("getmininginfo-933586.json")));
        Assert.Null(CoreMessage.FeeRate(Result("estimatesmartfee-no-data.json")));
    }

    [Theory]
    [InlineData("getblockstats-101-empty.json", 0)]
    [InlineData("getblockstats-103.json", 56_860)]
    public void Fees_of_a_block_are_satoshi(string file, long fees)
    {
        using var header = JsonDocument.Parse($$"""{"hash":"{{new string('0', 64)}}","height":103,"time":1536411754,"bits":"1701fca1"}""");

        Assert.Equal(fees, CoreMessage.Block(header.RootElement, Result(file)).FeesSats);
    }

    [Theory]
    [InlineData("""{"chain":"main","blocks":900000,"headers":900007,"bestblockhash":"HASH"}""", "fetching")]
    [InlineData("""{"chain":"main","blocks":900000,"headers":900000,"bestblockhash":"HASH","initialblockdownload":true}""", "fetching")]
    [InlineData("""{"chain":"test4","blocks":900000,"headers":900000,"bestblockhash":"HASH"}""", "test4")]
    public void Node_that_has_not_caught_up_or_is_on_another_chain_is_not_used(string text, string word)
    {
        using var info = JsonDocument.Parse(text.Replace("HASH", new string('0', 64), StringComparison.Ordinal));

        Assert.Contains(word, CoreMessage.Chain(info.RootElement).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tip_figures_new_and_replaced_blocks_are_told()
    {
        var (chain, time) = (new StubChain(969_992, s_now), new FakeTimeProvider(s_now));
        await using var server = await StubServer.StartAsync();
        using var node = new BitcoinCoreStub(chain);
        node.Map(server);
        await using var run = AdapterRun.Start("bitcoin-core", time, FakeNetwork.CreateNetwork().Grains, [.. node.Settings(server)]);
        await run.StateAsync(InputState.Live);
        var told = run.Sink.Take().Network.ToList();

        Assert.Equal(chain.Tip.Hash, told[0].BlockHash);
        Assert.Equal(chain.Tip.FeesSats / 1e8, told[0].FeesBtc);
        var figures = Assert.Single(told, seen => seen.Mempool is not null);
        Assert.Equal(new FeeRates(2.023, 2.023, 2.023, null, 1.305), figures.FeeRates);
        Assert.Equal(StubChain.DifficultyOf(StubChain.BitsAt(969_993)), figures.Difficulty);

        chain.Mine();
        chain.Mine();
        await UntilToldAsync(chain.Tip.Hash);
        chain.Reorganise(2);
        await UntilToldAsync(chain.Tip.Hash);

        var blocks = told.Where(seen => seen.BlockAtMs is not null).Select(seen => seen.BlockHeight);
        Assert.Equal([969_992, 969_993, 969_994, 969_993, 969_994], blocks);
        Assert.All(told, seen => Assert.Equal(NetworkRank.Node, seen.Rank));
        ChainReadings.AssertPossible(told);
        Assert.Empty(server.Faults);

        Task UntilToldAsync(string hash) => run.MoveOnUntilAsync(
            () =>
            {
                told.AddRange(run.Sink.Take().Network);
                return told.Exists(seen => seen.BlockHash == hash && seen.BlockAtMs is not null);
            },
            $"block {hash}");
    }

    [Fact]
    public async Task Cookie_of_a_node_that_was_started_again_is_read_again()
    {
        var (chain, time) = (new StubChain(969_992, s_now), new FakeTimeProvider(s_now));
        await using var server = await StubServer.StartAsync();
        using var node = new BitcoinCoreStub(chain);
        node.Map(server);
        await using var run = AdapterRun.Start("bitcoin-core", time, FakeNetwork.CreateNetwork().Grains, [.. node.Settings(server)]);
        await run.StateAsync(InputState.Live);

        node.Restart();
        chain.Mine();
        await run.MoveOnUntilAsync(() => run.Sink.Take().Network.Any(seen => seen.BlockHash == chain.Tip.Hash), "the block after the restart");

        Assert.Empty(run.Meter.Read().Reconnects);
    }

    [Fact]
    public async Task Password_that_the_node_refuses_is_said_without_it()
    {
        var time = new FakeTimeProvider(s_now);
        await using var server = await StubServer.StartAsync();
        using var node = new BitcoinCoreStub(new StubChain(969_992, s_now));
        node.Map(server);
        await using var run = AdapterRun.Start(
            "bitcoin-core", time, FakeNetwork.CreateNetwork().Grains,
            [.. node.Settings(server).Take(2), ("BitcoinCore:User", "monitor"), ("BitcoinCore:Password", "correct-horse")]);

        var status = await run.StateAsync(FeedStates.Reconnecting);

        Assert.Contains("HTTP 401", status.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("correct-horse", status.ToString(), StringComparison.Ordinal);
        Assert.Equal("monitor:correct-horse", Encoding.UTF8.GetString(Convert.FromBase64String(node.Authorizations.First()["Basic ".Length..])));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Node_that_starts_or_lags_is_unavailable_until_it_is_there(bool isOld)
    {
        var (chain, time) = (new StubChain(969_992, s_now), new FakeTimeProvider(s_now));
        await using var server = await StubServer.StartAsync();
        using var node = new BitcoinCoreStub(chain);
        node.Map(server);
        (node.IsOld, node.IsWarmingUp) = (isOld, true);
        await using var run = AdapterRun.Start("bitcoin-core", time, FakeNetwork.CreateNetwork().Grains, [.. node.Settings(server)]);

        await run.MoveOnUntilAsync(() => run.Meter.Read().Reconnects.ContainsKey("warming-up"), "warming up");
        Assert.Contains("Loading block index", run.Meter.Read().Reason, StringComparison.Ordinal);
        (node.IsWarmingUp, node.HeadersAhead) = (false, 7);
        await run.MoveOnUntilAsync(() => run.Meter.Read().Reconnects.ContainsKey("not-synced"), "not synced");
        Assert.Empty(run.Sink.Take().Network);
        node.HeadersAhead = 6;
        await run.MoveOnUntilAsync(() => run.Meter.State == InputState.Live, "state live");

        Assert.Contains(run.Sink.Take().Network, seen => seen.BlockHash == chain.Tip.Hash);
        Assert.Empty(server.Faults);
    }

    [Theory]
    [InlineData("error-401.json", "unauthorized")]
    [InlineData("error-method-not-found.json", "malformed")]
    [InlineData("error-warming-up.json", "warming-up")]
    public async Task Recorded_errors_are_counted_by_their_reason(string file, string reason)
    {
        var time = new FakeTimeProvider(s_now);
        var error = FeedFixtures.Json(Folder, file);
        await using var server = await StubServer.StartAsync();
        server.OnRequest("/", async context =>
        {
            // Recorded answers have id 1; the call's own is 0.
            context.Response.StatusCode = error.GetProperty("httpStatus").GetInt32();
            await context.Response.WriteAsync(error.GetProperty("body").ToString().Replace("\"id\": 1", "\"id\": 0", StringComparison.Ordinal));
        });
        await using var run = AdapterRun.Start(
            "bitcoin-core", time, FakeNetwork.CreateNetwork().Grains,
            ("BitcoinCore:Enabled", "true"), ("BitcoinCore:Url", server.HttpUrl), ("BitcoinCore:User", "a"), ("BitcoinCore:Password", "b"));

        await run.MoveOnUntilAsync(() => run.Meter.Read() is var status && (status.Reconnects.ContainsKey(reason) || status.Refusals.ContainsKey(reason)), reason);

        Assert.Empty(run.Sink.Take().Network);
    }

    [Fact]
    public async Task Lacking_blocks_are_fetched_in_batches_and_pruned_ones_come_without_fees()
    {
        var (chain, time) = (new StubChain(969_992, s_now), new FakeTimeProvider(s_now));
        await using var server = await StubServer.StartAsync();
        using var node = new BitcoinCoreStub(chain);
        node.Map(server);
        node.PrunedBelow = 30;
        var (grains, network) = FakeNetwork.CreateNetwork();
        network.Lacking.UnionWith(Enumerable.Range(969_943, 50));
        await using var run = AdapterRun.Start("bitcoin-core", time, grains, [.. node.Settings(server)]);
        var told = new List<NetworkObservation>();

        await run.MoveOnUntilAsync(
            () =>
            {
                var seen = run.Sink.Take().Network;
                told.AddRange(seen.Where(one => one.IsHistory));
                network.Learn(seen);
                lock (network.Lacking)
                {
                    return network.Lacking.Count == 0;
                }
            },
            "older blocks");

        Assert.Equal(50, told.Select(seen => seen.BlockHeight).Distinct().Count());
        Assert.All(told, seen => Assert.Equal(seen.BlockHeight >= 969_962, seen.FeesBtc is not null));
        Assert.All(told, seen => Assert.Equal(chain.At(seen.BlockHeight!.Value)!.AtSec * 1000, seen.BlockAtMs));
        Assert.Empty(server.Faults);
    }

    [Fact]
    public void Mutated_answers_give_no_other_fault_and_no_impossible_figure()
    {
        string[] good = ["getblockchaininfo-933586.json", "getmininginfo-933586.json", "getmempoolinfo.json", "getnetworkhashps.json", "getblockstats-103.json", "estimatesmartfee-no-data.json"];
        using var header = JsonDocument.Parse($$"""{"hash":"{{new string('0', 64)}}","height":103,"time":1536411754,"bits":"1701fca1"}""");
        foreach (var (index, file) in good.Index())
        {
            foreach (var payload in Mutations.Of(Result(file).GetRawText(), seed: 6_000 + index, count: 500))
            {
                try
                {
                    using var body = JsonDocument.Parse(payload);
                    var root = body.RootElement;
                    ChainReadings.AssertPossible([index switch
                    {
                        0 => new NetworkObservation { BlockHeight = CoreMessage.Chain(root).Height },
                        1 => new NetworkObservation { Difficulty = CoreMessage.NextDifficulty(root) },
                        2 => new NetworkObservation { Mempool = CoreMessage.Mempool(root) },
                        3 => new NetworkObservation { ReportedHashrateEhs = CoreMessage.HashrateEhs(root) },
                        4 => CoreMessage.Block(header.RootElement, root).ToObservation("test", 2),
                        _ => new NetworkObservation { FeeRates = new FeeRates(CoreMessage.FeeRate(root), null, null, null, null) },
                    }]);
                }
                catch (Exception exception) when (Mutations.IsFormatFault(exception))
                {
                    // Counted by the feed's base.
                }
            }
        }
    }

    private static JsonElement Result(string file) => FeedFixtures.Json(Folder, file).GetProperty("result");
}
