using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Markets;
using MinerMonitor.Protocol.Networks;
using MinerMonitor.Protocol.Sectors;
using MinerMonitor.Protocol.Server;

namespace MinerMonitor.Dashboard.Tests;

/// <summary>The sector of the article's hour, 5 February 2026, as the specification's worked example has it.</summary>
internal static class Snapshots
{
    public const string World = "feb-2026";
    private const string Feed = "scenario";

    private static readonly int[] s_fear = [44, 38, 29, 26, 24, 20, 25, 37, 29, 26, 16, 20, 14, 17, 14, 11];

    /// <summary>The article's hour, Unix milliseconds.</summary>
    public static readonly long Hour = Ms(2026, 2, 5, 14);

    public static long Ms(int year, int month, int day, int hour = 0, int minute = 0) => new DateTimeOffset(year, month, day, hour, minute,
        0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static SectorSnapshot Sector(string world, long now) => new()
    {
        World = world, AsOfMs = now, ModelVersion = 1, Stress = 83.1718, Band = "capitulation", Regime = "capitulation",
        RegimeSinceMs = Ms(2026, 1, 28), Coverage = 1,
        Contributions =
        [
            Part("cost_gap", "economics", 0.804487, 59.1026, 10, 5.9103, now), Part("network_margin", "economics", 0.960325, 71.9566, 5,
                3.5978, now),
            Part("miner_revenue", "economics", 0.700685, 66.5525, 15, 9.9829, now - 50_400_000), Part("hash_drawdown", "network", 0.212721,
                100, 20, 20, now - 50_400_000),
            Part("hash_ribbon", "network", 0.946662, 100, 20, 20, now - 50_400_000), Part("difficulty", "network", 0.189580, 100, 10, 10,
                now - 320_000),
            Part("liquidations", "market", 0.757302, 75.7302, 5, 3.7865, now - 40_000), Part("etf_flow", "market", -7.558066, 50.3871, 5,
                2.5194, now - 61_200_000),
            Part("sentiment", "market", 11, 97.5, 5, 4.875, now - 50_400_000), Part("support", "market", 0, 50, 5, 2.5, now),
        ],
        Change24h = [new() { Id = "liquidations", Points = 2.61 }, new() { Id = "cost_gap", Points = 1.24 }, new() { Id = "etf_flow",
            Points = -0.48 }, new() { Id = "availability", Points = 0 }],
        ProductionCostUsd = 87_010.24, ProductionCostLowUsd = 57_740, ProductionCostHighUsd = 131_117,
        Fit = new()
        {
            ModelId = "difficulty-regression", A = 2.81467338, B = 0.77857816, R2 = 0.9384, ResidualDeviation = 0.4101,
            Days = 4053, FittedTo = "2026-02-04", Frozen = true
        },
        ElectricityCostUsd = 58_313.6, CashCostUsd = 72_892, PriceUsd = 70_000, PriceToCost = 0.804487, HashpriceUsdPhDay = 32.37,
        Hashrate7dEhs = 913.5, Peak7dEhs = 1151.5, Peak7dAtMs = Ms(2025, 10, 18), Drawdown7d = 0.207, Drawdown14d = 0.212721,
        DrawdownNoiseFloor7d = 0.068, RibbonInverted = true,
        Retarget = new()
        {
            Change = -0.132652, ChangeLow = -0.1489, ChangeHigh = -0.1164, ImpliedHashrateEhs = 879,
            ProjectedDifficulty = 122.876e12, RetargetHeight = 935_424, RemainingBlocks = 373, Progress = 0.815, AtMs = Ms(2026, 2, 8, 1,
            12)
        },
        QuotedRetarget = Quoted,
        Relief = new() { ProductionCostUsd = 77_860, CashCostUsd = 63_222, HashpriceUsdPhDay = 37.32 },
        Support = new() { LevelUsd = 70_000, Kind = "configured", Distance = 0, Touched = true },
        Inputs =
        [
            Input("price", 70_000, "USD/BTC", now, 300_000, Origins.Article), Input("support", 70_000, "USD/BTC", now - 3_600_000, 0,
                Origins.Article),
            Input("liquidations", 800e6, "USD", now - 40_000, 900_000, Origins.Article), Input("etf-flow", -1057.3, "million USD",
                now - 61_200_000, 432_000_000, Origins.Article),
            Input("fear-greed", 11, "points", now - 50_400_000, 172_800_000, Origins.Article), Input("difficulty", 141.668107417558e12,
                "1", now - 320_000, 10_800_000, Origins.Chain),
            Input("block-height", 935_051, "height", now - 320_000, 10_800_000, Origins.Chain), Input("supply", 19_984_723.03, "BTC",
                now - 320_000, 10_800_000, Origins.Derived),
            Input("fees", 0.021, "BTC/block", now - 50_400_000, 129_600_000, Origins.Interpolated), Input("daily-history", 20_488,
                "days since 1970", now - 50_400_000, 129_600_000, Origins.Derived),
            Input("fit", 4053, "days", now - 50_400_000, 604_800_000, Origins.Derived),
            new() { Id = "fleets-under-water", Unit = "fraction", AgeLimitMs = 60_000, State = InputStates.Off,
                MissingReason = "No fleet of this world counts in the sector." },
        ],
    };

    /// <summary>What the report quoted of the retarget.</summary>
    public static QuotedRetarget Quoted => new()
    {
        RetargetHeight = 935_424, Change = -0.14, ExpectedDate = "2026-02-08", QuotedAtMs = Ms(2026, 2, 5), Source = "report of 5 February 2026",
        Origin = Origins.Article, ForecastChange = -0.132652,
    };

    public static NetworkSnapshot Network(string world, long now) => new()
    {
        World = world, AsOfMs = now, State = InputStates.Live, Origin = Origins.Chain, Source = Feed, BlockHeight = 935_051,
        BlockAtMs = now - 320_000, Difficulty = 141.668107417558e12,
        Epoch = 463, EpochStartHeight = 933_408, EpochStartAtMs = 1_769_111_289_000, EpochMeanIntervalSec = 692.1,
        LastRetargetChange = -0.0328,
        NextHalvingHeight = 1_050_000, NextHalvingAtMs = now + 114_949L * 600_000, RecentIntervalSec = 640,
        FeePerBlockBtc = 0.0237, FeeBlocks = 1_004, FeeSinceMs = now - 604_500_000,
        FeeRates = new() { FastestSatVb = 2.023, HourSatVb = 0.502, MinimumSatVb = 0.1, AtMs = now - 3_000, Source = "mempool.space" },
        Mempool = new()
        {
            Transactions = 50_112, VBytes = 29_011_238, TotalFeesBtc = 0.16779962, MinimumSatVb = 0.1, NextBlockFeesBtc = 0.08875608, AtMs = now - 3_000,
            Source = "mempool.space",
        },
        Hashrates = [new() { WindowDays = 7, HashrateEhs = 914, SamplingError = 0.0315, Blocks = 1_004, SinceMs = now - 604_500_000 }],
        ReportedHashrateEhs = new() { Value = 908, AtMs = now - 7_200_000, Source = "mempool.space" },
        Reorganisations = new() { Count = 1, SinceMs = now - 86_400_000, LastAtMs = now - 3_600_000, LastDepthBlocks = 2 },
    };

    public static MarketsSnapshot Markets(string world, long now) => new()
    {
        World = world, AsOfMs = now,
        Items =
        [
            new()
            {
                World = world, Market = MarketNames.Spot, AsOfMs = now, Reading = Input("price", 70_000, "USD/BTC", now, 300_000,
                    Origins.Article),
                Spot = new() { PriceUsd = 70_000, Quality = "single", Change24h = -0.0423, SupportUsd = 70_000,
                    Venues = [new() { Venue = "article", QuoteCurrency = "USD", PriceUsd = 70_000, AtMs = now, Used = true }] },
            },
            new()
            {
                World = world, Market = MarketNames.Liquidations, AsOfMs = now, Reading = Input("liquidations", 800e6, "USD", now - 40_000,
                    900_000, Origins.Article),
                Liquidations = new()
                {
                    TotalUsd = 800e6, LongUsd = 640e6, ShortUsd = 160e6, SinceMs = now - 86_400_000,
                    Label = "observed liquidations (Bybit full, OKX sampled)", HourLongUsd = 41e6, HourShortUsd = 3e6,
                    BitcoinLongUsd = 290e6, BitcoinShortUsd = 70e6,
                    Largest = new() { Venue = "okx", Side = "long", Coin = "BTC", NotionalUsd = 12.5e6, AtMs = now - 7_200_000 },
                    Venues =
                    [
                        new() { Venue = "bybit", LongUsd = 410e6, ShortUsd = 96e6, TotalUsd = 506e6, Coverage = 1, HeardAtMs = now - 4_000,
                            UnderCounts = "all events of USDT perpetuals; options are left out" },
                        new() { Venue = "okx", LongUsd = 230e6, ShortUsd = 64e6, TotalUsd = 294e6, Coverage = 0.93,
                            HeardAtMs = now - 40_000, UnderCounts = "at most one event a second and symbol" },
                    ],
                },
            },
            new()
            {
                World = world, Market = MarketNames.Etf, AsOfMs = now, Reading = Input("etf", -272, "million USD", now - 61_200_000,
                    432_000_000, Origins.Article),
                Etf = new()
                {
                    Sum5UsdM = -1057.3, YearToDateUsdM = -1742.6, Reversal = true,
                    Days =
                    [
                        Day("2026-01-22", -32.1), Day("2026-01-23", -103.5), Day("2026-01-26", 6.8, reversal: true), Day("2026-01-27",
                            -147.4, reversal: true), Day("2026-01-28", -19.6), Day("2026-01-29", -817.8),
                        Day("2026-01-30", -509.7), Day("2026-02-02", 561.8, true, Origins.Article), Day("2026-02-03", -272.0, true,
                            Origins.Article), Day("2026-02-04", -544.9) with { Provisional = true },
                    ],
                },
            },
            new()
            {
                World = world, Market = MarketNames.Sentiment, AsOfMs = now, Reading = Input("sentiment", 11, "points", now - 50_400_000,
                    172_800_000, Origins.Article),
                Sentiment = new()
                {
                    Attribution = "Fear & Greed Index by alternative.me",
                    Days = [.. s_fear.Select((value, index) =>
                        new SentimentDay { Date = new DateOnly(2026, 1, 21).AddDays(index).ToString("yyyy-MM-dd",
                            System.Globalization.CultureInfo.InvariantCulture), Value = value, Label = value <= 24 ? "Extreme Fear"
                            : "Fear" })],
                },
            },
            Never(world, MarketNames.Treasury, now), Never(world, MarketNames.MinerFlows, now),
        ],
    };

    public static WorldSnapshot Replay() => new()
    {
        World = World, Kind = "replay", Title = "February 2026", AtMs = Hour, Speed = 0, StartMs = Ms(2026, 2, 2), OpenMs = Hour,
        EndMs = Ms(2026, 2, 10), Fleets = ["sim@feb-2026"],
    };

    public static WorldSnapshot Live(long now) => new() { World = "live", Kind = "live", Title = "Live", AtMs = now, Speed = 1 };

    /// <summary>What a new server knows: nothing, and why.</summary>
    public static SectorSnapshot Empty(long now) => new()
    {
        World = "live", AsOfMs = now, ModelVersion = 1, Coverage = 0,
        Contributions = [.. Sector("live", now)
            .Contributions.Select(one => new StressContribution { Id = one.Id, Pillar = one.Pillar, Weight = one.Weight,
            MissingReason = "Nothing was received yet." })],
        Inputs = [.. Sector("live", now)
            .Inputs.Select(one => new InputReading { Id = one.Id, Unit = one.Unit, AgeLimitMs = one.AgeLimitMs,
            State = InputStates.NeverConfigured, MissingReason = $"No source of {one.Id} is set up." })],
    };

    public static MarketsSnapshot NoMarkets(long now) => new()
    {
        World = "live", AsOfMs = now,
        Items = [.. MarketNames.All.Select(market => Never("live", market, now))]
    };

    public static FeedsSnapshot Feeds(string world, long now) => new()
    {
        World = world, AsOfMs = now,
        Items = [new() { Feed = "kraken-spot", Target = "spot", State = InputStates.Off,
            Reason = "Feeds are switched off (Monitor:Feeds:Enabled=false)." }],
    };

    /// <summary>A price that walked down to today's, a point every <paramref name="stepMs"/>, with a hole of six points.</summary>
    public static SeriesResult Walk(string series, long now, double from, double to, double swing, int points = 160,
        long stepMs = 3_780_000)
    {
        var random = new Random(11);
        var list = new List<SeriesPoint>();
        for (var index = 0; index < points; index++)
        {
            if (index is > 60 and < 67 && series == "price") continue;
            var part = index / (double)(points - 1);
            var value = from + (to - from) * part + swing * (random.NextDouble() - 0.5) * Math.Sin(Math.PI * part) * 2;
            list.Add(new() { AtMs = now - (points - 1 - index) * stepMs, Mean = value, Min = value, Max = value, Last = value });
        }

        return new SeriesResult { World = World, Series = series, Unit = "", StepSec = stepMs / 1000.0, Points = list };
    }

    public static InputReading Input(string id, double value, string unit, long atMs, long limitMs, string origin) =>
        new()
        {
            Id = id, Value = value, Unit = unit, AtMs = atMs, AgeLimitMs = limitMs, State = InputStates.Live, Origin = origin,
            Source = Feed
        };

    private static StressContribution Part(string id, string pillar, double raw, double score, double weight, double contribution,
        long atMs) =>
        new() { Id = id, Pillar = pillar, Raw = raw, Score = score, Weight = weight, Contribution = contribution, AtMs = atMs };

    private static EtfDay Day(string date, double flow, bool reversal = false, string origin = Origins.Measured) => new()
    {
        Date = date,
        NetFlowUsdM = flow, Reversal = reversal, Origin = origin
    };

    private static MarketSnapshot Never(string world, string market, long now) => new()
    {
        World = world, Market = market, AsOfMs = now,
        Reading = new()
        {
            Id = market, Unit = "", AgeLimitMs = 3_600_000, State = InputStates.NeverConfigured,
            MissingReason = "No source is set up and nothing was pushed."
        },
    };
}
