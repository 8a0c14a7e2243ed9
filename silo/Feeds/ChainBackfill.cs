using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Worlds;

namespace MinerMonitor.Silo.Feeds;

/// <summary>Asks the network which blocks of the last week it lacks, so that a feed fetches those and no others: nothing is fetched twice after a restart.</summary>
/// <param name="link">Where progress goes.</param>
/// <param name="grains">The network.</param>
/// <param name="rank">Rank of the feed.</param>
internal sealed class ChainBackfill(FeedLink link, IGrainFactory grains, int rank)
{
    // A source that has no fees for a block is asked once, not for ever.
    private readonly HashSet<int> _asked = [];

    /// <summary>Blocks to fetch next, newest first, at most so many; empty when nothing is lacking.</summary>
    public async Task<IReadOnlyList<int>> NextAsync(int most)
    {
        var gaps = await grains.GetGrain<INetworkGrain>(WorldName.Live).GetGapsAsync(rank);
        if (gaps.TipHeight is null)
        {
            return [];
        }

        link.Meter.Report(FormattableString.Invariant($"Blocks of the last 7 days: {gaps.Wanted - gaps.Heights.Length:N0} of {gaps.Wanted:N0} known."));
        return [.. gaps.Heights.Where(height => !_asked.Contains(height)).Take(most)];
    }

    /// <summary>Hands on what was fetched.</summary>
    /// <param name="asked">Blocks that were asked for.</param>
    /// <param name="blocks">What was told of them.</param>
    /// <param name="source">Who says so.</param>
    public void Take(IEnumerable<int> asked, IEnumerable<ChainBlock> blocks, string source)
    {
        _asked.UnionWith(asked);
        foreach (var block in blocks)
        {
            _asked.Add(block.Height);
            link.Sink.Add(block.ToObservation(source, rank) with { IsHistory = true }, new FeedTime(null, link.Meter.NowMs));
        }
    }
}
