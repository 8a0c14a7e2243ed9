using MinerMonitor.Grains.Networks;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Networks;
using MinerMonitor.Protocol.Sectors;

namespace MinerMonitor.Silo.Live.Wire;

/// <summary>Public form of the chain.</summary>
internal static class NetworkWire
{
    /// <summary>Registers the forms.</summary>
    public static void Register(WireMap map) => map.Register<NetworkView, NetworkSnapshot>(ToWire, ProtocolJson.Default.NetworkSnapshot);

    /// <summary>Public form of a retarget forecast.</summary>
    public static RetargetForecast ToWire(Model.Chain.RetargetForecast forecast, double? difficulty) => new()
    {
        Change = forecast.Projection.Change,
        ChangeLow = forecast.ChangeLow90,
        ChangeHigh = forecast.ChangeHigh90,
        ImpliedHashrateEhs = forecast.ImpliedHashrate.ExahashesPerSecond,
        ProjectedDifficulty = difficulty * (1 + forecast.Projection.Change),
        RetargetHeight = forecast.Projection.RetargetHeight,
        RemainingBlocks = forecast.Projection.RemainingBlocks,
        Progress = forecast.Projection.Progress,
        AtMs = forecast.Projection.ExpectedAtMs,
    };

    /// <summary>The observation as the grain takes it.</summary>
    public static Grains.Networks.NetworkObservation ToGrain(Protocol.Networks.NetworkObservation seen) => new()
    {
        BlockHeight = seen.BlockHeight,
        BlockHash = seen.BlockHash,
        PreviousBlockHash = seen.PreviousBlockHash,
        BlockAtMs = seen.BlockAtMs,
        Difficulty = seen.Difficulty,
        Bits = seen.Bits,
        EpochStartAtMs = seen.EpochStartAtMs,
        EpochStartHeight = seen.EpochStartHeight,
        FeesBtc = seen.FeesBtc,
        FeePerBlockBtc = seen.FeePerBlockBtc,
        SupplyBtc = seen.SupplyBtc,
        LastRetargetChange = seen.LastRetargetChange,
        AtMs = seen.AtMs,
        Source = seen.Source ?? "push",
        Origin = seen.Origin ?? (seen.QuotedRetargetChange is null ? Origins.Measured : Origins.Article),
        QuotedRetargetChange = seen.QuotedRetargetChange,
        QuotedRetargetDate = seen.QuotedRetargetDate,
    };

    /// <summary>Public form of a published forecast.</summary>
    public static QuotedRetarget? ToWire(RetargetQuote? quote) => quote is null ? null : new QuotedRetarget
    {
        RetargetHeight = quote.RetargetHeight,
        Change = quote.Change,
        ExpectedDate = quote.ExpectedDate is { } day ? WireDates.Iso(day) : null,
        QuotedAtMs = quote.QuotedAtMs,
        Source = quote.Source,
        Origin = quote.Origin,
        ForecastChange = quote.ForecastChange,
        ActualChange = quote.ActualChange,
    };

    private static Protocol.Networks.FeeRates? ToWire(Said<Grains.Networks.FeeRates>? said) => said is null ? null : new Protocol.Networks.FeeRates
    {
        FastestSatVb = said.Value.FastestSatVb,
        HalfHourSatVb = said.Value.HalfHourSatVb,
        HourSatVb = said.Value.HourSatVb,
        EconomySatVb = said.Value.EconomySatVb,
        MinimumSatVb = said.Value.MinimumSatVb,
        AtMs = said.AtMs,
        Source = said.Source,
    };

    private static MempoolState? ToWire(Said<MempoolReading>? said) => said is null ? null : new MempoolState
    {
        Transactions = said.Value.Transactions,
        VBytes = said.Value.VBytes,
        TotalFeesBtc = said.Value.TotalFeesSats / (double)Model.Units.Sats.PerBitcoin,
        MinimumSatVb = said.Value.MinimumSatVb,
        NextBlockFeesBtc = said.Value.NextBlockFeesSats / (double)Model.Units.Sats.PerBitcoin,
        AtMs = said.AtMs,
        Source = said.Source,
    };

    private static ReportedFigure? ToWire(Said<double>? said) =>
        said is null ? null : new ReportedFigure { Value = said.Value, AtMs = said.AtMs, Source = said.Source };

    private static NetworkSnapshot ToWire(NetworkView view) => new()
    {
        World = view.World,
        AsOfMs = view.AsOfMs,
        State = view.State,
        MissingReason = view.MissingReason,
        Origin = view.Origin,
        Source = view.Source,
        BlockHeight = view.Tip?.BlockHeight,
        BlockHash = view.Tip?.BlockHash,
        BlockAtMs = view.Tip?.BlockAtMs,
        Difficulty = view.Difficulty,
        Epoch = view.Tip?.BlockHeight / Model.Chain.RetargetProjection.EpochBlocks,
        EpochStartHeight = view.EpochStartHeight,
        EpochStartAtMs = view.EpochStartAtMs,
        EpochMeanIntervalSec = view.Retarget?.Projection.MeanIntervalSec,
        LastRetargetChange = view.LastRetargetChange,
        SubsidyBtc = view.SubsidyBtc,
        FeePerBlockBtc = view.FeePerBlockBtc,
        FeeBlocks = view.FeeSpan?.Blocks,
        FeeSinceMs = view.FeeSpan?.SinceMs,
        FeeRates = ToWire(view.FeeRates),
        Mempool = ToWire(view.Mempool),
        ReportedHashrateEhs = ToWire(view.ReportedHashrateEhs),
        ReportedRetargetChange = ToWire(view.ReportedRetargetChange),
        Reorganisations = view.Reorganisations is { } counted
            ? new Reorganisations { Count = counted.Count, SinceMs = counted.SinceMs, LastAtMs = counted.LastAtMs, LastDepthBlocks = counted.LastDepthBlocks }
            : null,
        NextHalvingAtMs = view.HalvingAtMs,
        RecentIntervalSec = view.RecentIntervalSec,
        SupplyBtc = view.SupplyBtc,
        NextHalvingHeight = view.NextHalvingHeight,
        Hashrates =
        [
            .. view.Hashrates.Select(hashrate => new HashrateEstimate
            {
                WindowDays = hashrate.WindowDays,
                HashrateEhs = hashrate.HashrateEhs,
                SamplingError = hashrate.SamplingError,
                Blocks = hashrate.Span.Blocks,
                SinceMs = hashrate.Span.SinceMs,
            }),
        ],
        Retarget = view.Retarget is { } retarget ? ToWire(retarget, view.Difficulty) : null,
        QuotedRetarget = ToWire(view.Quote),
        LastQuotedRetarget = ToWire(view.LastQuote),
        RecentBlocks =
        [
            .. view.Blocks.Select(reading => new BlockSummary
            {
                BlockHeight = reading.Block.BlockHeight,
                BlockHash = reading.Block.BlockHash,
                AtMs = reading.Block.AtMs,
                FeesBtc = reading.Block.FeesBtc,
                IntervalSec = reading.IntervalSec,
            }),
        ],
    };
}
