using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Networks;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>The running server against a mempool server, a node, Fear and Greed and prices of electricity: nothing waits for a week of listening.</summary>
[Collection(ProcessGroup.Name)]
public sealed class NetworkFeedsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chain_of_a_week_sentiment_and_electricity_are_there_soon_after_the_first_start()
    {
        using var folder = new TempFolder();
        await using var stubs = await AllStubs.StartAsync(TimeProvider.System);
        await using var silo = await SiloProcess.StartAsync(folder.Path, Settings(stubs.Settings));

        await NetworkAsync(silo, chain => chain is { Hashrates.Count: 3, FeeBlocks: > 1_000, FeeRates: not null, Mempool: not null, ReportedHashrateEhs: not null, Retarget: not null }, "a whole chain");

        var network = await silo.Client.GetNetworkAsync(cancellationToken: Cancelled);
        Assert.Equal((969_992, InputStates.Live), (network.BlockHeight, network.State));
        Assert.All(network.Hashrates, hashrate => Assert.Equal(network.ReportedHashrateEhs!.Value, hashrate.HashrateEhs, network.ReportedHashrateEhs.Value * 0.02));
        Assert.InRange(network.FeePerBlockBtc!.Value, 0.01, 0.015);
        Assert.Equal((2.023, 0.1, 0.16779962), (network.FeeRates!.FastestSatVb, network.Mempool!.MinimumSatVb, network.Mempool.TotalFeesBtc));
        await MarketAsync(silo, "sentiment", 11);
        await MarketAsync(silo, "energy", -4.06);
        Assert.Empty(stubs.Faults);
    }

    [Fact]
    public async Task Own_node_is_believed_while_it_runs_and_a_new_block_of_it_is_shown()
    {
        using var folder = new TempFolder();
        await using var stubs = await AllStubs.StartAsync(TimeProvider.System);
        // Both have the same blocks until the node hears of one more.
        var chain = new StubChain(969_992, TimeProvider.System.GetUtcNow().AddMinutes(-5));
        await using var server = await StubServer.StartAsync();
        using var node = new BitcoinCoreStub(chain);
        node.Map(server);
        await using var silo = await SiloProcess.StartAsync(
            folder.Path, [.. Settings([.. stubs.Settings, .. node.Settings(server)]), ("Monitor__Feeds__BitcoinCore__Every", "00:00:01")]);
        await NetworkAsync(silo, seen => seen.Mempool?.Source == "bitcoin-core" && seen.FeeBlocks > 1_000, "the node's figures and a week of blocks");

        chain.Mine(30);

        await NetworkAsync(silo, seen => seen is { BlockHeight: 969_993, Source: "bitcoin-core" } && seen.BlockHash == chain.Tip.Hash, "the node's new block");
        Assert.Empty(stubs.Faults);
        Assert.Empty(server.Faults);
    }

    private static (string Name, string Value)[] Settings(IEnumerable<(string Name, string Value)> settings) =>
        [("Monitor__Feeds__Enabled", "true"), .. settings.Select(setting => ($"Monitor__Feeds__{setting.Name.Replace(":", "__", StringComparison.Ordinal)}", setting.Value))];

    private static Task NetworkAsync(SiloProcess silo, Func<NetworkSnapshot, bool> holds, string awaited) => Until.TrueAsync(
        async () =>
        {
            var network = await silo.Client.GetNetworkAsync(cancellationToken: Cancelled);
            return (holds(network), network.ToString());
        },
        s_patience,
        awaited);

    private static Task MarketAsync(SiloProcess silo, string market, double value) => Until.TrueAsync(
        async () =>
        {
            var reading = (await silo.Client.GetMarketAsync(market, cancellationToken: Cancelled)).Reading;
            return (reading.Value == value && reading.State == InputStates.Live, reading.ToString());
        },
        s_patience,
        $"{market} at {value}");
}
