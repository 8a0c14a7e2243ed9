using System.Collections.Immutable;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Fleets;

/// <remarks>
/// The map from miner to address is the shards' own: it is gathered from their ids when the fleet wakes, and a new miner is on it only
/// after its shard has made the assignment durable. Shards fill and never split; only the last one is open.
/// </remarks>
internal sealed partial class FleetGrain
{
    public async ValueTask<ImmutableArray<MinerAddress>> ResolveAsync(ImmutableArray<NewMiner> miners, long atMs)
    {
        await LoadAsync();
        if (miners.IsEmpty && Description!.Shards == 0)
        {
            await OpenShardAsync(atMs); // lines without a miner are counted too, and counts live in shards
        }

        var addresses = new MinerAddress[miners.Length];
        var missing = new List<int>();
        for (var index = 0; index < miners.Length; index++)
        {
            if (!_map.TryGet(_map.HashOf(miners[index].Id), out addresses[index]))
            {
                missing.Add(index);
            }
        }

        // One id may stand in a batch many times; it takes one slot.
        var byHash = missing.GroupBy(index => _map.HashOf(miners[index].Id)).ToList();
        for (var first = 0; first < byHash.Count;)
        {
            if (_freeInOpenShard == 0)
            {
                await OpenShardAsync(atMs);
            }

            var taken = byHash.GetRange(first, Math.Min(_freeInOpenShard, byHash.Count - first));
            var given = await AssignAsync([.. taken.Select(group => miners[group.First()])], atMs);
            for (var index = 0; index < taken.Count; index++)
            {
                _map.Set(taken[index].Key, given[index]);
                foreach (var place in taken[index])
                {
                    addresses[place] = given[index];
                }
            }

            _freeInOpenShard -= taken.Count;
            first += taken.Count;
        }

        return [.. addresses];
    }

    public async ValueTask<MinerAddress?> FindAsync(byte[] id)
    {
        if (Description is null)
        {
            return null;
        }

        await LoadAsync();
        return _map.TryGet(_map.HashOf(id), out var address) ? address : null;
    }

    public async ValueTask ForgetAsync(byte[] id)
    {
        await LoadAsync();
        _map.Remove(_map.HashOf(id));
    }

    private async Task<ImmutableArray<MinerAddress>> AssignAsync(ImmutableArray<NewMiner> miners, long atMs)
    {
        try
        {
            return await ShardOf(Description!.Shards - 1).AssignAsync(miners, atMs);
        }
        catch (Exception exception) when (exception is JournalFencedException or JournalUnavailableException or OrleansException or TimeoutException)
        {
            // Nobody knows whether the shard has given the slots away: gather the map again before giving any.
            _isLoaded = false;
            throw new JournalUnavailableException($"Fleet {_fleet} could not place {miners.Length} new miners; send the batch again.", exception);
        }
    }

    private async Task OpenShardAsync(long atMs)
    {
        var description = Description!;
        state.State.Description = description with { Shards = description.Shards + 1 };
        try
        {
            await state.WriteStateAsync(); // first on the fleet's own list, then used: no shard is ever forgotten
        }
        catch
        {
            state.State.Description = description;
            throw;
        }

        await ShardOf(description.Shards).SetContextAsync(Context, atMs);
        _freeInOpenShard = ShardPulse.Capacity;
    }

    private async Task LoadAsync()
    {
        if (Description is null)
        {
            throw new UnknownTopicException("unknown_fleet", $"There is no fleet '{_fleet}'.");
        }

        if (_isLoaded)
        {
            return;
        }

        _map.Clear();
        _freeInOpenShard = 0;
        await ForEachShardAsync(async (shard, number) =>
        {
            var ids = await shard.GetIdsAsync();
            for (var slot = 0; slot < ids.Length; slot++)
            {
                if (ids[slot].Id.Length > 0)
                {
                    _map.Set(_map.HashOf(ids[slot].Id), new MinerAddress(number, (ushort)slot, ids[slot].Generation));
                }
            }

            if (number == Description.Shards - 1)
            {
                _freeInOpenShard = ShardPulse.Capacity - ids.Count(id => id.Id.Length > 0);
            }

            await shard.SetContextAsync(Context, NowMs);
        });
        await RebuildAsync();
        _isLoaded = true;
        LogLoaded(_fleet, _map.Count, Description.Shards);
    }

    private async Task RebuildAsync()
    {
        _totals.Clear();
        await ForEachShardAsync(async shard => _totals.Merge(await shard.GetReportAsync()));
        _isDirty = true;
    }
}
