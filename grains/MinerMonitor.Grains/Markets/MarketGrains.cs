using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using MinerMonitor.Grains.Live;
using MinerMonitor.Model.Markets;

namespace MinerMonitor.Grains.Markets;

/// <inheritdoc cref="ISpotMarketGrain"/>
[GrainType("market-spot")]
internal sealed class SpotMarketGrain(
    [PersistentState("state", StorageNames.Provider)] IPersistentState<SpotBook> state, IPayloadEncoder encoder, TimeProvider time,
    IOptions<SpotCompositeOptions> options)
    : MarketGrain<SpotBook>(MarketName.Spot, state, encoder, time), ISpotMarketGrain
{
    /// <inheritdoc/>
    protected override void Prepare(SpotBook book) => book.Use(options.Value);
}

/// <inheritdoc cref="ILiquidationMarketGrain"/>
[GrainType("market-liquidations")]
internal sealed class LiquidationMarketGrain(
    [PersistentState("state", StorageNames.Provider)] IPersistentState<LiquidationBook> state, IPayloadEncoder encoder, TimeProvider time)
    : MarketGrain<LiquidationBook>(MarketName.Liquidations, state, encoder, time), ILiquidationMarketGrain;

/// <inheritdoc cref="IEtfMarketGrain"/>
[GrainType("market-etf")]
internal sealed class EtfMarketGrain(
    [PersistentState("state", StorageNames.Provider)] IPersistentState<EtfBook> state, IPayloadEncoder encoder, TimeProvider time)
    : MarketGrain<EtfBook>(MarketName.Etf, state, encoder, time), IEtfMarketGrain
{
    public ValueTask<ImmutableArray<EtfReport>> GetFinalDaysAsync() => ValueTask.FromResult(Book.FinalDays());
}

/// <inheritdoc cref="ISentimentMarketGrain"/>
[GrainType("market-sentiment")]
internal sealed class SentimentMarketGrain(
    [PersistentState("state", StorageNames.Provider)] IPersistentState<SentimentBook> state, IPayloadEncoder encoder, TimeProvider time)
    : MarketGrain<SentimentBook>(MarketName.Sentiment, state, encoder, time), ISentimentMarketGrain;

/// <inheritdoc cref="ITreasuryMarketGrain"/>
[GrainType("market-treasury")]
internal sealed class TreasuryMarketGrain(
    [PersistentState("state", StorageNames.Provider)] IPersistentState<TreasuryBook> state, IPayloadEncoder encoder, TimeProvider time)
    : MarketGrain<TreasuryBook>(MarketName.Treasury, state, encoder, time), ITreasuryMarketGrain;

/// <inheritdoc cref="IMinerFlowMarketGrain"/>
[GrainType("market-miner-flows")]
internal sealed class MinerFlowMarketGrain(
    [PersistentState("state", StorageNames.Provider)] IPersistentState<MinerFlowBook> state, IPayloadEncoder encoder, TimeProvider time)
    : MarketGrain<MinerFlowBook>(MarketName.MinerFlows, state, encoder, time), IMinerFlowMarketGrain;

/// <inheritdoc cref="IEnergyMarketGrain"/>
[GrainType("market-energy")]
internal sealed class EnergyMarketGrain(
    [PersistentState("state", StorageNames.Provider)] IPersistentState<EnergyBook> state, IPayloadEncoder encoder, TimeProvider time)
    : MarketGrain<EnergyBook>(MarketName.Energy, state, encoder, time), IEnergyMarketGrain;
