using System.Collections.Immutable;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Model.Pulse;
using Orleans.Concurrency;

namespace MinerMonitor.Grains.Miners;

/// <summary>The pulse of up to 4,096 miners of one fleet that live, are journaled and are counted together. Key: fleet/number.</summary>
[GrainInterfaceType("mm.shard")]
internal interface IShardGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes a block of samples (<see cref="SampleBlockWriter"/>), which belongs to the shard from now on. Answers when it is durable and applied.
    /// </summary>
    /// <exception cref="Journals.JournalUnavailableException">Nobody knows whether the block is durable; the shard finds out when it comes back.</exception>
    /// <remarks>
    /// The only interleaving method that writes: it numbers and enqueues without awaiting, awaits the commit, and applies in block order,
    /// so calls may overlap while the order of blocks, and with it the shard, stays the same.
    /// </remarks>
    [Alias("IngestAsync"), AlwaysInterleave]
    Task<BlockResult> IngestAsync(Immutable<byte[]> block);

    /// <summary>Gives slots to new miners; answers when that is durable. One that has a slot already keeps it.</summary>
    [Alias("AssignAsync")]
    Task<ImmutableArray<MinerAddress>> AssignAsync(ImmutableArray<NewMiner> miners, long atMs);

    /// <summary>Sets what sites cost and how often miners report; answers when that is durable. Does nothing when it is the same.</summary>
    [Alias("SetContextAsync")]
    Task SetContextAsync(ShardContext context, long atMs);

    /// <summary>Does to one miner what a person wants; false when another miner has the slot.</summary>
    [Alias("ControlAsync")]
    Task<bool> ControlAsync(MinerAddress miner, MinerControl control, double number, string text, long atMs);

    /// <summary>
    /// Does to miners what a person wants, one change a miner, a later one after an earlier; answers when that is durable. What a miner is
    /// already is not written. Miners whose slots others have by now are left out.
    /// </summary>
    [Alias("ChangeAsync")]
    Task<ChangeCounts> ChangeAsync(ImmutableArray<MinerAddress> miners, ImmutableArray<MinerChange> changes, long atMs);

    /// <summary>Does to all miners that a query wants what a person wants; answers when that is durable.</summary>
    /// <param name="query">Which miners.</param>
    /// <param name="change">What is set; null: they are deleted, and their slots may be given away.</param>
    /// <param name="atMs">World time, Unix milliseconds.</param>
    [Alias("ChangeWhereAsync")]
    Task<ChangeCounts> ChangeWhereAsync(MinerQuery query, MinerChange? change, long atMs);

    /// <summary>Ids of all slots in order; an empty id is a free slot.</summary>
    /// <remarks>Does not interleave: it waits for an assignment under way, or the fleet would give the same miners slots again.</remarks>
    [Alias("GetIdsAsync")]
    Task<ImmutableArray<SlotId>> GetIdsAsync();

    /// <summary>Everything that the fleet's totals need from this shard.</summary>
    [Alias("GetReportAsync"), AlwaysInterleave] // reads without awaiting
    Task<ShardReport> GetReportAsync();

    /// <summary>Transitions behind a mark, up to a number.</summary>
    [Alias("GetTransitionsAsync"), AlwaysInterleave] // reads without awaiting
    Task<ShardTransitions> GetTransitionsAsync(ShardMark after, long through);

    /// <summary>What is known of one miner, with its history and transitions; null when another miner has the slot.</summary>
    [Alias("ReadAsync")]
    Task<MinerRecord?> ReadAsync(MinerAddress miner);

    /// <summary>Site of a miner; null when it has not reported yet, or another miner has the slot.</summary>
    [Alias("GetSiteAsync"), AlwaysInterleave] // reads without awaiting
    Task<string?> GetSiteAsync(MinerAddress miner);

    /// <summary>How many miners a query wants, and the first of them behind a place in the fleet's list.</summary>
    [Alias("FindAsync"), AlwaysInterleave] // reads without awaiting
    Task<MinerHits> FindAsync(MinerQuery query, MinerOrder order, MinerPlace? after, int limit);

    /// <summary>What is known of the miners in some slots; null where a slot is free.</summary>
    [Alias("ReadSlotsAsync"), AlwaysInterleave] // reads without awaiting
    Task<ImmutableArray<MinerReadout?>> ReadSlotsAsync(ImmutableArray<ushort> slots);

    /// <summary>All miners as columns.</summary>
    [Alias("GetCellsAsync"), AlwaysInterleave] // reads without awaiting
    Task<ShardCells> GetCellsAsync(ImmutableArray<CellColumn> columns, uint firstCell, double? hashpriceUsdPhDay);

    /// <summary>Counts and sums by model and site.</summary>
    [Alias("GetModelsAsync"), AlwaysInterleave] // reads without awaiting
    Task<ImmutableArray<ModelTally>> GetModelsAsync(double? hashpriceUsdPhDay);

    /// <summary>Ledgers of the days from one to another, both included, as far as they are kept, and the day under way.</summary>
    [Alias("GetDaysAsync"), AlwaysInterleave] // reads without awaiting
    Task<ShardDays> GetDaysAsync(int from, int to);

    /// <summary>Ledger of one miner by day, oldest first; null when another miner has the slot.</summary>
    [Alias("ReadDaysAsync")]
    Task<ImmutableArray<MinerDay>?> ReadDaysAsync(MinerAddress miner, int from, int to);

    /// <summary>From now on, for a minute, tells the watcher of each live sample of one miner.</summary>
    [Alias("AttachAsync")]
    Task AttachAsync(MinerAddress miner, IMinerPulseObserver watcher);

    /// <summary>Moves a replay's time on.</summary>
    [Alias("AdvanceToAsync")]
    Task AdvanceToAsync(long worldTimeMs);

    /// <summary>Wakes the shard.</summary>
    [Alias("PingAsync")]
    Task PingAsync();

    /// <summary>Deletes the shard for good.</summary>
    [Alias("DeleteAsync")]
    Task DeleteAsync();
}

/// <summary>Implemented by the miner grain: hears of each live sample while somebody watches.</summary>
[GrainInterfaceType("mm.miner-pulse-observer")]
internal interface IMinerPulseObserver : IGrainWithStringKey
{
    /// <summary>Takes the newest readout. Loss is harmless: the next one is whole again.</summary>
    [Alias("OnPulseAsync"), OneWay]
    Task OnPulseAsync(MinerReadout readout);
}
