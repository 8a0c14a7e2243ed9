using MinerMonitor.Model.Chain;

namespace MinerMonitor.Grains.Networks;

/// <summary>Fills in what was long so: times, fees and difficulties of older blocks. It never moves the tip and never contradicts it.</summary>
internal sealed class ChainHistory(NetworkState state)
{
    /// <summary>Takes an observation of history; true when it told something new.</summary>
    public bool Fill(NetworkObservation seen)
    {
        if (state.Tip is not { } tip) return false;
        var changed = false;
        if (seen.BlockHeight is { } height)
        {
            var known = state.Recent.Find(block => block.BlockHeight == height);
            // An older answer from a cache may still hold a block that was replaced.
            if (height > tip.BlockHeight || (known?.BlockHash is { } hash && seen.BlockHash is { } other && !hash.Equals(other, StringComparison.OrdinalIgnoreCase))) return false;
            changed |= seen.BlockAtMs is { } atMs && state.Times.TryAdd(height, atMs);
            changed |= seen.FeesBtc is { } fees && height > tip.BlockHeight - NetworkChain.KeptFees && state.Fees.TryAdd(height, fees);
            changed |= FillDifficulty(height / RetargetProjection.EpochBlocks, NetworkRules.DifficultyOf(seen));
        }

        if (seen is { EpochStartHeight: { } start, EpochStartAtMs: { } startMs } && start <= tip.BlockHeight)
        {
            // Only the epochs that estimates reach into are of use.
            changed |= start > tip.BlockHeight - 2 * RetargetProjection.EpochBlocks && state.Times.TryAdd(start, startMs);
            changed |= seen.BlockHeight is null && FillDifficulty(start / RetargetProjection.EpochBlocks, seen.Difficulty);
        }

        return changed;
    }

    /// <summary>Blocks whose time or fees are not known, newest first, and how many are wanted in all.</summary>
    public ChainGaps Gaps()
    {
        if (state.Tip is not { } tip) return new ChainGaps(null, [], NetworkChain.KeptFees);
        var oldest = Math.Max(0, tip.BlockHeight - NetworkChain.KeptFees + 1);
        var start = tip.BlockHeight / RetargetProjection.EpochBlocks * RetargetProjection.EpochBlocks;
        var gaps = Enumerable.Range(oldest, tip.BlockHeight - oldest + 1).Reverse().Where(height => !state.Times.ContainsKey(height) || !state.Fees.ContainsKey(height));
        return new ChainGaps(tip.BlockHeight, [.. gaps, .. start < oldest && !state.Times.ContainsKey(start) ? [start] : Array.Empty<int>()], tip.BlockHeight - oldest + 1);
    }

    private bool FillDifficulty(int epoch, double? difficulty)
    {
        if (difficulty is not { } own || epoch > state.DifficultyEpoch || epoch < state.DifficultyEpoch - 2 || !state.EpochDifficulties.TryAdd(epoch, own)) return false;
        if (epoch == state.DifficultyEpoch - 1 && state.PreviousDifficulty is null && state.Difficulty is { } inForce)
        {
            state.PreviousDifficulty = own;
            state.LastRetargetChange = inForce / own - 1;
        }

        return true;
    }
}
