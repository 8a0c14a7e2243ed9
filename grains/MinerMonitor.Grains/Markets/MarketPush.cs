using System.Collections.Immutable;

namespace MinerMonitor.Grains.Markets;

/// <summary>What became of observations that were to be taken as a whole.</summary>
/// <param name="Accepted">Observations that changed something; 0 when any was refused.</param>
/// <param name="Unchanged">Observations that said what was known, or were older than what is known.</param>
/// <param name="Refused">Why nothing was taken; empty when everything was.</param>
/// <param name="Warnings">What was taken and looks wrong.</param>
[GenerateSerializer, Immutable, Alias("mm.market.push")]
public sealed record MarketPush(
    [property: Id(0)] int Accepted,
    [property: Id(1)] int Unchanged,
    [property: Id(2)] ImmutableArray<MarketRefusal> Refused,
    [property: Id(3)] ImmutableArray<MarketWarning> Warnings);

/// <summary>Something that was taken and looks wrong.</summary>
/// <param name="Index">Index in the batch, from 0.</param>
/// <param name="Reason">What does not fit.</param>
[GenerateSerializer, Immutable, Alias("mm.market.warning")]
public sealed record MarketWarning([property: Id(0)] int Index, [property: Id(1)] string Reason);
