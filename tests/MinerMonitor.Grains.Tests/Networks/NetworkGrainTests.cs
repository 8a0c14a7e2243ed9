using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Tests.Sectors;
using Xunit;

namespace MinerMonitor.Grains.Tests.Networks;

public sealed class NetworkGrainTests(SectorCluster cluster) : IClassFixture<SectorCluster>
{
    private const double Difficulty = 141_668_107_417_558.2;
    private const double NextDifficulty = 125_864_590_119_494.3;
    private const long EpochStartMs = 1_769_111_289_000;
    private const long TipMs = 1_770_248_421_000;

    private static NetworkObservation Tip { get; } = new()
    {
        BlockHeight = 935_051, BlockAtMs = TipMs, EpochStartAtMs = EpochStartMs, Difficulty = Difficulty, BlockHash = Hash(1), AtMs = TipMs,
    };

    [Fact]
    public async Task Retarget_is_projected_as_in_the_worked_example()
    {
        var (_, network) = NewNetwork();

        var outcome = await network.ObserveAsync([Tip]);

        var view = await cluster.ReadAsync<NetworkView>(network);
        Assert.Equal((1, 0), (outcome.Accepted, outcome.Duplicates));
        var projection = view.Retarget!.Projection;
        Assert.Equal(-0.132652, projection.Change, 1e-6);
        Assert.Equal(373, projection.RemainingBlocks);
        Assert.Equal(935_424, projection.RetargetHeight);
        Assert.True(view.Retarget.ChangeLow90 < projection.Change && projection.Change < view.Retarget.ChangeHigh90);
        Assert.Equal(3.125, view.SubsidyBtc);
        Assert.Equal(1_050_000, view.NextHalvingHeight);
        Assert.Equal(InputState.Live, view.State);
    }

    private static NetworkObservation Quote { get; } = new()
    {
        QuotedRetargetChange = -0.14, QuotedRetargetDate = "2026-02-08", AtMs = TipMs + 60_000, Source = "a report", Origin = Origin.Article,
    };

    [Fact]
    public async Task Quoted_forecast_stands_beside_the_computed_one_and_after_the_retarget_beside_what_came()
    {
        var (world, network) = NewNetwork();
        var sector = cluster.Grains.GetGrain<ISectorGrain>(world);
        await network.ObserveAsync([Tip]);

        var taken = await network.ObserveAsync([Quote, Quote, Quote with { QuotedRetargetChange = -0.2, AtMs = TipMs }]);

        Assert.Equal((1, 2, 0), (taken.Accepted, taken.Duplicates, taken.Refused.Length));
        var before = await cluster.ReadAsync<NetworkView>(network);
        Assert.Equal((-0.14, new DateOnly(2026, 2, 8), "a report", Origin.Article, 935_424),
            (before.Quote!.Change, before.Quote.ExpectedDate, before.Quote.Source, before.Quote.Origin, before.Quote.RetargetHeight));
        Assert.Equal(-0.132652, before.Quote.ForecastChange!.Value, 1e-6);
        Assert.Equal(-0.132652, before.Retarget!.Projection.Change, 1e-6);
        Assert.Null(before.LastQuote);
        await sector.AdvanceToAsync(DateTimeOffset.FromUnixTimeMilliseconds(TipMs + 60_000));
        Assert.Equal(before.Quote, (await cluster.ReadAsync<SectorView>(sector)).QuotedRetarget);

        await network.ObserveAsync([new NetworkObservation { BlockHeight = 935_424, BlockAtMs = TipMs + 700_000, AtMs = TipMs + 700_000, Difficulty = NextDifficulty }]);

        var after = await cluster.ReadAsync<NetworkView>(network);
        Assert.Null(after.Quote);
        Assert.Equal(before.Quote with { ActualChange = after.LastRetargetChange }, after.LastQuote);
        Assert.Equal(-0.1115531, after.LastQuote!.ActualChange!.Value, 1e-6);

        await network.ObserveAsync([new NetworkObservation { BlockHeight = 937_440, AtMs = TipMs + 14 * 86_400_000L }]);

        Assert.Null((await cluster.ReadAsync<NetworkView>(network)).LastQuote);
    }

    [Fact]
    public async Task Quote_is_of_the_coming_retarget_again_when_the_retarget_is_reorganised_away()
    {
        var (_, network) = NewNetwork();
        await network.ObserveAsync([Tip, Quote]);
        await network.ObserveAsync([new NetworkObservation { BlockHeight = 935_422, BlockHash = Hash(2), AtMs = TipMs + 600_000 }]);
        await network.ObserveAsync([new NetworkObservation { BlockHeight = 935_424, BlockHash = Hash(3), Difficulty = NextDifficulty, AtMs = TipMs + 700_000 }]);
        Assert.NotNull((await cluster.ReadAsync<NetworkView>(network)).LastQuote);

        await network.ObserveAsync([new NetworkObservation { BlockHeight = 935_422, BlockHash = Hash(4), AtMs = TipMs + 800_000 }]);

        var view = await cluster.ReadAsync<NetworkView>(network);
        Assert.Equal((-0.14, null), (view.Quote!.Change, view.Quote.ActualChange));
        Assert.Null(view.LastQuote);
    }

    [Theory]
    [InlineData("2026-02-30", "is not a date")]
    [InlineData("2026-02-03", "does not lie within")]
    [InlineData("2027-02-03", "does not lie within")]
    public async Task Quoted_day_must_be_one_that_the_retarget_can_come_on(string date, string named)
    {
        var (_, network) = NewNetwork();

        var outcome = await network.ObserveAsync([Tip, Quote with { QuotedRetargetDate = date }]);

        Assert.Contains(named, Assert.Single(outcome.Refused).Reason, StringComparison.Ordinal);
        Assert.Null((await cluster.ReadAsync<NetworkView>(network)).Quote);
    }

    [Fact]
    public async Task Forecast_that_claims_to_be_measured_or_is_late_is_refused()
    {
        var (_, network) = NewNetwork();

        var outcome = await network.ObserveAsync([Tip, Quote with { Origin = Origin.Measured }, Quote with { AtMs = EpochStartMs - 1 }]);

        Assert.Equal([1, 2], outcome.Refused.Select(refusal => refusal.Index));
        Assert.Contains("leave origin out", outcome.Refused[0].Reason, StringComparison.Ordinal);
        Assert.Contains("only the coming one", outcome.Refused[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Duplicates_change_nothing()
    {
        var (world, network) = NewNetwork();
        await network.ObserveAsync([Tip]);
        var watch = await cluster.WatchAsync(network);

        var outcome = await network.ObserveAsync([Tip, Tip with { Source = "other", EpochStartAtMs = null }, new NetworkObservation { BlockHeight = 935_051, AtMs = TipMs }]);

        Assert.Equal((0, 3, 0), (outcome.Accepted, outcome.Duplicates, outcome.Refused.Length));
        Assert.Empty(await network.ReadAsync(new(watch.First.StreamId, watch.First.Seq)));
        Assert.Single(await cluster.EventsAsync(world, "blocks"));
    }

    public static TheoryData<string, string, NetworkObservation> BadObservations() => new()
    {
        { "says nothing", "malformed", new NetworkObservation() },
        { "difficulty", "out_of_range", Tip with { Difficulty = double.NaN } },
        { "difficulty", "out_of_range", Tip with { Difficulty = double.PositiveInfinity } },
        { "difficulty", "out_of_range", Tip with { Difficulty = 0 } },
        { "milliseconds, not seconds", "out_of_range", Tip with { BlockAtMs = TipMs / 1000 } },
        { "2 hours ahead", "future", Tip with { BlockAtMs = TipMs + 3 * 3_600_000 } },
        { "impossible", "out_of_range", Tip with { BlockHeight = 2_000_000 } },
        { "impossible", "out_of_range", Tip with { BlockHeight = -1 } },
        { "64 hex", "malformed", Tip with { BlockHash = "abc" } },
        { "8 hex digits", "malformed", Tip with { Bits = "zz", Difficulty = null } },
        { "contradict", "out_of_range", Tip with { Bits = "1d00ffff" } },
        { "multiple of 2,016", "out_of_range", new NetworkObservation { EpochStartHeight = 5, EpochStartAtMs = EpochStartMs } },
        { "supplyBtc", "out_of_range", Tip with { SupplyBtc = 22e6 } },
        { "feePerBlockBtc", "out_of_range", Tip with { FeePerBlockBtc = -1 } },
        { "origin", "out_of_range", Tip with { Origin = "rumour" } },
        { "needs a chain", "malformed", Quote },
        { "of its own", "malformed", Tip with { QuotedRetargetChange = -0.14, Origin = Origin.Article } },
        { "quotedRetargetChange is a fraction", "out_of_range", Quote with { QuotedRetargetChange = -14 } },
        { "needs quotedRetargetChange", "malformed", Quote with { QuotedRetargetChange = null } },
    };

    [Theory]
    [MemberData(nameof(BadObservations))]
    public async Task Bad_observation_is_named_and_leaves_the_others_alone(string named, string code, NetworkObservation bad)
    {
        var (_, network) = NewNetwork();

        var outcome = await network.ObserveAsync([bad, Tip]);

        var refusal = Assert.Single(outcome.Refused);
        Assert.Equal((0, code), (refusal.Index, refusal.Code));
        Assert.Contains(named, refusal.Reason, StringComparison.Ordinal);
        var view = await cluster.ReadAsync<NetworkView>(network);
        Assert.Equal((935_051, Difficulty), (view.Tip!.BlockHeight, view.Difficulty));
    }

    [Fact]
    public async Task Retarget_is_told_and_reaches_the_sector_when_its_block_comes()
    {
        var (world, network) = NewNetwork();
        await network.ObserveAsync([Tip with { BlockHeight = 935_423, BlockAtMs = TipMs + 100_000, AtMs = TipMs + 200_000, BlockHash = Hash(2) }]);
        await cluster.Grains.GetGrain<ISectorGrain>(world).AdvanceToAsync(DateTimeOffset.FromUnixTimeMilliseconds(TipMs + 200_000));

        await network.ObserveAsync([new NetworkObservation { BlockHeight = 935_424, BlockAtMs = TipMs + 700_000, AtMs = TipMs + 700_000, Difficulty = NextDifficulty }]);
        var sector = cluster.Grains.GetGrain<ISectorGrain>(world);
        await sector.AdvanceToAsync(DateTimeOffset.FromUnixTimeMilliseconds(TipMs + 700_000));

        var view = await cluster.ReadAsync<NetworkView>(network);
        Assert.Equal(-0.1115531, view.LastRetargetChange!.Value, 1e-6);
        Assert.Equal((935_424, TipMs + 700_000), (view.EpochStartHeight, view.EpochStartAtMs));
        Assert.Equal(0, view.Retarget!.Projection.Change);
        var told = Assert.Single(await cluster.EventsAsync(world, "blocks"), happened => happened.Type == "retarget");
        Assert.Equal(-0.1115531, told.Figures!["change"], 1e-6);
        Assert.Single(await cluster.EventsAsync(world, "events/sector"), happened => happened.Type == "retarget");
        Assert.Equal(NextDifficulty, (await cluster.ReadAsync<SectorView>(sector)).Assessment.Difficulty);
    }

    [Fact]
    public async Task Block_that_does_not_build_on_the_tip_is_a_reorganisation()
    {
        var (world, network) = NewNetwork();
        await network.ObserveAsync([Tip]);

        await network.ObserveAsync([Tip with { BlockHash = Hash(9), BlockAtMs = TipMs + 5_000, AtMs = TipMs + 10_000 }]);
        await network.ObserveAsync(
            [new NetworkObservation { BlockHeight = 935_052, BlockHash = Hash(3), PreviousBlockHash = Hash(1), BlockAtMs = TipMs + 60_000, AtMs = TipMs + 60_000 }]);

        var view = await cluster.ReadAsync<NetworkView>(network);
        Assert.Equal((935_052, Hash(3)), (view.Tip!.BlockHeight, view.Tip.BlockHash));
        Assert.Equal([935_052], view.Blocks.Select(reading => reading.Block.BlockHeight));
        Assert.Equal(["block", "reorg", "block", "reorg", "block"], (await cluster.EventsAsync(world, "blocks")).Select(happened => happened.Type));
    }

    [Fact]
    public async Task Wrong_height_does_not_lock_the_true_ones_out()
    {
        var (_, network) = NewNetwork();
        await network.ObserveAsync([Tip with { BlockHeight = 937_000, BlockHash = null, EpochStartAtMs = null }]);

        await network.ObserveAsync([Tip with { BlockHeight = 935_100, BlockAtMs = TipMs + 3 * 3_600_000, AtMs = TipMs + 3 * 3_600_000, BlockHash = null }]);

        Assert.Equal(935_100, (await cluster.ReadAsync<NetworkView>(network)).Tip!.BlockHeight);
    }

    [Fact]
    public async Task Hashrate_of_steady_blocks_is_the_one_that_the_difficulty_stands_for()
    {
        var (_, network) = NewNetwork();
        var start = EpochStartMs;
        await network.ObserveAsync(
        [
            .. Enumerable.Range(0, 1100).Select(block => new NetworkObservation
            {
                BlockHeight = 933_408 + block, BlockAtMs = start + block * 600_000L, AtMs = start + block * 600_000L, Difficulty = Difficulty, FeesBtc = 0.02,
            }),
        ]);

        var view = await cluster.ReadAsync<NetworkView>(network);

        Assert.Equal([1, 3, 7], view.Hashrates.Select(hashrate => hashrate.WindowDays));
        Assert.All(view.Hashrates, hashrate => Assert.Equal(1014.09981, hashrate.HashrateEhs, 1e-3));
        Assert.Equal(1 / Math.Sqrt(144), view.Hashrates[0].SamplingError, 1e-9);
        Assert.Equal(0.02, view.FeePerBlockBtc!.Value, 1e-12);
        Assert.Equal(12, view.Blocks.Length);
        Assert.All(view.Blocks, reading => Assert.Equal(600, reading.IntervalSec));
    }

    [Fact]
    public async Task Chain_is_stale_three_hours_after_it_was_last_heard_of()
    {
        var (_, network) = NewNetwork();
        await network.ObserveAsync([Tip]);
        await network.AdvanceToAsync(DateTimeOffset.FromUnixTimeMilliseconds(TipMs).AddHours(3));
        Assert.Equal(InputState.Live, (await cluster.ReadAsync<NetworkView>(network)).State);

        await network.AdvanceToAsync(DateTimeOffset.FromUnixTimeMilliseconds(TipMs).AddHours(3).AddSeconds(1));

        var view = await cluster.ReadAsync<NetworkView>(network);
        Assert.Equal(InputState.Stale, view.State);
        Assert.Contains("3 h", view.MissingReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compact_target_gives_the_difficulty_and_the_halving_is_told()
    {
        var (world, network) = NewNetwork();
        var at = new DateTimeOffset(2024, 4, 20, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        await network.ObserveAsync([new NetworkObservation { BlockHeight = 839_999, BlockAtMs = at, AtMs = at, Bits = "17034219" }]);

        await network.ObserveAsync([new NetworkObservation { BlockHeight = 840_000, BlockAtMs = at + 600_000, AtMs = at + 600_000, Bits = "17034219" }]);

        var view = await cluster.ReadAsync<NetworkView>(network);
        Assert.Equal(86_388_558_925_171, view.Difficulty!.Value, 1e3);
        Assert.Equal(3.125, view.SubsidyBtc);
        Assert.Contains(await cluster.EventsAsync(world, "blocks"), happened => happened.Type == "halving");
    }

    [Fact]
    public async Task Chain_is_there_again_after_a_restart()
    {
        var (_, network) = NewNetwork();
        await network.ObserveAsync([Tip with { SupplyBtc = 19_984_326, FeePerBlockBtc = 0.02 }]);
        var before = await cluster.ReadAsync<NetworkView>(network);

        await SectorCluster.RestartAsync(network);
        await network.AdvanceToAsync(DateTimeOffset.FromUnixTimeMilliseconds(TipMs));

        var after = await cluster.ReadAsync<NetworkView>(network);
        Assert.Equal(before.Tip, after.Tip);
        Assert.Equal(before.Retarget, after.Retarget);
        Assert.Equal((before.SupplyBtc, before.FeePerBlockBtc, before.Difficulty), (after.SupplyBtc, after.FeePerBlockBtc, after.Difficulty));
    }

    private static string Hash(int number) => number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);

    private (string World, INetworkGrain Network) NewNetwork()
    {
        var world = SectorCluster.NewWorld();
        return (world, cluster.Grains.GetGrain<INetworkGrain>(world));
    }
}
