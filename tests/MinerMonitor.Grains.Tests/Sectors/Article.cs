using System.Collections.Immutable;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Sectors;

namespace MinerMonitor.Grains.Tests.Sectors;

/// <summary>The snapshot of section 8 of the specification: the close of 4 February 2026 with the article's market.</summary>
internal static class Article
{
    public const double Index = 83.1718;

    /// <summary>24:00 of 4 February 2026.</summary>
    public const long CloseMs = 1_770_249_600_000;

    public const long DayMs = 86_400_000;

    public static DateTimeOffset Close { get; } = DateTimeOffset.FromUnixTimeMilliseconds(CloseMs);

    public static FrozenWindows Windows { get; } = new()
    {
        Date = new DateOnly(2026, 2, 4),
        FitA = 2.814673377,
        FitB = 0.7785781632,
        FitR2 = 0.938418,
        FitResidualDeviation = 0.486756,
        FitDays = 4053,
        FittedTo = new DateOnly(2026, 2, 4),
        FeePerBlockBtc = 0.0237313,
        RevenueMultiple = 0.7006847,
        Hashrate7dEhs = 913.4947,
        Peak7dEhs = 1151.461,
        Peak7dDate = new DateOnly(2025, 10, 18),
        Hashrate14dEhs = 892.9227,
        Peak14dEhs = 1134.188,
        HashRibbon = 0.946662,
        DifficultyPeak = 155_973_032_196_070,
        DefaultSupportUsd = 84_775,
        EfficiencyJth = 19.7521,
        Regime = "capitulation",
        RegimeSinceMs = 1_769_644_799_000,
    };

    public static NetworkObservation Block { get; } = new()
    {
        BlockHeight = 935_054,
        BlockAtMs = CloseMs,
        Difficulty = 141_668_107_417_558.2,
        EpochStartAtMs = 1_769_111_289_000,
        SupplyBtc = 19_984_326.1571,
        AtMs = CloseMs,
        Origin = Origin.Chain,
    };

    public static ImmutableArray<SectorInput> Market { get; } =
    [
        Live(SectorInputId.PriceUsd, 70_000, 5 * 60_000),
        Live(SectorInputId.SupportUsd, 70_000, 3650 * DayMs),
        Live(SectorInputId.Liquidations24hUsd, 800e6, 15 * 60_000),
        Live(SectorInputId.EtfFlow5UsdM, -1057.3, 6 * DayMs),
        Live(SectorInputId.FearGreed, 11, 3 * DayMs),
    ];

    public static SectorInput Live(SectorInputId id, double value, long ageLimitMs, long atMs = CloseMs) =>
        new(id, value, atMs, ageLimitMs, Origin.Article, "article", null, InputState.Live);

    /// <summary>Brings a replay world to the snapshot.</summary>
    public static async Task<ISectorGrain> TellAsync(IGrainFactory grains, string world)
    {
        await grains.GetGrain<IDailyHistoryGrain>(world).SeedAsync([Windows]);
        await grains.GetGrain<INetworkGrain>(world).ObserveAsync([Block]);
        var sector = grains.GetGrain<ISectorGrain>(world);
        await sector.ObserveAsync(Market);
        await sector.AdvanceToAsync(Close);
        return sector;
    }
}
