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
        var room = Math.Max(0, limits.Value.Miners - _map.Count);
        if (byHash.Count > room)
        {
            foreach (var place in byHash.Skip(room).SelectMany(group => group))
            {
                addresses[place] = MinerAddress.Nowhere;
            }

            byHash.RemoveRange(room, byHash.Count - room);
        }

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

    public async ValueTask<MinerPlacement> PlaceAsync(ImmutableArray<NewMiner> miners, long atMs)
    {
        await LoadAsync();
        var before = _map.Count;
        return new MinerPlacement(await ResolveAsync(miners, atMs), _map.Count - before);
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

    public async ValueTask<bool> RetireAsync(byte[] id)
    {
        await LoadAsync();
        var hash = _map.HashOf(id);
        if (!_map.TryGet(hash, out var address))
        {
            return false;
        }

        try
        {
            await ShardOf(address.Shard).ControlAsync(address, MinerControl.Retire, 0, "", NowMs);
        }
        catch (Exception exception)
        {
            _isLoaded = false; // nobody knows whether the slot is free
            throw new JournalUnavailableException($"Fleet {_fleet} could not delete the miner; try again.", exception);
        }

        _map.Remove(hash);
        _freeInOpenShard += address.Shard == OpenShard ? 1 : 0;
        return true;
    }

    public async ValueTask<ChangeCounts> RetireWhereAsync(MinerQuery query)
    {
        await LoadAsync();
        _isLoaded = false; // whatever comes of it, the shards know who is left: the map is gathered again before it is used
        var counts = new ChangeCounts();
        await ForEachShardAsync(async shard =>
        {
            var part = await shard.ChangeWhereAsync(query, null, NowMs);
            counts += part;
        });
        return counts;
    }

    private int OpenShard => Description!.FirstShard + Description.Shards - 1;

    private async Task<ImmutableArray<MinerAddress>> AssignAsync(ImmutableArray<NewMiner> miners, long atMs)
    {
        try
        {
            return await ShardOf(OpenShard).AssignAsync(miners, atMs);
        }
        catch (Exception exception)
        {
            // Nobody knows whether the shard has given the slots away: gather the map again before giving any.
            _isLoaded = false;
            throw new JournalUnavailableException($"Fleet {_fleet} could not place {miners.Length} new miners; send the batch again.", exception);
        }
    }

    private async Task OpenShardAsync(long atMs)
    {
        // First on the fleet's own list, then used: no shard is ever forgotten.
        await SaveAsync(Description! with { Shards = Description.Shards + 1 });
        _freeInOpenShard = ShardPulse.Capacity;
        try
        {
            await ShardOf(OpenShard).SetContextAsync(Context, atMs);
        }
        catch (Exception exception)
        {
            _isLoaded = false; // the shard is on the list and gets its terms with the next load
            throw new JournalUnavailableException($"Fleet {_fleet} could not open a shard; send the batch again.", exception);
        }
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
        await AdvanceTariffsAsync();
        var context = Context;
        await ForEachShardAsync(async (shard, number) =>
        {
            await shard.SetContextAsync(context, NowMs);
            var ids = await shard.GetIdsAsync();
            for (var slot = 0; slot < ids.Length; slot++)
            {
                if (ids[slot].Id.Length > 0)
                {
                    _map.Set(_map.HashOf(ids[slot].Id), new MinerAddress(number, (ushort)slot, ids[slot].Generation));
                }
            }

            if (number == OpenShard)
            {
                _freeInOpenShard = ShardPulse.Capacity - ids.Count(id => id.Id.Length > 0);
            }
        });
        await RebuildAsync();
        _isLoaded = true;
        LogLoaded(_fleet, _map.Count, Description.Shards);
    }

    /// <summary>Gathers all totals afresh. Changes that shards tell meanwhile go into the new totals; who asks meanwhile gets the old ones.</summary>
    private async Task RebuildAsync()
    {
        var totals = _rebuilding = new FleetTotals();
        try
        {
            await ForEachShardAsync(async shard =>
            {
                var report = await shard.GetReportAsync();
                totals.Merge(report, isRebuilding: true);
            });
            _totals = totals;
        }
        finally
        {
            _rebuilding = null;
        }

        _isDirty = true;
    }
}
