using System.Collections.Immutable;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Fleets;

/// <summary>Asks the shards of a fleet about its miners, without holding up the fleet itself.</summary>
/// <remarks>
/// A list takes two rounds: each shard counts what is wanted and names its first few by what they are sorted by; whoever is on the page
/// after all of these were merged is read in full. So a page costs the same however many miners are wanted. A shard that has more than
/// its share of the page, in an extreme all of it, is asked again for twice as many. One gate for all who ask bounds the calls under way.
/// </remarks>
public sealed class FleetReader(IGrainFactory grains) : IDisposable
{
    /// <summary>Most shards that are asked at a time, over all questions of this silo.</summary>
    public const int ShardsAtATime = 32;

    private const int FirstShare = 4; // times its fair share of the page is what a shard is asked for first
    private const int FewestHits = 8;

    private readonly SemaphoreSlim _gate = new(ShardsAtATime);

    /// <summary>Miners that a query wants, sorted over the whole fleet, from a place on.</summary>
    /// <param name="fleet">Fleet.</param>
    /// <param name="query">Which miners.</param>
    /// <param name="order">In which order.</param>
    /// <param name="after">Where the page before ended, or null for the first page.</param>
    /// <param name="limit">Most miners of the page.</param>
    public async Task<MinerPage> ListAsync(string fleet, MinerQuery query, MinerOrder order, MinerPlace? after, int limit)
    {
        var shards = await ShardsAsync(fleet);
        var each = Math.Clamp(FirstShare * limit / Math.Max(1, shards.Length), FewestHits, limit + 1);
        var hits = await AskAsync(fleet, shards, shard => shard.FindAsync(query, order, after, each));
        var (places, hasMore) = await MergeAsync(fleet, query, order, shards, hits, each, limit);
        var miners = await ReadAsync(fleet, places);
        var next = hasMore ? new MinerPlace(places[^1].Hit, places[^1].Shard, query.HashpriceUsdPhDay) : null;
        return new MinerPage(miners, next, hits.Sum(hit => hit.Total));
    }

    /// <summary>The miner of a cell; null when there is none.</summary>
    /// <param name="fleet">Fleet.</param>
    /// <param name="cell">Number of the cell.</param>
    public async Task<MinerReadout?> ReadCellAsync(string fleet, uint cell)
    {
        var shards = await ShardsAsync(fleet);
        var index = cell / ShardPulse.Capacity;
        return index < shards.Length ? (await ReadAsync(fleet, [(shards[index], new MinerHit(0, null, (ushort)(cell % ShardPulse.Capacity)))])).FirstOrDefault() : null;
    }

    /// <summary>All miners as columns, one entry a shard.</summary>
    /// <param name="fleet">Fleet.</param>
    /// <param name="columns">Which columns.</param>
    /// <param name="hashpriceUsdPhDay">Hashprice that margins are taken at, USD per PH/s and day; null: not known.</param>
    public async Task<IReadOnlyList<ShardCells>> CellsAsync(string fleet, ImmutableArray<CellColumn> columns, double? hashpriceUsdPhDay)
    {
        var shards = await ShardsAsync(fleet);
        return await AskAsync(fleet, shards, (shard, number) => shard.GetCellsAsync(columns, (uint)(number - shards[0]) * ShardPulse.Capacity, hashpriceUsdPhDay));
    }

    /// <summary>Figures of each model, the highest break-even first, those without one last.</summary>
    /// <param name="fleet">Fleet.</param>
    /// <param name="hashpriceUsdPhDay">Hashprice, USD per PH/s and day; null: not known.</param>
    public async Task<IReadOnlyList<ModelFigures>> ModelsAsync(string fleet, double? hashpriceUsdPhDay)
    {
        var sites = (await grains.GetGrain<IFleetGrain>(fleet).GetAsync())?.Sites ?? [];
        var tallies = await AskAsync(fleet, await ShardsAsync(fleet), shard => shard.GetModelsAsync(hashpriceUsdPhDay));
        return [.. tallies.SelectMany(tally => tally)
            .GroupBy(tally => tally.Model)
            .Select(model => new ModelFigures(model.Key, Figures([.. model])))
            .OrderByDescending(model => model.Totals.BreakEvenHashpriceUsdPhDay ?? double.NegativeInfinity)
            .ThenByDescending(model => model.Totals.NominalHashrateThs)
            .ThenBy(model => model.Model, StringComparer.Ordinal)];

        TallyFigures Figures(IReadOnlyList<ModelTally> parts)
        {
            var all = new Tally();
            var figures = new List<TallyFigures>();
            foreach (var site in parts.GroupBy(part => part.Site))
            {
                var sum = new Tally();
                foreach (var part in site)
                {
                    sum.Add(part.Tally);
                }

                all.Add(sum);
                figures.Add(FleetEconomics.Part(
                    sum, sites.GetValueOrDefault(site.Key) ?? SiteTerms.Unknown, hashpriceUsdPhDay, site.Sum(part => part.UnderWaterMhs)));
            }

            return FleetEconomics.Sum(all, figures);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task<int[]> ShardsAsync(string fleet) => await grains.GetGrain<IFleetGrain>(fleet).GetAsync() is { } description
        ? [.. Enumerable.Range(description.FirstShard, description.Shards)]
        : [];

    private async Task<(List<(int Shard, MinerHit Hit)> Places, bool HasMore)> MergeAsync(
        string fleet, MinerQuery query, MinerOrder order, int[] shards, MinerHits[] hits, int asked, int limit)
    {
        var lists = Array.ConvertAll(hits, hit => (hit.First, Asked: asked));
        var heads = new PriorityQueue<int, (MinerHit Hit, int List)>(Comparer<(MinerHit Hit, int List)>.Create((left, right) =>
            left.Hit.CompareKey(right.Hit, order.Descending) is not 0 and var byKey ? byKey : left.List.CompareTo(right.List))); // a shard's own hits are in order
        for (var list = 0; list < lists.Length; list++)
        {
            if (lists[list].First.Length > 0)
            {
                heads.Enqueue(0, (lists[list].First[0], list));
            }
        }

        var places = new List<(int Shard, MinerHit Hit)>(limit);
        while (heads.TryDequeue(out var index, out var head))
        {
            if (places.Count == limit)
            {
                return (places, true);
            }

            places.Add((shards[head.List], head.Hit));
            if (++index == lists[head.List].Asked && index == lists[head.List].First.Length)
            {
                lists[head.List] = (await FindAsync(head.List, head.Hit, 2 * index), 2 * index);
                index = 0;
            }

            if (index < lists[head.List].First.Length)
            {
                heads.Enqueue(index, (lists[head.List].First[index], head.List));
            }
        }

        return (places, false);

        async Task<MinerHit[]> FindAsync(int list, MinerHit after, int count)
        {
            var place = new MinerPlace(after, shards[list], query.HashpriceUsdPhDay);
            var found = await AskAsync(fleet, [shards[list]], shard => shard.FindAsync(query, order, place, count));
            return found[0].First;
        }
    }

    private async Task<ImmutableArray<MinerReadout>> ReadAsync(string fleet, List<(int Shard, MinerHit Hit)> places)
    {
        var byShard = places.Select((place, index) => (place.Shard, place.Hit.Slot, Index: index)).GroupBy(place => place.Shard).ToDictionary(group => group.Key, group => group.ToList());
        var shards = byShard.Keys.ToArray();
        var found = await AskAsync(fleet, shards, (shard, number) => shard.ReadSlotsAsync([.. byShard[number].Select(place => place.Slot)]));
        var miners = new MinerReadout?[places.Count];
        for (var shard = 0; shard < shards.Length; shard++)
        {
            var asked = byShard[shards[shard]];
            for (var index = 0; index < asked.Count; index++)
            {
                miners[asked[index].Index] = found[shard][index];
            }
        }

        return [.. miners.OfType<MinerReadout>()]; // a miner may have been deleted since it was found
    }

    private Task<T[]> AskAsync<T>(string fleet, int[] shards, Func<IShardGrain, Task<T>> ask) => AskAsync(fleet, shards, (shard, _) => ask(shard));

    private Task<T[]> AskAsync<T>(string fleet, int[] shards, Func<IShardGrain, int, Task<T>> ask) => Task.WhenAll(shards.Select(async number =>
    {
        await _gate.WaitAsync();
        try
        {
            return await ask(grains.GetGrain<IShardGrain>(ShardKey.Of(fleet, number)), number);
        }
        finally
        {
            _gate.Release();
        }
    }));
}

/// <summary>One page of miners.</summary>
/// <param name="Miners">The miners, in order.</param>
/// <param name="Next">Where the page ended; null when it is the last one.</param>
/// <param name="Total">All miners that the query wants.</param>
public sealed record MinerPage(ImmutableArray<MinerReadout> Miners, MinerPlace? Next, int Total);

/// <summary>Figures of one model.</summary>
/// <param name="Model">Model; null: those that do not say.</param>
/// <param name="Totals">Its figures.</param>
public sealed record ModelFigures(string? Model, TallyFigures Totals);
