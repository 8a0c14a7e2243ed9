using System.Collections.Concurrent;
using System.Security.Cryptography;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Fleets;

/// <summary>One silo's knowledge of where miners live: a cache that learns from the fleets, so that a known miner costs one look-up.</summary>
/// <remarks>Bounded by <see cref="FleetLimit"/> fleets; those that were used longest ago make room. A stale route is noticed by the slot's generation.</remarks>
public sealed class FleetRouter(IGrainFactory grains, TimeProvider time)
{
    /// <summary>Most fleets that routes are kept of.</summary>
    public const int FleetLimit = 10_000;

    private readonly ConcurrentDictionary<string, FleetRoutes> _fleets = new(StringComparer.Ordinal);

    /// <summary>Routes of a fleet.</summary>
    internal FleetRoutes Of(string fleet)
    {
        if (!_fleets.TryGetValue(fleet, out var routes))
        {
            if (_fleets.Count >= FleetLimit)
            {
                MakeRoom();
            }

            routes = _fleets.GetOrAdd(fleet, name => new FleetRoutes(name, grains));
        }

        routes.UsedAt = time.GetTimestamp();
        return routes;
    }

    /// <summary>Fleets that routes are kept of now.</summary>
    internal int Count => _fleets.Count;

    /// <summary>Forgets a fleet: it was deleted, or its routes proved wrong.</summary>
    public void Forget(string fleet) => _fleets.TryRemove(fleet, out _);

    /// <summary>Many at once: looking for the oldest looks at all of them.</summary>
    private void MakeRoom()
    {
        foreach (var (fleet, _) in _fleets.ToArray().OrderBy(entry => entry.Value.UsedAt).Take(FleetLimit / 10))
        {
            Forget(fleet);
        }
    }
}

/// <summary>Where the miners of one fleet live, as far as this silo knows.</summary>
internal sealed class FleetRoutes(string fleet, IGrainFactory grains)
{
    private readonly MinerMap _map = new(BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)));
    private readonly ConcurrentDictionary<int, IShardGrain> _shards = new();
    private readonly Lock _lock = new();
    private long _usedAt;

    /// <summary>Timestamp of the last use.</summary>
    public long UsedAt
    {
        get => Volatile.Read(ref _usedAt);
        set => Volatile.Write(ref _usedAt, value);
    }

    /// <summary>Hash of an id, as the other members take it.</summary>
    public UInt128 HashOf(ReadOnlySpan<byte> id) => _map.HashOf(id);

    /// <summary>Address of a miner, where known.</summary>
    public bool TryGet(UInt128 hash, out MinerAddress address)
    {
        lock (_lock)
        {
            return _map.TryGet(hash, out address);
        }
    }

    /// <summary>Asks the fleet for the addresses of miners, new ones included, and learns them.</summary>
    public async Task<IReadOnlyList<MinerAddress>> ResolveAsync(IReadOnlyList<NewMiner> miners, long atMs)
    {
        var addresses = await grains.GetGrain<IFleetGrain>(fleet).ResolveAsync([.. miners], atMs);
        lock (_lock)
        {
            for (var index = 0; index < miners.Count; index++)
            {
                if (addresses[index] != MinerAddress.Nowhere)
                {
                    _map.Set(_map.HashOf(miners[index].Id), addresses[index]);
                }
            }
        }

        return addresses;
    }

    /// <summary>A shard for lines without a miner: they are counted too, and counts live in shards. The fleet opens one if it has none.</summary>
    public async Task<int> ShardForCountsAsync(long atMs)
    {
        await ResolveAsync([], atMs);
        return (await grains.GetGrain<IFleetGrain>(fleet).GetAsync())?.FirstShard ?? 0;
    }

    /// <summary>Forgets all addresses: one of them proved wrong.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _map.Clear();
        }
    }

    /// <summary>Grain of a shard; references are kept, since making one costs as much as a call.</summary>
    public IShardGrain Shard(int number) => _shards.GetOrAdd(number, shard => grains.GetGrain<IShardGrain>(ShardKey.Of(fleet, shard)));
}
