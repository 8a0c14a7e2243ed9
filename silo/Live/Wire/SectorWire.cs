using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Chain;
using MinerMonitor.Model.Stress;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Sectors;
using History = MinerMonitor.Model.Stress.History;
using WireContribution = MinerMonitor.Protocol.Sectors.StressContribution;

namespace MinerMonitor.Silo.Live.Wire;

/// <summary>Public form of the sector.</summary>
internal static class SectorWire
{
    /// <summary>Id of the headline cost model, with the start of its fit: published values hang on it.</summary>
    private const string CostModelId = "difficulty-regression-2015";

    /// <summary>Window of the shown hashrate drawdown, days.</summary>
    private const int ShownDays = 7;

    /// <summary>Registers the forms.</summary>
    public static void Register(WireMap map) => map.Register<SectorView, SectorSnapshot>(ToPublic, ProtocolJson.Default.SectorSnapshot);

    /// <summary>The sector for everybody: what fleets of people add to it is theirs. The fleet of a replay is as public as its sector.</summary>
    public static SectorSnapshot ToPublic(SectorView view) => WorldName.IsReplay(view.World)
        ? ToFull(view)
        : ToFull(view) with { StressWithFleets = null, FleetShareUnderWater = null };

    /// <summary>One time below the production cost.</summary>
    public static BelowCostEpisode ToWire(History.BelowCostEpisode episode) => new()
    {
        FirstDate = WireDates.Iso(episode.FirstDate),
        LastDate = WireDates.Iso(episode.LastDate),
        Days = episode.Days,
        Depth = episode.Depth,
        DepthDate = WireDates.Iso(episode.DepthDate),
        EndDate = episode.EndDate is { } end ? WireDates.Iso(end) : null,
    };

    /// <summary>The sector with what the counted fleets add, for those who may read these fleets.</summary>
    public static SectorSnapshot ToFull(SectorView view)
    {
        var sector = view.Assessment;
        var daily = sector.Daily;
        return new SectorSnapshot
        {
            World = view.World,
            AsOfMs = sector.AtMs,
            ModelVersion = sector.Stress.ModelVersion,
            Stress = sector.Stress.Index,
            Band = NameOf(sector.Stress.Band),
            Regime = NameOf(view.Regime.Regime),
            RegimeSinceMs = view.Regime.SinceMs,
            PendingRegime = view.Regime.Pending is { } pending ? NameOf(pending) : null,
            PendingAtMs = view.Regime.PendingAtMs,
            RegimeHeld = view.Regime.Held,
            Provisional = sector.Stress.Provisional,
            Coverage = sector.Stress.Coverage,
            Contributions = [.. sector.Stress.Contributions.Select(ToWire)],
            Change24h = view.Change24h is { } change ? [.. ToWire(change)] : [],
            StressWithFleets = sector.StressWithFleets?.Index,
            ProductionCostUsd = sector.ProductionCost?.Usd,
            ProductionCostLowUsd = sector.ProductionCost?.LowUsd,
            ProductionCostHighUsd = sector.ProductionCost?.HighUsd,
            Fit = sector.ProductionCost is { } cost ? ToWire(cost.Fit) : null,
            ElectricityCostUsd = sector.ElectricityCostUsd,
            CashCostUsd = sector.CashCostUsd,
            PriceUsd = sector.PriceUsd,
            PriceToCost = sector.PriceToCost,
            HashpriceUsdPhDay = sector.HashpriceUsdPhDay,
            Hashrate7dEhs = daily?.Hashrate7dEhs,
            Peak7dEhs = daily?.Peak7dEhs,
            Peak7dAtMs = daily?.Peak7dAtMs,
            Drawdown7d = daily?.Drawdown7d,
            Drawdown14d = daily?.Drawdown14d,
            DrawdownNoiseFloor7d = daily?.Drawdown7d is null ? null : HashrateNoise.DrawdownFloor(ShownDays),
            RibbonInverted = sector.RibbonInverted,
            Retarget = sector.Retarget is { } retarget ? NetworkWire.ToWire(retarget, sector.Difficulty) : null,
            QuotedRetarget = NetworkWire.ToWire(view.QuotedRetarget),
            LastQuotedRetarget = NetworkWire.ToWire(view.LastQuotedRetarget),
            Relief = sector.Relief is { } relief
                ? new Protocol.Sectors.Relief
                {
                    ProductionCostUsd = relief.ProductionCostUsd, CashCostUsd = relief.CashCostUsd, HashpriceUsdPhDay = relief.HashpriceUsdPhDay,
                }
                : null,
            Support = sector.SupportUsd is { } level ? ToWire(level, view) : null,
            FleetShareUnderWater = view.FleetShareUnderWater,
            Inputs = [.. view.Inputs.Select(ToWire)],
        };
    }

    /// <summary>One part of the index.</summary>
    public static WireContribution ToWire(Model.Stress.StressContribution part) => new()
    {
        Id = part.Component.Id(),
        Pillar = part.Component.Pillar() switch
        {
            StressPillar.Economics => "economics",
            StressPillar.Network => "network",
            _ => "market",
        },
        Raw = part.Raw,
        Score = part.Score,
        Weight = part.Weight,
        Contribution = part.Points,
        AtMs = part.AtMs,
        MissingReason = part.MissingReason,
    };

    private static IEnumerable<Protocol.Sectors.StressChange> ToWire(Model.Stress.StressChange change) =>
        change.Components
            .Select(part => new Protocol.Sectors.StressChange { Id = part.Component.Id(), Points = part.Points })
            .Append(new Protocol.Sectors.StressChange { Id = "availability", Points = change.Availability });

    private static RegressionFit ToWire(DifficultyFit fit) => new()
    {
        ModelId = CostModelId,
        A = fit.A,
        B = fit.B,
        R2 = fit.R2,
        ResidualDeviation = fit.ResidualDeviation,
        Days = fit.Observations,
        FittedTo = WireDates.Iso(fit.AsOf),
        Frozen = fit.Frozen,
    };

    private static SupportLevel ToWire(double levelUsd, SectorView view) => new()
    {
        LevelUsd = levelUsd,
        Kind = view.Assessment.SupportConfigured ? "configured" : "lowest-close",
        Distance = view.Assessment.SupportDistance,
        Touched = view.Assessment.PriceUsd <= levelUsd,
        Broken = view.Support.Broken,
        LastBreakAtMs = view.Support.BrokenAtMs,
    };

    private static InputReading ToWire(SectorInput input)
    {
        var (id, unit) = input.Id switch
        {
            SectorInputId.PriceUsd => ("price", "USD/BTC"),
            SectorInputId.SupportUsd => ("support", "USD/BTC"),
            SectorInputId.Liquidations24hUsd => ("liquidations", "USD"),
            SectorInputId.EtfFlow5UsdM => ("etf-flow", "million USD"),
            SectorInputId.FearGreed => ("fear-greed", "points"),
            SectorInputId.Difficulty => ("difficulty", "1"),
            SectorInputId.BlockHeight => ("block-height", "height"),
            SectorInputId.SupplyBtc => ("supply", "BTC"),
            SectorInputId.FeePerBlockBtc => ("fees", "BTC/block"),
            SectorInputId.DailyWindows => ("daily-history", "days since 1970"),
            SectorInputId.Fit => ("fit", "days"),
            SectorInputId.FleetUnderWater => ("fleets-under-water", "fraction"),
            _ => throw new ArgumentOutOfRangeException(nameof(input), input.Id, "No public name is registered for this input."),
        };
        return new InputReading
        {
            Id = id,
            Value = input.Value,
            Unit = unit,
            AtMs = input.AtMs,
            AgeLimitMs = input.AgeLimitMs,
            State = input.State,
            Origin = input.Origin,
            Source = input.Source,
            MissingReason = input.MissingReason,
        };
    }

    /// <summary>Name of a regime; null while it is unknown.</summary>
    public static string? NameOf(Regime regime) => regime == Regime.Unknown ? null : regime.Name();
}
