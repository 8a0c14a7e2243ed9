using System.Collections.Immutable;
using MinerMonitor.Grains.Live;

namespace MinerMonitor.Grains.Miners;

/// <summary>One machine or pool worker: the only public way to a miner. Key: fleet/miner.</summary>
/// <remarks>
/// It owns what a person set and reads the live row from its shard when somebody looks; while somebody watches it hears each sample.
/// Five million of them cost nothing until someone asks.
/// </remarks>
[GrainInterfaceType("mm.miner")]
public interface IMinerGrain : ITopicGrain
{
    /// <summary>Everything about the miner.</summary>
    /// <exception cref="UnknownTopicException">There is no such fleet or miner.</exception>
    [Alias("GetAsync")]
    ValueTask<MinerFigures> GetAsync();

    /// <summary>Ledger by UTC day from one day to another, both included, oldest first, as far as it is kept.</summary>
    /// <param name="from">First day, days since 1970-01-01.</param>
    /// <param name="to">Last day.</param>
    /// <exception cref="UnknownTopicException">There is no such fleet or miner.</exception>
    [Alias("GetDaysAsync")]
    ValueTask<ImmutableArray<MinerDay>> GetDaysAsync(int from, int to);

    /// <summary>Changes what a person set; answers when that is durable.</summary>
    /// <exception cref="UnknownTopicException">There is no such fleet or miner.</exception>
    [Alias("ConfigureAsync")]
    ValueTask ConfigureAsync(MinerChange change);

    /// <summary>Deletes the miner; its slot may be given to another.</summary>
    /// <exception cref="UnknownTopicException">There is no such fleet or miner.</exception>
    [Alias("DeleteAsync")]
    ValueTask DeleteAsync();
}

/// <summary>What a person changes; null members stay as they are.</summary>
/// <param name="Label">Name; empty removes.</param>
/// <param name="TariffOverrideUsdKwh">Tariff of this machine alone, USD per kWh; NaN removes.</param>
/// <param name="Maintenance">True while a person works on it.</param>
/// <param name="Site">Site to move to.</param>
[GenerateSerializer, Immutable, Alias("mm.miner.change")]
public sealed record MinerChange(
    [property: Id(0)] string? Label,
    [property: Id(1)] double? TariffOverrideUsdKwh,
    [property: Id(2)] bool? Maintenance,
    [property: Id(3)] string? Site);

/// <summary>Everything about a miner.</summary>
/// <param name="World">World.</param>
/// <param name="Fleet">Fleet.</param>
/// <param name="AsOfMs">World time, Unix milliseconds.</param>
/// <param name="Label">Name that a person gave.</param>
/// <param name="Record">What its shard knows.</param>
/// <param name="HashpriceUsdPhDay">Hashprice now, USD per PH/s and day; null when it is not known.</param>
[GenerateSerializer, Immutable, Alias("mm.miner.figures")]
public sealed record MinerFigures(
    [property: Id(0)] string World,
    [property: Id(1)] string Fleet,
    [property: Id(2)] long AsOfMs,
    [property: Id(3)] string? Label,
    [property: Id(4)] MinerRecord Record,
    [property: Id(5)] double? HashpriceUsdPhDay);

/// <summary>A miner as it is stored: what a person set that its shard does not hold.</summary>
[GenerateSerializer, Alias("mm.miner.state")]
internal sealed class MinerSettingsState
{
    /// <summary>Name, or null.</summary>
    [Id(0)] public string? Label { get; set; }

    /// <summary>First shard of the fleet that it was set in: of a fleet that was deleted and made again, the label is another miner's.</summary>
    [Id(1)] public int FirstShard { get; set; }
}
