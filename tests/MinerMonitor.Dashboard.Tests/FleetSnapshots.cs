using MinerMonitor.Protocol.Access;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Protocol.Server;

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
            .Select(site => new SiteSnapshot { Site = site.Key, Contract = new() { TariffUsdKwh = site.Key switch { "north" => 0.045, "south" => null, _ => 0.071 },
            Pue = 1.08, PoolFee = 0.01 }, TariffNow = site.Key != "south" ? null : new() { UsdKwh = 0.062, Source = "fallback", MarketUsdMwh = 41.5,
            MarketAtMs = now - 10_800_000, Reason = "The price of ERCOT/HB_WEST is older than 2 h. The fallback stands in." }, Miners = Counts([.. site]), Totals = Totals([.. site]) })],
        };

    public static SignInStatus Nobody { get; } = new() { SignedIn = false, PublicSector = true };

    public static SignInStatus Admin { get; } = new() { SignedIn = true, Name = "Display of desk", Scopes = ["admin"], PublicSector = true };

    public static SystemSnapshot System(long now, bool withKey = true) => new()
    {
        Version = "1.0.0+94234de5", ServerAtMs = now, StartedAtMs = now - 9 * 86_400_000L, Silos = ["10.0.0.4:11111@1"],
        Store = new()
        {
            Kind = "embedded", Ready = true, Durability = "An acknowledged write is in the append-only file: it survives the death of this process, not the loss of power.",
            UsedBytes = 730L << 20, BudgetBytes = 4L << 30, DiskFreeBytes = 310L << 30, DiskTotalBytes = 480L << 30,
        },
        Intake = new() { Acknowledged = 812_345_678, Refused = 1_204, SamplesPerSec = 1_043.4, ClockSkewed = 17 },
        Operations = withKey ? new()
        {
            Silos =
            [
                new() { Address = "10.0.0.4:11111@1", Name = "monitor-1", Status = "active", Answers = true, StartedAtMs = now - 9 * 86_400_000L, CpuFraction = 0.31, MemoryBytes = 480L << 20, Grains = 1_204 },
                new() { Address = "10.0.0.5:11111@7", Name = "monitor-2", Status = "active", StartedAtMs = now - 3_600_000, CpuFraction = 0.22, MemoryBytes = 310L << 20, Grains = 987 },
                new() { Address = "10.0.0.5:11111@6", Name = "monitor-2", Status = "dead", StartedAtMs = now - 86_400_000 },
            ],
            WorkingSetBytes = 912L << 20, MemoryLimitBytes = 8L << 30, Processors = 4,
            Live = new() { Viewers = 214, Topics = 37, Skipped = 9_120, Slow = 2, Repairs = 0 },
            Journal = new() { WaitingBytes = 48_000, LimitBytes = 256 << 20, LastCommitMs = 2.4, SlowestCommitMs = 31.7 },
        } : null,
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

    /// <summary>A group of two fleets.</summary>
    public static OperatorSnapshot Operator(string name, int miners)
    {
        var one = Summary(Fleet(Rows(miners, Snapshots.Hour), Snapshots.Hour));
        return new()
        {
            Operator = name, AsOfMs = Snapshots.Hour, Samples = new() { Applied = 10, Merged = 0, Stale = 0, Refused = 0 }, Miners = one.Miners, Totals = one.Totals,
            Fleets = [one, one with { Fleet = "beta", Totals = one.Totals with { MarginUsdPhDay = -9 } }],
        };
    }

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
        var site = index % 10 < 5 ? "north" : index % 10 < 8 ? "south" : "rented";
        var (model, nominalThs, jth) = (index % 7) switch
        {
            0 or 1 or 2 => ("Antminer S21", 200.0, 17.5),
            3 or 4 => ("Whatsminer M60S", 186.0, 18.5),
            5 => ("Antminer S19j Pro", 104.0, 29.5),
            _ => ("Antminer S19 XP", 141.0, 21.5),
        };
        var efficiencyJth = jth * (1 + (index * 37 % 100 - 50) / 1000.0);
        var tariff = site == "north" ? 0.045 : site == "south" ? 0.062 : 0.071;
        var breakEven = Math.Round(24 * efficiencyJth * tariff * 1.08 / 0.99 + 6, 2);
        var isHeard = state is not MinerStates.Silent;
        var hashrateThs = state switch
        {
            MinerStates.Degraded => nominalThs * 0.6,
            MinerStates.Curtailed or MinerStates.Fault => 0,
            _ => nominalThs * (0.94 + index * 13 % 11 / 100.0),
        };
        return new()
        {
            Fleet = fleet, Miner = $"r{index / 100:00}-{index % 100:00}", Site = site, Model = index % 401 == 7 ? null : model, State = state,
            StateReason = state switch { MinerStates.Silent => "no report for 180 s", MinerStates.Curtailed => "hashprice below break-even", MinerStates.Fault => "board 2 lost", _ => null },
            StateSinceMs = now - 5_400_000, HashrateThs = hashrateThs, NominalHashrateThs = nominalThs, PowerW = Math.Round(hashrateThs * efficiencyJth), PowerSource = "device",
            EfficiencyJth = efficiencyJth, ChipTemperatureC = 61 + index * 7 % 24, BreakEvenHashpriceUsdPhDay = breakEven,
            MarginUsdPhDay = 32.37 - breakEven, UnderWater = breakEven > 32.37,
            AtMs = now - (isHeard ? 8_000 : 900_000), ReceivedAtMs = now - (isHeard ? 3_500 + index % 50 * 1_000 : 900_000),
        };
    }

    public static MinerCounts Counts(IReadOnlyList<MinerRow> rows) => new()
    {
        Total = rows.Count, Hashing = rows.Count(row => row.State == MinerStates.Hashing),
        Silent = rows.Count(row => row.State == MinerStates.Silent), Degraded = rows.Count(row => row.State == MinerStates.Degraded),
        Curtailed = rows.Count(row => row.State == MinerStates.Curtailed), Fault = rows.Count(row => row.State == MinerStates.Fault),
    };

    public static FleetTotals Totals(IReadOnlyList<MinerRow> rows)
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
