using System.Collections.Immutable;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Miners;

/// <summary>A miner that wants a slot.</summary>
/// <param name="Id">Id, UTF-8, at most 128 bytes.</param>
/// <param name="IsWeak">True when the id is only a network address.</param>
[GenerateSerializer, Immutable, Alias("mm.shard.new-miner")]
public readonly record struct NewMiner([property: Id(0)] byte[] Id, [property: Id(1)] bool IsWeak);

/// <summary>Id and generation of a slot.</summary>
/// <param name="Id">Id, UTF-8; empty: the slot is free.</param>
/// <param name="Generation">Generation.</param>
[GenerateSerializer, Immutable, Alias("mm.shard.slot-id")]
internal readonly record struct SlotId([property: Id(0)] byte[] Id, [property: Id(1)] byte Generation);

/// <summary>What became of a change of many miners.</summary>
/// <param name="Matched">Miners that were found.</param>
/// <param name="Changed">Those that are different now; the others were so already.</param>
[GenerateSerializer, Immutable, Alias("mm.shard.change-counts")]
public readonly record struct ChangeCounts([property: Id(0)] int Matched, [property: Id(1)] int Changed)
{
    /// <summary>Sum of two counts.</summary>
    public static ChangeCounts operator +(ChangeCounts left, ChangeCounts right) => new(left.Matched + right.Matched, left.Changed + right.Changed);
}

/// <summary>What applying depends on beside the samples.</summary>
/// <param name="ReportInterval">Interval at which miners report.</param>
/// <param name="Sites">Terms by site.</param>
[GenerateSerializer, Immutable, Alias("mm.shard.context")]
internal sealed record ShardContext([property: Id(0)] TimeSpan ReportInterval, [property: Id(1)] ImmutableDictionary<string, SiteTerms> Sites);

/// <summary>What changed in a shard since the report before, for the totals of its fleet.</summary>
/// <param name="Shard">Number of the shard.</param>
/// <param name="Activation">Activation of the shard: another one begins with a full report.</param>
/// <param name="Number">Number of the report in its activation, from 1.</param>
/// <param name="IsFull">True when curves are whole; else they are changes.</param>
/// <param name="Sites">Sites that changed (all, in a full report).</param>
/// <param name="Counts">Samples since the shard began.</param>
/// <param name="TransitionCount">Number of the newest transition: the tallies are those after it.</param>
/// <param name="CorrectionCount">Late samples that changed closed days since the shard began.</param>
[GenerateSerializer, Immutable, Alias("mm.shard.report")]
internal sealed record ShardReport(
    [property: Id(0)] int Shard,
    [property: Id(1)] Guid Activation,
    [property: Id(2)] long Number,
    [property: Id(3)] bool IsFull,
    [property: Id(4)] ImmutableArray<SiteReport> Sites,
    [property: Id(5)] SampleTotals Counts,
    [property: Id(8)] long TransitionCount,
    [property: Id(9)] long CorrectionCount);

/// <summary>One site in a report.</summary>
/// <param name="Site">Site.</param>
/// <param name="Tally">Its tally as it is now.</param>
/// <param name="Curve">Weights, or changes of weights, of its supply curve.</param>
[GenerateSerializer, Immutable, Alias("mm.shard.site-report")]
internal sealed record SiteReport([property: Id(0)] string Site, [property: Id(1)] Tally Tally, [property: Id(2)] ImmutableArray<CurveWeight> Curve);

/// <summary>Weights of one bin of a supply curve.</summary>
[GenerateSerializer, Immutable, Alias("mm.shard.bin-weights")]
public readonly record struct CurveWeight([property: Id(0)] int Bin, [property: Id(1)] CurveWeights Weights);

/// <summary>Counts of samples since the beginning, durable and exact.</summary>
[GenerateSerializer, Immutable, Alias("mm.shard.sample-totals")]
public readonly record struct SampleTotals([property: Id(0)] long Applied, [property: Id(1)] long Merged, [property: Id(2)] long Stale, [property: Id(3)] long Refused)
{
    /// <summary>Sum of two counts.</summary>
    public static SampleTotals operator +(SampleTotals left, SampleTotals right) =>
        new(left.Applied + right.Applied, left.Merged + right.Merged, left.Stale + right.Stale, left.Refused + right.Refused);
}

/// <summary>How far the transitions of a shard are told. Stored.</summary>
/// <param name="Number">Number of the last one told.</param>
/// <param name="AtMs">World time of it, Unix milliseconds.</param>
[GenerateSerializer, Immutable, Alias("mm.shard.mark")]
internal readonly record struct ShardMark([property: Id(0)] long Number, [property: Id(1)] long AtMs)
{
    /// <summary>
    /// True for a transition behind the mark: by time first. A shard that was restored from an old backup numbers again from there, and what
    /// happens then is news; one whose machine set its clock back finds the same deadlines at the same times again, and they are not.
    /// </summary>
    public bool IsBefore(in Transition transition) => (transition.AtMs, transition.Number).CompareTo((AtMs, Number)) > 0;
}

/// <summary>Changes of state of miners of one site that are not told one by one. Stored.</summary>
[GenerateSerializer, Immutable, Alias("mm.shard.transition-count")]
internal readonly record struct TransitionCount(
    [property: Id(0)] string Site, [property: Id(1)] MinerState From, [property: Id(2)] MinerState To, [property: Id(3)] int Miners);

/// <summary>Transitions of a shard behind a mark.</summary>
/// <param name="Through">How far it is told with these.</param>
/// <param name="Told">The newest of them, at most <see cref="ToldLimit"/>.</param>
/// <param name="More">Those before them, counted.</param>
/// <param name="Lost">So many came before them and are not kept any more.</param>
[GenerateSerializer, Immutable, Alias("mm.shard.transitions")]
internal sealed record ShardTransitions(
    [property: Id(0)] ShardMark Through,
    [property: Id(1)] ImmutableArray<MinerTransitionReport> Told,
    [property: Id(2)] ImmutableArray<TransitionCount> More,
    [property: Id(3)] long Lost)
{
    /// <summary>Most transitions told one by one.</summary>
    public const int ToldLimit = 32;
}

/// <summary>A change of state of one miner.</summary>
[GenerateSerializer, Immutable, Alias("mm.miner.transition")]
public sealed record MinerTransitionReport(
    [property: Id(0)] string Miner,
    [property: Id(1)] string Site,
    [property: Id(2)] long AtMs,
    [property: Id(3)] MinerState From,
    [property: Id(4)] MinerState To,
    [property: Id(5)] string? Reason);

/// <summary>Ledgers of a shard.</summary>
/// <param name="DayUnderWay">The day that the shard is in, days since 1970-01-01: all before it are closed.</param>
/// <param name="Days">The days.</param>
/// <param name="CorrectionCount">Late samples that changed closed days since the shard began, these among them.</param>
[GenerateSerializer, Immutable, Alias("mm.shard.days")]
internal sealed record ShardDays(
    [property: Id(0)] int DayUnderWay, [property: Id(1)] ImmutableArray<ShardDay> Days, [property: Id(2)] long CorrectionCount);

/// <summary>Ledger of one miner for one UTC day.</summary>
/// <param name="Day">Days since 1970-01-01.</param>
/// <param name="IsClosed">False: the day is under way.</param>
/// <param name="Sums">Sums.</param>
[GenerateSerializer, Immutable, Alias("mm.miner.day")]
public sealed record MinerDay([property: Id(0)] int Day, [property: Id(1)] bool IsClosed, [property: Id(2)] LedgerSums Sums);

/// <summary>A miner with its past.</summary>
/// <param name="Readout">The last known.</param>
/// <param name="Transitions">Changes of state, newest first.</param>
/// <param name="History">10-minute means of the last 24 hours, oldest first, without gaps' points.</param>
[GenerateSerializer, Immutable, Alias("mm.miner.record")]
public sealed record MinerRecord(
    [property: Id(0)] MinerReadout Readout,
    [property: Id(1)] ImmutableArray<MinerTransitionReport> Transitions,
    [property: Id(2)] ImmutableArray<MinerMeanPoint> History);

/// <summary>Mean over ten minutes; null where nothing was read.</summary>
[GenerateSerializer, Immutable, Alias("mm.miner.mean")]
public readonly record struct MinerMeanPoint([property: Id(0)] long AtMs, [property: Id(1)] double? HashrateThs, [property: Id(2)] double? PowerW);

/// <summary>Snapshot of a shard as it is stored.</summary>
[GenerateSerializer, Alias("mm.shard.snapshot")]
internal sealed class ShardSnapshot
{
    /// <summary><see cref="PackedSnapshot"/>; empty for a new shard.</summary>
    [Id(0)] public byte[] Blob { get; set; } = [];
}
