using System.Text;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Chain;
using MinerMonitor.Model.Stress.History;
using Xunit;

namespace MinerMonitor.Grains.Tests.Sectors;

/// <summary>How a day of the live world becomes history. The clock stands at 23:50 of 5 February 2026 when a test begins.</summary>
public sealed class DayCloseTests
{
    private const double DifficultyOfEpoch = 141_668_107_417_558.2;
    private const long MinuteMs = 60_000;
    private static readonly DateOnly s_day = new(2026, 2, 5);

    /// <summary>24:00 of the day, Unix milliseconds.</summary>
    private const long EndMs = Article.CloseMs + Article.DayMs;

    [Fact]
    public async Task Day_closes_ten_minutes_after_midnight_with_its_last_price_and_its_own_blocks()
    {
        await using var cluster = await EveningAsync();
        await SeeBlocksAsync(cluster);
        await SeePriceAsync(cluster, 70_000);
        await MoveToAsync(cluster, EndMs - 20_000);
        await SeePriceAsync(cluster, 63_495);
        await MoveToAsync(cluster, EndMs + MinuteMs);
        await SeePriceAsync(cluster, 99_999);
        await SeeBlockAsync(cluster, 935_058, EndMs + 30_000);
        Assert.Null(await RowAsync(cluster));

        await MoveToAsync(cluster, EndMs + 11 * MinuteMs);

        var row = (await RowAsync(cluster))!;
        Assert.Equal(63_495, row.PriceUsd);
        Assert.Equal((3, 935_057), (row.Blocks, row.HeightEod));
        Assert.Equal(DifficultyOfEpoch, row.DifficultyEod);
        Assert.Equal(DifficultyOfEpoch, row.DifficultyMean!.Value, 1);
        Assert.Equal(3 * DifficultyOfEpoch * 4294967296.0 / 86_400 / 1e12, row.HashrateThs!.Value, 1);
        Assert.Equal(3 * 3.125, row.IssuanceBtc);
        Assert.Equal(Subsidy.SupplyAt(935_057).Bitcoin, row.SupplyBtc);
        Assert.Equal(row.PriceUsd * row.SupplyBtc, row.MarketCapUsd);
        Assert.Equal(0.06, row.FeesBtc!.Value, 1e-12);
        Assert.Equal("monitor", (await HistoryOf(cluster).GetAsync(cluster.Time.GetUtcNow(), false)).Source);
        Assert.Contains("463,933408,", Encoding.UTF8.GetString(await HistoryOf(cluster).ExportAsync(HistoryTableKind.Epochs)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_price_older_than_five_minutes_at_midnight_is_none_and_the_day_closes_without_it_after_six_hours()
    {
        await using var cluster = await EveningAsync();
        await SeeBlocksAsync(cluster);
        await SeePriceAsync(cluster, 70_000);
        await MoveToAsync(cluster, EndMs + MinuteMs);
        await SeeBlockAsync(cluster, 935_058, EndMs + 30_000);
        await MoveToAsync(cluster, EndMs + 5 * 60 * MinuteMs);
        Assert.Null(await RowAsync(cluster));

        await MoveToAsync(cluster, EndMs + 6 * 60 * MinuteMs + MinuteMs);

        var row = (await RowAsync(cluster))!;
        Assert.Null(row.PriceUsd);
        Assert.Null(row.MarketCapUsd);
        Assert.Equal(3, row.Blocks);
    }

    [Fact]
    public async Task A_day_whose_last_block_was_not_seen_is_left_to_the_back_fill()
    {
        await using var cluster = await EveningAsync();
        await SeeBlockAsync(cluster, 935_054, Article.CloseMs - 5 * MinuteMs);
        await MoveToAsync(cluster, EndMs + 3 * 60 * MinuteMs);
        await SeeBlockAsync(cluster, 935_080, EndMs + 170 * MinuteMs);

        await MoveToAsync(cluster, EndMs + 7 * 60 * MinuteMs);

        Assert.Null(await RowAsync(cluster));
    }

    [Fact]
    public async Task A_server_that_was_down_at_midnight_closes_late_from_what_it_stored_and_only_once()
    {
        await using var cluster = await EveningAsync();
        await SeeBlocksAsync(cluster);
        await MoveToAsync(cluster, EndMs - 20_000);
        await SeePriceAsync(cluster, 63_495);
        foreach (var grain in new Orleans.Runtime.IAddressable[]
        {
            HistoryOf(cluster), cluster.Grains.GetGrain<ISectorGrain>("live"), cluster.Grains.GetGrain<INetworkGrain>("live"),
            cluster.Grains.GetGrain<MinerMonitor.Grains.Series.ISeriesGrain>("live/price"),
        })
        {
            await SectorCluster.RestartAsync(grain);
        }

        cluster.Time.Advance(TimeSpan.FromHours(3));
        await SeeBlockAsync(cluster, 935_058, EndMs + 30_000);
        await HistoryOf(cluster).GetGapsAsync(s_day, s_day);
        await MoveToAsync(cluster, EndMs + 181 * MinuteMs);
        var first = (await RowAsync(cluster))!;
        await MoveToAsync(cluster, EndMs + 190 * MinuteMs);

        Assert.Equal((63_495, 3), (first.PriceUsd, first.Blocks));
        Assert.Equal(first, await RowAsync(cluster));
    }

    [Fact]
    public async Task An_imported_day_keeps_what_it_has_and_gets_what_it_lacks()
    {
        await using var cluster = await EveningAsync();
        await SeeBlocksAsync(cluster);
        await SeePriceAsync(cluster, 70_000);
        await HistoryOf(cluster).ImportAsync(Encoding.UTF8.GetBytes($"{HistoryCsv.Header(HistoryTableKind.Days)}\n2026-02-05,63000,,,,,,99,,,\n"), "somebody");
        await MoveToAsync(cluster, EndMs + MinuteMs);
        await SeeBlockAsync(cluster, 935_058, EndMs + 30_000);

        await MoveToAsync(cluster, EndMs + 11 * MinuteMs);

        var row = (await RowAsync(cluster))!;
        Assert.Equal((63_000, 99, 935_057), (row.PriceUsd, row.Blocks, row.HeightEod));
        Assert.Equal("somebody + monitor", (await HistoryOf(cluster).GetAsync(cluster.Time.GetUtcNow(), false)).Source);
    }

    [Fact]
    public async Task Flows_and_moods_follow_their_revisions_but_for_imported_days()
    {
        await using var cluster = await EveningAsync();
        var flows = cluster.Grains.GetGrain<IEtfMarketGrain>("live/etf");
        await HistoryOf(cluster).ImportAsync(Encoding.UTF8.GetBytes("date,net_flow_usd_m\n2026-02-02,561.8\n"), "somebody");
        await flows.ObserveAsync([Flow("2026-02-02", 500), Flow("2026-02-03", -152.9), Flow("2026-02-04", -544.9)]);
        await cluster.Grains.GetGrain<ISentimentMarketGrain>("live/sentiment").ObserveAsync(
            [new MarketObservation { Date = "2026-02-04", Value = 14 }, new MarketObservation { Date = "2026-02-05", Value = 12 }]);
        await MoveToAsync(cluster, EndMs - 8 * MinuteMs);
        Assert.Equal("date,net_flow_usd_m\n2026-02-02,561.8\n2026-02-03,-152.9\n2026-02-04,-544.9\n", await TableAsync(cluster, HistoryTableKind.EtfFlows));
        Assert.Equal("date,value\n2026-02-04,14\n", await TableAsync(cluster, HistoryTableKind.FearGreed)); // the day that runs is not over

        await flows.ObserveAsync([Flow("2026-02-03", -272)]);
        await MoveToAsync(cluster, EndMs + 2 * MinuteMs);

        Assert.Equal("date,net_flow_usd_m\n2026-02-02,561.8\n2026-02-03,-272\n2026-02-04,-544.9\n", await TableAsync(cluster, HistoryTableKind.EtfFlows));
        Assert.Equal("date,value\n2026-02-04,14\n2026-02-05,12\n", await TableAsync(cluster, HistoryTableKind.FearGreed));
    }

    private static MarketObservation Flow(string date, double netFlowUsdM) => new() { Date = date, NetFlowUsdM = netFlowUsdM };

    private static IDailyHistoryGrain HistoryOf(SectorCluster cluster) => cluster.Grains.GetGrain<IDailyHistoryGrain>("live");

    private static async Task<SectorCluster> EveningAsync()
    {
        var cluster = new SectorCluster();
        await cluster.InitializeAsync();
        cluster.Time.Advance(TimeSpan.FromMinutes(24 * 60 - 10));
        await HistoryOf(cluster).GetGapsAsync(s_day, s_day);
        return cluster;
    }

    /// <summary>Moves the clock and waits for the timers that it sets off.</summary>
    private static async Task MoveToAsync(SectorCluster cluster, long toMs)
    {
        cluster.Time.Advance(TimeSpan.FromMilliseconds(toMs) - TimeSpan.FromMilliseconds(cluster.Time.GetUtcNow().ToUnixTimeMilliseconds()));
        await HistoryOf(cluster).GetGapsAsync(s_day, s_day); // the timer's turn comes first
    }

    private static async Task SeePriceAsync(SectorCluster cluster, double priceUsd)
    {
        var now = cluster.Time.GetUtcNow();
        var sector = cluster.Grains.GetGrain<ISectorGrain>("live");
        await sector.ObserveAsync([Article.Live(SectorInputId.PriceUsd, priceUsd, 5 * MinuteMs, now.ToUnixTimeMilliseconds())]);
        cluster.Time.Advance(TimeSpan.FromSeconds(5)); // numbers become series in batches of 5 s
        await sector.AdvanceToAsync(now + TimeSpan.FromSeconds(5));
    }

    /// <summary>The day's three blocks, between the last one of the day before and the first one of the next.</summary>
    private static async Task SeeBlocksAsync(SectorCluster cluster)
    {
        await SeeBlockAsync(cluster, 935_054, Article.CloseMs - 5 * MinuteMs);
        await SeeBlockAsync(cluster, 935_055, Article.CloseMs + 5 * MinuteMs);
        await SeeBlockAsync(cluster, 935_056, Article.CloseMs + 700 * MinuteMs);
        await SeeBlockAsync(cluster, 935_057, EndMs - 12 * MinuteMs);
    }

    private static async Task SeeBlockAsync(SectorCluster cluster, int height, long atMs)
    {
        var outcome = await cluster.Grains.GetGrain<INetworkGrain>("live").ObserveAsync(
        [
            new NetworkObservation
            {
                BlockHeight = height, BlockAtMs = atMs, Difficulty = DifficultyOfEpoch, EpochStartAtMs = 1_769_111_289_000, FeesBtc = 0.02,
                Origin = Origin.Chain,
            },
        ]);
        Assert.Empty(outcome.Refused);
    }

    private static async Task<DailyRow?> RowAsync(SectorCluster cluster)
    {
        var days = HistoryCsv.Parse((await TableAsync(cluster, HistoryTableKind.Days)).Split('\n')).Days;
        return days.SingleOrDefault(row => row.Date == s_day);
    }

    private static async Task<string> TableAsync(SectorCluster cluster, HistoryTableKind table) =>
        Encoding.UTF8.GetString(await HistoryOf(cluster).ExportAsync(table));
}
