using System.Collections.Immutable;
using MinerMonitor.Grains.Live;
using MinerMonitor.Model.Pulse;

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

/// <summary>A label as it was stored before shards held labels; those of then are still read.</summary>
[GenerateSerializer, Alias("mm.miner.state")]
internal sealed class MinerSettingsState
{
    /// <summary>Name, or null.</summary>
    [Id(0)] public string? Label { get; set; }

    /// <summary>First shard of the fleet that it was set in: of a fleet that was deleted and made again, the label is another miner's.</summary>
    [Id(1)] public int FirstShard { get; set; }
}
