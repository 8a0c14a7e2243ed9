using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Economics;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Model.Telemetry;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Silo.Live.Wire;

/// <summary>Public forms of fleets, operators and miners.</summary>
internal static class FleetWire
{
    /// <summary>Registers the forms of this class.</summary>
    public static void Register(WireMap map)
    {
        map.Register<FleetFigures, FleetSnapshot>(Of, ProtocolJson.Default.FleetSnapshot);
        map.Register<OperatorFigures, OperatorSnapshot>(Of, ProtocolJson.Default.OperatorSnapshot);
        map.Register<MinerFigures, MinerSnapshot>(Of, ProtocolJson.Default.MinerSnapshot);
    }

    /// <summary>A fleet.</summary>
    public static FleetSnapshot Of(FleetFigures fleet) => new()
    {
        World = fleet.Description.World,
        Fleet = fleet.Fleet,
        Operator = fleet.Description.Operator,
        CountInSector = fleet.Description.CountInSector,
        ReportIntervalSec = fleet.Description.ReportInterval.TotalSeconds,
        AsOfMs = fleet.AsOfMs,
        Simulated = WorldName.WorldOfSimulatedFleet(fleet.Fleet) is not null,
        Samples = Of(fleet.Samples),
        Miners = Counts(fleet.Totals),
        Totals = Totals(fleet.Totals),
        Sites = [.. fleet.Sites.Select(Of)],
        HashpriceUsdPhDay = fleet.HashpriceUsdPhDay,
        Treasury = TreasuryWire.Of(fleet.Treasury),
    };

    /// <summary>A line of a list of fleets.</summary>
    public static FleetSummary Summary(FleetFigures fleet) => new()
    {
        World = fleet.Description.World,
        Fleet = fleet.Fleet,
        Operator = fleet.Description.Operator,
        Miners = Counts(fleet.Totals),
        Totals = Totals(fleet.Totals),
    };

    /// <summary>An operator.</summary>
    public static OperatorSnapshot Of(OperatorFigures group) => new()
    {
        Operator = group.Operator,
        AsOfMs = group.AsOfMs,
        Samples = Of(group.Samples),
        Miners = Counts(group.Totals),
        Totals = Totals(group.Totals),
        Fleets = [.. group.Fleets.Select(Summary)],
    };

    /// <summary>A site.</summary>
    public static SiteSnapshot Of(SiteFigures site) => new()
    {
        Site = site.Site,
        Contract = site.Terms is { } terms ? Contract(terms, site.Tariff) : null,
        TariffNow = TariffWire.Of(site.Quote),
        Miners = Counts(site.Totals),
        Totals = Totals(site.Totals),
        Silent = site.Totals.Miners[(int)MinerState.Silent] > 0
            && site.Totals.Miners[(int)MinerState.Silent] == site.Totals.Miners.Sum() - site.Totals.Miners[(int)MinerState.Retired],
    };

    /// <summary>A model.</summary>
    public static ModelSnapshot Of(ModelFigures model) => new() { Model = model.Model, Miners = Counts(model.Totals), Totals = Totals(model.Totals) };

    /// <summary>A contract.</summary>
    public static SiteContract Contract(SiteTerms terms, TariffSchedule? tariff) => new()
    {
        TariffUsdKwh = terms.TariffUsdKwh,
        TimeOfUse = TariffWire.Of(tariff?.TimeOfUse),
        Indexed = TariffWire.Of(tariff?.Indexed),
        Pue = terms.Pue,
        PoolFee = terms.PoolFee,
        OtherCostUsdPhDay = terms.OtherCostUsdPhDay,
        AssumedEfficiencyJth = terms.AssumedEfficiencyJth,
    };

    /// <summary>A miner.</summary>
    public static MinerSnapshot Of(MinerFigures miner)
    {
        var readout = miner.Record.Readout;
        return new MinerSnapshot
        {
            Row = Row(miner.Fleet, readout, miner.HashpriceUsdPhDay),
            World = miner.World,
            AsOfMs = miner.AsOfMs,
            Label = miner.Label,
            TariffOverrideUsdKwh = readout.TariffOverrideUsdKwh,
            Firmware = readout.Firmware,
            Algo = "SHA256",
            HashrateWindowSec = readout.HashrateWindowSec,
            SharesAccepted = readout.SharesAccepted,
            SharesRejected = readout.SharesRejected,
            SharesStale = readout.SharesStale,
            ShareDifficulty = readout.ShareDifficulty,
            LastShareAtMs = readout.LastShareAtMs,
            InletTemperatureC = readout.InletTemperatureC,
            UptimeSec = readout.UptimeSec,
            Transitions = [.. miner.Record.Transitions.Select(transition => new MinerTransition
            {
                AtMs = transition.AtMs,
                From = transition.From.Name(),
                To = transition.To.Name(),
                Reason = transition.Reason,
            })],
            History24h = [.. miner.Record.History.Select(mean => new MinerMean { AtMs = mean.AtMs, HashrateThs = mean.HashrateThs, PowerW = mean.PowerW })],
        };
    }

    /// <summary>A line of a list of miners.</summary>
    public static MinerRow Row(string fleet, MinerReadout miner, double? hashpriceUsdPhDay)
    {
        var margin = miner.MarginUsdPhDay(hashpriceUsdPhDay);
        return new MinerRow
        {
            Fleet = fleet,
            Miner = miner.Miner,
            Site = miner.Site,
            WeakIdentity = miner.WeakIdentity,
            Model = miner.Model,
            State = miner.State.Name(),
            StateReason = miner.StateReason,
            StateSinceMs = miner.StateSinceMs,
            HashrateThs = miner.HashrateThs,
            NominalHashrateThs = miner.NominalHashrateThs,
            PowerW = miner.PowerW,
            PowerSource = miner.PowerSource == PowerSource.Unknown ? null : miner.PowerSource.ToString().ToLowerInvariant(),
            EfficiencyJth = miner.EfficiencyJth,
            ChipTemperatureC = miner.ChipTemperatureC,
            BreakEvenHashpriceUsdPhDay = miner.BreakEvenHashpriceUsdPhDay,
            MarginUsdPhDay = margin,
            UnderWater = margin is null ? null : margin < 0,
            AtMs = miner.AtMs,
            ReceivedAtMs = miner.HeardAtMs,
        };
    }

    private static SampleCounts Of(SampleTotals samples) =>
        new() { Applied = samples.Applied, Merged = samples.Merged, Stale = samples.Stale, Refused = samples.Refused };

    private static MinerCounts Counts(TallyFigures totals) => new()
    {
        Total = totals.Miners.Sum() - totals.Miners[(int)MinerState.Retired],
        Maintenance = totals.Miners[(int)MinerState.Maintenance],
        Silent = totals.Miners[(int)MinerState.Silent],
        Offline = totals.Miners[(int)MinerState.Offline],
        Fault = totals.Miners[(int)MinerState.Fault],
        Curtailed = totals.Miners[(int)MinerState.Curtailed],
        Idle = totals.Miners[(int)MinerState.Idle],
        Tuning = totals.Miners[(int)MinerState.Tuning],
        Degraded = totals.Miners[(int)MinerState.Degraded],
        Hashing = totals.Miners[(int)MinerState.Hashing],
        Retired = totals.Miners[(int)MinerState.Retired],
    };

    private static Protocol.Fleets.FleetTotals Totals(TallyFigures totals) => new()
    {
        HashrateThs = totals.HashrateThs,
        NominalHashrateThs = totals.NominalHashrateThs,
        PowerW = totals.PowerW,
        EfficiencyJth = totals.EfficiencyJth,
        Coverage = totals.Coverage,
        EconomicsCoverage = totals.EconomicsCoverage,
        MarginUsdPhDay = totals.PricedThs > 0 ? totals.MarginUsdDay / (totals.PricedThs / 1e3) : null,
        MarginUsdDay = totals.MarginUsdDay,
        RevenueUsdDay = totals.RevenueUsdDay,
        ShareUnderWater = totals.ShareUnderWater,
        BreakEvenHashpriceUsdPhDay = totals.BreakEvenHashpriceUsdPhDay,
    };
}
