using System.Collections.Immutable;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Fleets;

/// <summary>Lists a fleet's miners by asking its shards, without holding up the fleet itself.</summary>
public sealed class FleetReader(IGrainFactory grains)
{
    /// <summary>Miners that a query wants, from a cursor on.</summary>
    /// <param name="fleet">Fleet.</param>
    /// <param name="query">Which miners.</param>
    /// <param name="after">Cursor of the page before, or null for the first page.</param>
    /// <param name="limit">Most miners of the page.</param>
    public async Task<MinerPage> ListAsync(string fleet, MinerQuery query, MinerCursor? after, int limit)
    {
        var description = await grains.GetGrain<IFleetGrain>(fleet).GetAsync();
        var (first, end) = (description?.FirstShard ?? 0, (description?.FirstShard + description?.Shards) ?? 0);
        var found = ImmutableArray.CreateBuilder<MinerReadout>();
        var slot = after?.Slot ?? 0;
        for (var shard = Math.Max(first, after?.Shard ?? first); shard < end; shard++, slot = 0)
        {
            var page = await grains.GetGrain<IShardGrain>(ShardKey.Of(fleet, shard)).ListAsync(query, slot, limit - found.Count);
            found.AddRange(page.Miners);
            if (page.NextSlot is { } next)
            {
                return new MinerPage(found.ToImmutable(), new MinerCursor(shard, next));
            }
        }

        return new MinerPage(found.ToImmutable(), null);
    }
}

/// <summary>One page of miners.</summary>
public sealed record MinerPage(ImmutableArray<MinerReadout> Miners, MinerCursor? Next);

/// <summary>Place in a fleet's list: shard and slot.</summary>
public readonly record struct MinerCursor(int Shard, int Slot);
