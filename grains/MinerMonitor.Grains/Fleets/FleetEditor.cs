using MinerMonitor.Grains.Journals;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Fleets;

/// <summary>Does to many miners of a fleet what a person wants: one call a shard and batch, without holding up the fleet itself.</summary>
public sealed class FleetEditor(IGrainFactory grains, FleetRouter router, TimeProvider time)
{
    private const int ShardsAtATime = 16;

    /// <summary>Sets the same on all miners that a query wants; null when there is no such fleet.</summary>
    /// <exception cref="JournalUnavailableException">Part of it may not be durable: ask again, what is set already stays.</exception>
    public async Task<ChangeCounts?> ChangeAsync(string fleet, MinerQuery query, MinerChange change)
    {
        if (await grains.GetGrain<IFleetGrain>(fleet).GetAsync() is not { } description)
        {
            return null;
        }

        var counts = new ChangeCounts();
        foreach (var numbers in Enumerable.Range(description.FirstShard, description.Shards).Chunk(ShardsAtATime))
        {
            foreach (var part in await Task.WhenAll(numbers.Select(number => Shard(fleet, number).ChangeWhereAsync(query, change, NowMs))))
            {
                counts += part;
            }
        }

        return counts;
    }

    /// <summary>Deletes all miners that a query wants; they come back as new ones when they report.</summary>
    /// <exception cref="Live.UnknownTopicException">There is no such fleet.</exception>
    public async Task<ChangeCounts> RetireAsync(string fleet, MinerQuery query)
    {
        try
        {
            return await grains.GetGrain<IFleetGrain>(fleet).RetireWhereAsync(query);
        }
        finally
        {
            router.Forget(fleet);
        }
    }

    /// <summary>Sets on each miner what its row says; those that the fleet does not have are added. A later row of a miner comes after an earlier one.</summary>
    /// <param name="fleet">Fleet.</param>
    /// <param name="rows">At most as many as a shard holds.</param>
    /// <exception cref="Live.UnknownTopicException">There is no such fleet.</exception>
    /// <exception cref="JournalUnavailableException">Part of it may not be durable: send it again, what is set already stays.</exception>
    /// <returns>Counts; and the lines of miners that are new, while the fleet has as many as it may have: these were left out.</returns>
    public async Task<(InventoryCounts Counts, IReadOnlyList<int> Unplaced)> PutAsync(string fleet, IReadOnlyList<InventoryRow> rows)
    {
        var placed = await grains.GetGrain<IFleetGrain>(fleet).PlaceAsync([.. rows.Select(row => new NewMiner(row.Miner, false))], NowMs);
        var all = rows.Zip(placed.Addresses).ToList();
        var unplaced = all.Where(pair => pair.Second == MinerAddress.Nowhere).Select(pair => pair.First.Line).ToList();
        var counts = new ChangeCounts();
        foreach (var shards in all.Where(pair => pair.Second != MinerAddress.Nowhere).ToLookup(pair => pair.Second.Shard).Chunk(ShardsAtATime))
        {
            foreach (var part in await Task.WhenAll(shards.Select(shard => Shard(fleet, shard.Key).ChangeAsync(
                [.. shard.Select(pair => pair.Second)], [.. shard.Select(pair => pair.First.Change)], NowMs))))
            {
                counts += part;
            }
        }

        var taken = rows.Count - unplaced.Count;
        return counts.Matched == taken
            ? (new InventoryCounts(taken, placed.Added, counts.Changed), unplaced)
            : throw new JournalUnavailableException($"{taken - counts.Matched} miners were deleted while they were set; send the table again.");
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private IShardGrain Shard(string fleet, int number) => grains.GetGrain<IShardGrain>(ShardKey.Of(fleet, number));
}

/// <summary>One miner of an inventory.</summary>
/// <param name="Line">Its line in the table, from 1.</param>
/// <param name="Miner">Id, UTF-8, at most 128 bytes.</param>
/// <param name="Change">What is set.</param>
public readonly record struct InventoryRow(int Line, byte[] Miner, MinerChange Change);

/// <summary>What became of an inventory.</summary>
/// <param name="Rows">Rows taken.</param>
/// <param name="Added">Miners that the fleet did not have before.</param>
/// <param name="Changed">Miners that are different now, those added included where their rows set anything.</param>
public readonly record struct InventoryCounts(int Rows, int Added, int Changed)
{
    /// <summary>Sum of two counts.</summary>
    public static InventoryCounts operator +(InventoryCounts left, InventoryCounts right) =>
        new(left.Rows + right.Rows, left.Added + right.Added, left.Changed + right.Changed);
}
