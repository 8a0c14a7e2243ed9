using System.Collections.Immutable;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Worlds;
using Orleans.Concurrency;

namespace MinerMonitor.Grains.Sectors;

/// <summary>The whole sector of one world: costs, stress index, regime, relief. Topic <c>sector</c>. Key: the world.</summary>
[GrainInterfaceType("mm.sector")]
public interface ISectorGrain : ITopicGrain, IReplayPart
{
    /// <summary>Takes newest values of inputs. In <c>live</c> they are on screen within 100 ms, in a replay with the next advance.</summary>
    [Alias("ObserveAsync")]
    ValueTask ObserveAsync(ImmutableArray<SectorInput> inputs);

    /// <summary>Takes the chain as the network grain sees it.</summary>
    [Alias("ObserveChainAsync")]
    ValueTask ObserveChainAsync(ChainReading chain);

    /// <summary>Takes what a fleet adds; null when it no longer counts. A fleet says it again each minute, or it is taken for silent after five.</summary>
    [Alias("ObserveFleetAsync")]
    ValueTask ObserveFleetAsync(string fleet, FleetSectorInput? input);

    /// <summary>Told by the daily history that its windows changed.</summary>
    [Alias("OnHistoryChangedAsync"), AlwaysInterleave] // sets flags only; the history tells it while the sector may be asking the history
    ValueTask OnHistoryChangedAsync();

    /// <summary>Moves the world's time on: ages, dwell times and closed days follow; one frame when anything changed.</summary>
    [Alias("AdvanceToAsync")]
    ValueTask AdvanceToAsync(DateTimeOffset worldTime);

    /// <summary>Hashprice now, USD per PH/s and day; null while price, difficulty or fees are missing. Cheap: no computation.</summary>
    [Alias("GetHashpriceAsync"), AlwaysInterleave] // reads one field that only whole turns write
    ValueTask<double?> GetHashpriceAsync();

    /// <summary>Price now, USD per BTC; null when it is not known.</summary>
    [Alias("GetPriceAsync"), AlwaysInterleave] // reads one field that only whole turns write
    ValueTask<double?> GetPriceAsync();

    /// <summary>The sector as it is now, and which fleets count in it.</summary>
    [Alias("GetViewAsync"), AlwaysInterleave] // reads fields that only whole turns write
    ValueTask<SectorWithFleets> GetViewAsync();

    /// <summary>What assumed moves would do.</summary>
    [Alias("WhatIfAsync")]
    ValueTask<WhatIfAnswer> WhatIfAsync(WhatIfQuestion question);

    /// <summary>Forgets everything, its series too, and begins a new stream: a replay that jumps back. Refused in <c>live</c>.</summary>
    /// <exception cref="InvalidOperationException">The world is <c>live</c>.</exception>
    [Alias("ResetAsync")]
    ValueTask ResetAsync();
}

/// <summary>The sector and the fleets that count in it.</summary>
/// <param name="View">The sector.</param>
/// <param name="Fleets">Fleets that count.</param>
[GenerateSerializer, Immutable, Alias("mm.sector.with-fleets")]
public sealed record SectorWithFleets([property: Id(0)] SectorView View, [property: Id(1)] ImmutableArray<string> Fleets);
