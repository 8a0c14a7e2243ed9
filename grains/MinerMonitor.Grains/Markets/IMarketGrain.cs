using System.Collections.Immutable;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Markets;
using Orleans.Concurrency;

namespace MinerMonitor.Grains.Markets;

/// <summary>One source of price or flow. Topic <c>market/{market}</c>. Key: world/market, for example <c>live/spot</c>.</summary>
/// <remarks>What changes is told to the sector and to the boards of markets and feeds; nothing polls.</remarks>
[GrainInterfaceType("mm.market")]
public interface IMarketGrain : ITopicGrain, IReplayPart
{
    /// <summary>Takes observations in order and answers with the refused ones when the others are kept.</summary>
    [Alias("ObserveAsync")]
    ValueTask<ImmutableArray<MarketRefusal>> ObserveAsync(ImmutableArray<MarketObservation> observations);

    /// <summary>Takes all observations, or none when any is refused.</summary>
    [Alias("PushAsync")]
    ValueTask<MarketPush> PushAsync(ImmutableArray<MarketObservation> observations);

    /// <summary>Moves the world's time on: windows roll and ages pass their limits.</summary>
    [Alias("AdvanceToAsync")]
    ValueTask AdvanceToAsync(DateTimeOffset worldTime);

    /// <summary>The market as it is now.</summary>
    [Alias("GetViewAsync"), AlwaysInterleave] // computed from state that changes only between awaits
    ValueTask<MarketView> GetViewAsync();

    /// <summary>Forgets everything and begins a new stream: a replay that jumps back. Refused in <c>live</c>.</summary>
    /// <exception cref="InvalidOperationException">The world is <c>live</c>.</exception>
    [Alias("ResetAsync")]
    ValueTask ResetAsync();
}

/// <summary>Price of bitcoin.</summary>
[GrainInterfaceType("mm.market-spot")]
public interface ISpotMarketGrain : IMarketGrain;

/// <summary>Forced closings of derivative positions.</summary>
[GrainInterfaceType("mm.market-liquidations")]
public interface ILiquidationMarketGrain : IMarketGrain;

/// <summary>Net flows of U.S. spot funds.</summary>
[GrainInterfaceType("mm.market-etf")]
public interface IEtfMarketGrain : IMarketGrain
{
    /// <summary>Every day that is final, oldest first.</summary>
    [Alias("GetFinalDaysAsync"), AlwaysInterleave] // reads only, between awaits
    ValueTask<ImmutableArray<EtfReport>> GetFinalDaysAsync();
}

/// <summary>Fear and Greed.</summary>
[GrainInterfaceType("mm.market-sentiment")]
public interface ISentimentMarketGrain : IMarketGrain;

/// <summary>What listed miners hold and sell.</summary>
[GrainInterfaceType("mm.market-treasury")]
public interface ITreasuryMarketGrain : IMarketGrain;

/// <summary>Miners to exchanges.</summary>
[GrainInterfaceType("mm.market-miner-flows")]
public interface IMinerFlowMarketGrain : IMarketGrain;

/// <summary>Wholesale price of electricity.</summary>
[GrainInterfaceType("mm.market-energy")]
public interface IEnergyMarketGrain : IMarketGrain;
