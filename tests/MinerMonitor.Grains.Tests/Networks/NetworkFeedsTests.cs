using System.Globalization;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Tests.Sectors;
using Xunit;

namespace MinerMonitor.Grains.Tests.Networks;

/// <summary>The network fed by adapters: history filled in, several sources, figures of the sources themselves.</summary>
public sealed class NetworkFeedsTests(SectorCluster cluster) : IClassFixture<SectorCluster>
{
    private const double Difficulty = 141_668_107_417_558.2;
    private const double OlderDifficulty = 150_000_000_000_000;
    private const int TipHeight = 935_051;
    private const int EpochStart = 933_408;
    private const long TipMs = 1_770_248_400_000;

    private static NetworkObservation Tip { get; } = new()
    {
        BlockHeight = TipHeight, BlockHash = Hash(TipHeight), BlockAtMs = TipMs, Difficulty = Difficulty, AtMs = TipMs, Source = "server", Feed = "server", Rank = NetworkRank.Server,
    };

    [Fact]
    public async Task History_gives_hashrates_of_a_week_and_mean_fees_without_a_week_of_listening()
    {
        var network = NewNetwork();
        await network.ObserveAsync([Tip]);
        Assert.Empty((await cluster.ReadAsync<NetworkView>(network)).Hashrates);

        await network.ObserveAsync([.. Enumerable.Range(TipHeight - 1_100, 1_100).Select(height => Old(height))]);

        var view = await cluster.ReadAsync<NetworkView>(network);
        Assert.Equal([1, 3, 7], view.Hashrates.Select(hashrate => hashrate.WindowDays));
        Assert.All(view.Hashrates, hashrate => Assert.Equal(1014.09981, hashrate.HashrateEhs, 1e-3));
        Assert.Equal([144, 432, 1_008], view.Hashrates.Select(hashrate => hashrate.Span.Blocks));
        Assert.Equal(TipMs - 7 * 86_400_000L, view.Hashrates[2].Span.SinceMs);
        Assert.Equal(0.02, view.FeePerBlockBtc!.Value, 1e-12);
        Assert.Equal((1_008, TipMs - 7 * 86_400_000L), (view.FeeSpan!.Value.Blocks, view.FeeSpan.Value.SinceMs));
        Assert.Equal(600, view.RecentIntervalSec);
        Assert.Equal((TipHeight, Hash(TipHeight)), (view.Tip!.BlockHeight, view.Tip.BlockHash));
    }

    [Fact]
    public async Task Hashrate_across_a_retarget_counts_each_epoch_with_its_own_difficulty()
    {
        var network = NewNetwork();
        const int tip = EpochStart + 503;
        var atMs = TipMs - (TipHeight - tip) * 600_000L;
        await network.ObserveAsync([Tip with { BlockHeight = tip, BlockHash = Hash(tip), BlockAtMs = atMs, AtMs = atMs }]);

        await network.ObserveAsync(
        [
            .. Enumerable.Range(tip - 1_100, 1_100).Select(Old),
            new NetworkObservation { IsHistory = true, EpochStartHeight = EpochStart - 2_016, EpochStartAtMs = atMs - (503 + 2_016) * 600_000L, Difficulty = OlderDifficulty, AtMs = atMs },
        ]);

        var week = (await cluster.ReadAsync<NetworkView>(network)).Hashrates.Single(hashrate => hashrate.WindowDays == 7);
        Assert.Equal((504 * Difficulty + 504 * OlderDifficulty) / 1_008 * 4294967296.0 / 600 / 1e18, week.HashrateEhs, 1e-6);
        Assert.Equal(Difficulty / OlderDifficulty - 1, (await cluster.ReadAsync<NetworkView>(network)).LastRetargetChange!.Value, 1e-12);
    }

    [Fact]
    public async Task Gaps_name_the_blocks_that_are_lacking_and_the_start_of_the_epoch()
    {
        var network = NewNetwork();
        Assert.Null((await network.GetGapsAsync(NetworkRank.Server)).TipHeight);
        await network.ObserveAsync([Tip with { FeesBtc = 0.02 }, Old(TipHeight - 1), Old(TipHeight - 3)]);

        var gaps = await network.GetGapsAsync(NetworkRank.Server);

        Assert.Equal([TipHeight - 2, TipHeight - 4], gaps.Heights.Take(2));
        Assert.Equal(EpochStart, gaps.Heights[^1]);
        Assert.Equal(gaps.Wanted - 3 + 1, gaps.Heights.Length);

        await network.ObserveAsync([.. gaps.Heights.Select(Old)]);
        Assert.Empty((await network.GetGapsAsync(NetworkRank.Server)).Heights);
    }

    [Fact]
    public async Task History_never_moves_the_tip_nor_contradicts_it()
    {
        var network = NewNetwork();
        await network.ObserveAsync([Tip]);

        var outcome = await network.ObserveAsync([Old(TipHeight + 1), Old(TipHeight) with { BlockHash = Hash(1) }]);

        Assert.Equal((0, 2), (outcome.Accepted, outcome.Duplicates));
        var view = await cluster.ReadAsync<NetworkView>(network);
        Assert.Equal(Hash(TipHeight), view.Tip!.BlockHash);
        Assert.Equal(0, view.Reorganisations!.Value.Count);
    }

    [Fact]
    public async Task Reorganisations_are_counted_with_depth_and_time()
    {
        var network = NewNetwork();
        await network.ObserveAsync([Tip with { FeesBtc = 0.5 }, Next(1), Next(2)]);

        await network.ObserveAsync([Next(1) with { BlockHash = Hash(7), FeesBtc = 0.03 }, Next(2) with { BlockHash = Hash(8), PreviousBlockHash = Hash(7) }]);

        var view = await cluster.ReadAsync<NetworkView>(network);
        Assert.Equal(new ReorganisationCount(1, TipMs, TipMs + 60_000, 2), view.Reorganisations);
        Assert.Equal((TipHeight + 2, Hash(8)), (view.Tip!.BlockHeight, view.Tip.BlockHash));
        Assert.Equal(0.03, view.Blocks.Single(reading => reading.Block.BlockHeight == TipHeight + 1).Block.FeesBtc);
    }

    [Fact]
    public async Task Own_node_is_believed_while_it_is_heard_and_the_server_again_a_minute_later()
    {
        var network = NewNetwork();
        var node = Tip with { Source = "node", Feed = "node", Rank = NetworkRank.Node };
        await network.ObserveAsync([Tip, node]);

        var outcome = await network.ObserveAsync([Next(1) with { FeeRates = new FeeRates(9, null, null, null, null), AtMs = TipMs + 30_000 }]);

        Assert.Equal((0, 1), (outcome.Accepted, outcome.Duplicates));
        var view = await cluster.ReadAsync<NetworkView>(network);
        Assert.Equal(TipHeight, view.Tip!.BlockHeight);
        Assert.Null(view.FeeRates);
        Assert.Empty((await network.GetGapsAsync(NetworkRank.Server)).Heights);

        await network.ObserveAsync([Next(1) with { AtMs = TipMs + 61_000 }]);
        Assert.Equal(TipHeight + 1, (await cluster.ReadAsync<NetworkView>(network)).Tip!.BlockHeight);
    }

    [Fact]
    public async Task Source_that_stays_three_blocks_behind_for_ten_minutes_is_doubted_and_the_other_is_not()
    {
        var network = NewNetwork();
        var node = Tip with { Source = "node", Feed = "node", Rank = NetworkRank.Node };
        string? doubt = null;
        for (var minute = 0; minute <= 10; minute++)
        {
            var atMs = TipMs + minute * 60_000L;
            Assert.Null((await network.ObserveAsync([Tip with { BlockHeight = TipHeight + 3, BlockHash = null, BlockAtMs = null, AtMs = atMs }])).Doubt);
            doubt = (await network.ObserveAsync([node with { AtMs = atMs }])).Doubt;
            Assert.Equal(minute == 10, doubt is not null);
        }

        Assert.Contains("3 blocks behind server for 10 min", doubt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_of_the_source_are_shown_beside_the_computed_ones()
    {
        var network = NewNetwork();
        await network.ObserveAsync(
        [
            Tip with
            {
                FeeRates = new FeeRates(2.023, 1.094, 0.502, 0.2, 0.1),
                Mempool = new MempoolReading(50_112, 29_011_238, 16_779_962, 0.1, 8_875_608),
                ReportedHashrateEhs = 907.8,
                ReportedRetargetChange = -0.019,
            },
        ]);

        var view = await cluster.ReadAsync<NetworkView>(network);

        Assert.Equal(new Said<FeeRates>(new FeeRates(2.023, 1.094, 0.502, 0.2, 0.1), TipMs, "server"), view.FeeRates);
        Assert.Equal(16_779_962, view.Mempool!.Value.TotalFeesSats);
        Assert.Equal((907.8, -0.019), (view.ReportedHashrateEhs!.Value, view.ReportedRetargetChange!.Value));
        Assert.Equal(TipMs + (1_050_000 - TipHeight) * 600_000L, view.HalvingAtMs);
    }

    [Fact]
    public async Task Chain_is_stale_when_a_feed_repeats_the_same_block_for_three_hours()
    {
        var network = NewNetwork();
        for (var minute = 0; minute <= 181; minute += 1)
        {
            await network.ObserveAsync([Tip with { AtMs = TipMs + minute * 60_000L }]);
        }

        Assert.Equal(InputState.Stale, (await cluster.ReadAsync<NetworkView>(network)).State);
        await network.ObserveAsync([Next(1) with { AtMs = TipMs + 182 * 60_000L }]);
        Assert.Equal(InputState.Live, (await cluster.ReadAsync<NetworkView>(network)).State);
    }

    public static TheoryData<string, NetworkObservation> Faulty() => new()
    {
        { "fastestSatVb", Tip with { FeeRates = new FeeRates(double.NaN, null, null, null, null) } },
        { "minimumSatVb", Tip with { FeeRates = new FeeRates(null, null, null, null, -1) } },
        { "memory pool", Tip with { Mempool = new MempoolReading(-1, null, null, null, null) } },
        { "memory pool", Tip with { Mempool = new MempoolReading(null, null, null, double.PositiveInfinity, null) } },
        { "hashrate", Tip with { ReportedHashrateEhs = 0 } },
        { "hashrate", Tip with { ReportedHashrateEhs = double.NaN } },
        { "retarget", Tip with { ReportedRetargetChange = -2 } },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public async Task Impossible_figure_is_refused_with_its_name(string word, NetworkObservation seen)
    {
        var refusal = Assert.Single((await NewNetwork().ObserveAsync([seen])).Refused);

        Assert.Equal("out_of_range", refusal.Code);
        Assert.Contains(word, refusal.Reason, StringComparison.Ordinal);
    }

    private static NetworkObservation Old(int height) => new()
    {
        IsHistory = true, BlockHeight = height, BlockHash = Hash(height), BlockAtMs = TipMs - (TipHeight - height) * 600_000L, FeesBtc = 0.02, AtMs = TipMs,
        Source = "server", Feed = "server", Rank = NetworkRank.Server,
    };

    private static NetworkObservation Next(int above) => Tip with
    {
        BlockHeight = TipHeight + above,
        BlockHash = Hash(TipHeight + above),
        PreviousBlockHash = Hash(TipHeight + above - 1),
        AtMs = TipMs + 60_000,
    };

    private static string Hash(int number) => number.ToString("x64", CultureInfo.InvariantCulture);

    private INetworkGrain NewNetwork() => cluster.Grains.GetGrain<INetworkGrain>(SectorCluster.NewWorld());
}
