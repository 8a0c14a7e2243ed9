using System.Collections.Immutable;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Miners;

internal sealed partial class ShardGrain
{
    public async Task<ChangeCounts> ChangeAsync(ImmutableArray<MinerAddress> miners, ImmutableArray<MinerChange> changes, long atMs)
    {
        var matched = 0;
        var written = new List<SlotChange>();
        var touched = new HashSet<ushort>();
        foreach (var (miner, change) in miners.Zip(changes))
        {
            if (!_pulse.Holds(miner.Slot, miner.Generation))
            {
                continue;
            }

            matched++;
            if (touched.Contains(miner.Slot) || !_pulse.IsAlready(miner.Slot, change))
            {
                touched.Add(miner.Slot);
                written.Add(new SlotChange(miner.Slot, miner.Generation, change));
            }
        }

        await CommitChangesAsync(written, atMs);
        return new ChangeCounts(matched, touched.Count);
    }

    public async Task<ChangeCounts> ChangeWhereAsync(MinerQuery query, MinerChange? change, long atMs)
    {
        var slots = _pulse.Where(query);
        var written = slots
            .Where(slot => change is null || !_pulse.IsAlready(slot, change))
            .Select(slot => new SlotChange(slot, _pulse.GenerationOf(slot), change ?? MinerChange.None, Retire: change is null))
            .ToList();
        await CommitChangesAsync(written, atMs);
        return new ChangeCounts(slots.Count, written.Count);
    }

    private async Task CommitChangesAsync(List<SlotChange> changes, long atMs) =>
        await Task.WhenAll(changes.Chunk(ChangesBlock.Most).Select(chunk => CommitAsync(ChangesBlock.Write(chunk, IsReplay ? _pulse.NowMs : atMs))));
}
