using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Dashboard.Tests;

/// <summary>Fleets of one and of ten thousand miners.</summary>
internal static class FleetSnapshots
{
    public static FleetSnapshot Fleet(IReadOnlyList<MinerRow> rows, long now, string fleet = "acme", string world = "live",
        bool simulated = false) => new()
        {
            World = world, Fleet = fleet, ReportIntervalSec = 60, AsOfMs = now, Simulated = simulated, Samples = new()
            {
                Applied = 1_234_567,
                Merged = 12, Stale = 3, Refused = 1
            },
            Miners = Counts(rows), Totals = Totals(rows), HashpriceUsdPhDay = 32.37,
            Sites = [.. rows.GroupBy(row => row.Site)
            .Select(site => new SiteSnapshot { Site = site.Key, Contract = new() { TariffUsdKwh = site.Key == "north" ? 0.045 : 0.071,
            Pue = 1.08, PoolFee = 0.01 }, Miners = Counts([.. site]), Totals = Totals([.. site]) })],
        };

    public static FleetTreasury Treasury => new()
    {
        MinedBtc = 14, SoldBtc = 1.5, HeldBtc = 12.5, OpeningBtc = 0, OpeningAssumed = true, FirstDate = "2026-01-01", LastDate = "2026-02-04", Entries = 35,
        Warnings = 2, Month = "2026-02", MonthMinedBtc = 1.6, PriceUsd = 70_000, HeldUsd = 875_000, CashCostUsd = 48_000, HeldAtCashCostUsd = 600_000,
    };

    public static FleetSummary Summary(FleetSnapshot fleet) => new()
    {
        World = fleet.World, Fleet = fleet.Fleet, Miners = fleet.Miners,
        Totals = fleet.Totals
    };

    public static IReadOnlyList<MinerRow> Rows(int count, long now, string fleet = "acme") => [.. Enumerable.Range(0, count)
        .Select(index => Row(index, now, fleet))];

    public static MinerSnapshot Miner(MinerRow row, string world, long now) => new()
    {
        Row = row, World = world, AsOfMs = now, Label = "Rack 12, left", Algo = "sha256", Firmware = "BraiinsOS 25.01",
        HashrateWindowSec = 60, SharesAccepted = 182_344, SharesRejected = 201, SharesStale = 77,
        ShareDifficulty = 65_536, LastShareAtMs = now - 7_000, InletTemperatureC = 27.5, UptimeSec = 432_000,
        Transitions =
        [
            new() { AtMs = now - 5_400_000, From = MinerStates.Silent, To = MinerStates.Hashing }, new() { AtMs = now - 12_600_000,
                From = MinerStates.Hashing, To = MinerStates.Silent, Reason = "no report for 180 s" },
            new() { AtMs = now - 72_000_000, From = MinerStates.Tuning, To = MinerStates.Hashing },
        ],
        History24h = [.. Enumerable.Range(0, 144).Where(index => index is < 124 or > 135)
            .Select(index => new MinerMean { AtMs = now - (144 - index) * 600_000L, HashrateThs = 195 + 4 * Math.Sin(index / 5.0),
            PowerW = 3380 + 30 * Math.Cos(index / 7.0) })],
    };

    private static MinerRow Row(int index, long now, string fleet)
    {
        var state = index % 97 == 1 ? MinerStates.Silent : index % 53 == 2 ? MinerStates.Degraded : index % 41 == 3 ? MinerStates.Curtailed
            : index % 211 == 5 ? MinerStates.Fault : MinerStates.Hashing;
        var breakEven = 28.4 + index % 13 * 0.9;
        return new()
        {
            Fleet = fleet, Miner = $"r{index / 100:00}-{index % 100:00}", Site = index % 3 == 0 ? "south" : "north", Model = index % 2 == 0
                ? "Antminer S21" : "Whatsminer M60S", State = state,
            StateReason = state == MinerStates.Silent ? "no report for 180 s" : null, StateSinceMs = now - 5_400_000,
            HashrateThs = 180 + index % 40, NominalHashrateThs = 200, PowerW = 3300 + index % 90, PowerSource = "device",
            EfficiencyJth = 17.1 + index % 9 * 0.3, ChipTemperatureC = 61 + index % 14, BreakEvenHashpriceUsdPhDay = breakEven,
            MarginUsdPhDay = 32.37 - breakEven, UnderWater = breakEven > 32.37,
            AtMs = now - (state == MinerStates.Silent ? 900_000 : 8_000), ReceivedAtMs = now - (state == MinerStates.Silent ? 900_000
                : 7_500),
        };
    }

    private static MinerCounts Counts(IReadOnlyList<MinerRow> rows) => new()
    {
        Total = rows.Count, Hashing = rows.Count(row => row.State == MinerStates.Hashing),
        Silent = rows.Count(row => row.State == MinerStates.Silent), Degraded = rows.Count(row => row.State == MinerStates.Degraded),
        Curtailed = rows.Count(row => row.State == MinerStates.Curtailed), Fault = rows.Count(row => row.State == MinerStates.Fault),
    };

    private static FleetTotals Totals(IReadOnlyList<MinerRow> rows)
    {
        var hashrate = rows.Where(row => row.State != MinerStates.Silent).Sum(row => row.HashrateThs ?? 0);
        var nominal = rows.Sum(row => row.NominalHashrateThs ?? 0);
        var margin = rows.Count == 0 ? 0 : rows.Average(row => row.MarginUsdPhDay ?? 0);
        return new()
        {
            HashrateThs = hashrate, NominalHashrateThs = nominal, PowerW = rows.Sum(row => row.PowerW ?? 0), EfficiencyJth = 18.3,
            Coverage = rows.Count == 0 ? null : hashrate / nominal, EconomicsCoverage = 0.97,
            MarginUsdPhDay = margin, MarginUsdDay = margin * hashrate / 1000, RevenueUsdDay = 32.37 * hashrate / 1000,
            ShareUnderWater = rows.Count == 0 ? null : rows.Count(row => row.UnderWater == true) / (double)rows.Count,
            BreakEvenHashpriceUsdPhDay = 33.8,
        };
    }
}
