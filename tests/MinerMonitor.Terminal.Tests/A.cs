using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Protocol.Sectors;

namespace MinerMonitor.Terminal.Tests;

/// <summary>Snapshots of the article's hour.</summary>
internal static class A
{
    public const long Hour = 1_770_292_800_000; // 2026-02-05T12:00Z

    public static SectorSnapshot Sector() => new()
    {
        World = "feb-2026",
        AsOfMs = Hour,
        ModelVersion = 1,
        Stress = 83.24,
        Regime = "capitulation",
        Coverage = 1,
        PriceUsd = 70_000,
        ProductionCostUsd = 86_993,
        ProductionCostLowUsd = 50_100,
        ProductionCostHighUsd = 151_000,
        CashCostUsd = 72_905.8,
        ElectricityCostUsd = 58_324.6,
        PriceToCost = 0.8047,
        HashpriceUsdPhDay = 33.85,
        Hashrate7dEhs = 913,
        Peak7dEhs = 1_142,
        Drawdown7d = 0.2,
        RibbonInverted = true,
        Retarget = new RetargetForecast
        {
            Change = -0.1417, ChangeLow = -0.171, ChangeHigh = -0.111, RetargetHeight = 935_424, RemainingBlocks = 300, Progress = 0.85, AtMs = Hour + 200_000_000,
        },
        Support = new SupportLevel { LevelUsd = 70_000, Kind = "configured", Distance = 0, Touched = true },
        Contributions =
        [
            new StressContribution { Id = "cost_gap", Pillar = "economics", Raw = 0.8, Score = 59.4, Weight = 10, Contribution = 5.94, AtMs = Hour - 120_000 },
            new StressContribution { Id = "etf_flow", Pillar = "market", Weight = 5, MissingReason = "no report for 5 days" },
        ],
    };

    /// <summary>What the report quoted, once the retarget has come.</summary>
    public static QuotedRetarget Quote() => new()
    {
        RetargetHeight = 935_424, Change = -0.14, ExpectedDate = "2026-02-08", QuotedAtMs = Hour, Source = "report of 5 February 2026", Origin = "article",
        ForecastChange = -0.1327, ActualChange = -0.1116,
    };

    public static FleetSnapshot Fleet() => new()
    {
        World = "live",
        Fleet = "acme",
        ReportIntervalSec = 60,
        AsOfMs = Hour,
        Samples = new SampleCounts { Applied = 1_000, Merged = 2, Stale = 3, Refused = 4 },
        Miners = new MinerCounts { Total = 12, Hashing = 10, Silent = 1, Fault = 1 },
        Totals = new FleetTotals
        {
            HashrateThs = 2_000, NominalHashrateThs = 2_400, PowerW = 35_000, EfficiencyJth = 17.5, Coverage = 0.833, MarginUsdDay = -12.4, ShareUnderWater = 1,
        },
    };
}
