using System.Collections.Immutable;
using System.Globalization;
using MinerMonitor.Grains.Live;
using MinerMonitor.Model.Chain;

namespace MinerMonitor.Grains.Networks;

/// <summary>Puts observations into what is known of the chain, and tells what happened as events in the outbox.</summary>
/// <remarks>
/// The newest tip wins. A block at or below the tip's height with another hash than the one known there, or a successor that does not
/// build on the tip, is a reorganisation: what lay above is forgotten. A lower block without contradiction fills in history.
/// </remarks>
internal sealed class NetworkChain(NetworkState state)
{
    /// <summary>Blocks that are kept whole.</summary>
    public const int RecentBlocks = 12;

    /// <summary>Blocks whose fees are kept: a week, were it a tenth faster than it should be, and some more.</summary>
    public const int KeptFees = 1_150;

    private const int KeptEpochs = 3;
    private const int KeptTimes = 2_100;
    private const long CorrectionMs = 2 * 3_600_000;

    /// <summary>Takes a valid observation; true when it told something new.</summary>
    /// <param name="seen">Observation that <see cref="NetworkRules"/> found no fault in.</param>
    /// <param name="nowMs">World time, Unix milliseconds.</param>
    public bool Apply(NetworkObservation seen, long nowMs)
    {
        var heardAtMs = Math.Min(seen.AtMs ?? nowMs, nowMs);
        if (seen.IsHistory) return new ChainHistory(state).Fill(seen);
        var changed = false;
        if (seen.BlockHeight is { } height)
        {
            changed = ApplyBlock(seen, height, heardAtMs);
            // A feed repeats its tip every few seconds: that no new block comes has to show all the same.
            if (height >= state.Tip!.BlockHeight && (changed || seen.Rank == 0)) state.HeardAtMs = Math.Max(state.HeardAtMs ?? long.MinValue, heardAtMs);
        }

        if (seen.EpochStartAtMs is { } startMs) changed |= KeepTime(seen.EpochStartHeight ?? EpochStart(seen.BlockHeight!.Value), startMs);
        if (NetworkRules.DifficultyOf(seen) is { } difficulty && (seen.BlockHeight ?? state.Tip?.BlockHeight) is { } at && at == state.Tip?.BlockHeight)
        {
            changed |= ApplyDifficulty(difficulty, EpochOfDifficulty(seen, difficulty, at), heardAtMs);
        }

        changed |= ApplyFigures(seen, heardAtMs);
        changed |= RetargetQuotes.Settle(state);
        return changed | RetargetQuotes.Keep(state, seen, heardAtMs);
    }

    private static int EpochStart(int height) => height / RetargetProjection.EpochBlocks * RetargetProjection.EpochBlocks;

    private bool ApplyBlock(NetworkObservation seen, int height, long heardAtMs)
    {
        var block = new KnownBlock
        {
            BlockHeight = height, BlockHash = Lower(seen.BlockHash), BlockAtMs = seen.BlockAtMs, HeardAtMs = heardAtMs, FeesBtc = seen.FeesBtc,
        };
        if (state.Tip is not { } tip)
        {
            state.CountedSinceMs = heardAtMs;
            SetTip(block, seen);
            return true;
        }

        if (height == tip.BlockHeight + 1 && Differs(Lower(seen.PreviousBlockHash), tip.BlockHash)) return Reorganise(block, height - 1, seen, tip);
        if (height > tip.BlockHeight)
        {
            SetTip(block, seen);
            TellHalving(tip, block);
            return true;
        }

        var known = state.Recent.Find(candidate => candidate.BlockHeight == height);
        if (Differs(block.BlockHash, known?.BlockHash)) return Reorganise(block, height, seen, tip);
        // A wrong height must not lock the true ones out for ever.
        if (height < tip.BlockHeight && seen.BlockAtMs > tip.AtMs + CorrectionMs) return Reorganise(block, height, seen, tip);
        return FillIn(block, known);
    }

    /// <summary>Forgets the chain from a height on and goes on from another block.</summary>
    private bool Reorganise(KnownBlock block, int fromHeight, NetworkObservation seen, KnownBlock oldTip)
    {
        state.Recent.RemoveAll(known => known.BlockHeight >= fromHeight);
        foreach (var height in state.Times.Keys.Where(height => height >= fromHeight).ToList()) state.Times.Remove(height);
        foreach (var height in state.Fees.Keys.Where(height => height >= fromHeight).ToList()) state.Fees.Remove(height);
        if (state.DifficultyEpoch > (block.BlockHeight + 1) / RetargetProjection.EpochBlocks)
        {
            (state.Difficulty, state.PreviousDifficulty, state.LastRetargetChange) = (state.PreviousDifficulty, null, null);
            state.EpochDifficulties.Remove(state.DifficultyEpoch--);
        }

        var depth = oldTip.BlockHeight - fromHeight + 1;
        (state.Reorganisations, state.LastReorganisationAtMs, state.LastReorganisationDepth) = (state.Reorganisations + 1, block.HeardAtMs, depth);
        Tell("reorg", block, $"The chain was reorganised at height {Number(fromHeight)}: {depth} {(depth == 1 ? "block" : "blocks")} replaced.", ("depthBlocks", depth));
        SetTip(block, seen);
        return true;
    }

    private void SetTip(KnownBlock block, NetworkObservation seen)
    {
        var before = state.Tip;
        state.Tip = block;
        state.Source = seen.Source;
        state.Origin = seen.Origin;
        state.Recent.Insert(0, block);
        if (state.Recent.Count > RecentBlocks) state.Recent.RemoveRange(RecentBlocks, state.Recent.Count - RecentBlocks);
        KeepTime(block.BlockHeight, block.AtMs);
        KeepFees(block);
        while (state.Fees.Count > 0 && state.Fees.Keys.First() is var unneeded && unneeded <= block.BlockHeight - KeptFees) state.Fees.Remove(unneeded);
        while (state.Times.Count > 0 && state.Times.Keys.First() is var oldest && oldest <= block.BlockHeight - KeptTimes) state.Times.Remove(oldest);

        var unseen = before is null ? 0 : Math.Max(0, block.BlockHeight - before.BlockHeight - 1);
        var text = unseen == 0 ? $"Block {Number(block.BlockHeight)}." : $"Block {Number(block.BlockHeight)}; {Number(unseen)} before it were not seen.";
        Tell("block", block, text, ("unseenBlocks", unseen), block.FeesBtc is { } fees ? ("feesBtc", fees) : null);
    }

    private bool FillIn(KnownBlock block, KnownBlock? known)
    {
        var changed = (block.BlockAtMs is { } timeMs && known?.BlockAtMs is null && KeepTime(block.BlockHeight, timeMs)) | KeepFees(block);
        if (known is null) return changed;
        var filled = known with
        {
            BlockHash = known.BlockHash ?? block.BlockHash,
            BlockAtMs = known.BlockAtMs ?? block.BlockAtMs,
            FeesBtc = known.FeesBtc ?? block.FeesBtc,
        };
        if (filled == known) return changed;
        state.Recent[state.Recent.IndexOf(known)] = filled;
        if (state.Tip!.BlockHeight == filled.BlockHeight) state.Tip = filled;
        return true;
    }

    private bool KeepFees(KnownBlock block) =>
        block.FeesBtc is { } fees && block.BlockHeight > state.Tip?.BlockHeight - KeptFees && state.Fees.TryAdd(block.BlockHeight, fees);

    private bool KeepTime(int height, long atMs)
    {
        if (height <= state.Tip?.BlockHeight - KeptTimes || (state.Times.TryGetValue(height, out var knownMs) && knownMs == atMs)) return false;
        state.Times[height] = atMs;
        return true;
    }

    /// <summary>A compact target is the block's own; a difficulty is the one in force after it.</summary>
    /// <remarks>Sources that give the block's own difficulty are told apart at the last block of an epoch: theirs is the one already known.</remarks>
    private int EpochOfDifficulty(NetworkObservation seen, double difficulty, int height)
    {
        var next = (height + 1) / RetargetProjection.EpochBlocks;
        return seen.Difficulty is null || (next > height / RetargetProjection.EpochBlocks && (state.Difficulty is not { } known || IsSame(difficulty, known)))
            ? height / RetargetProjection.EpochBlocks
            : next;
    }

    private bool ApplyDifficulty(double difficulty, int epoch, long atMs)
    {
        // The same difficulty told twice is no retarget: no real one is that small.
        if (state.Difficulty is { } same && IsSame(difficulty, same))
        {
            if (epoch <= state.DifficultyEpoch) return false;
            state.DifficultyEpoch = epoch;
            state.EpochDifficulties[epoch] = same;
            return true;
        }

        if (epoch < state.DifficultyEpoch && state.Difficulty is not null) return false;
        if (state.Difficulty is { } before && epoch == state.DifficultyEpoch + 1)
        {
            state.PreviousDifficulty = before;
            state.LastRetargetChange = difficulty / before - 1;
            var words = (difficulty / before - 1).ToString("+0.00 %;-0.00 %", CultureInfo.InvariantCulture);
            state.Outbox.Add(new MonitorEvent(
                "retarget", atMs, Number(epoch * RetargetProjection.EpochBlocks), $"Difficulty changed by {words} at height {Number(epoch * RetargetProjection.EpochBlocks)}.",
                Figures(("change", difficulty / before - 1), ("difficulty", difficulty), ("blockHeight", epoch * RetargetProjection.EpochBlocks))));
        }
        else if (epoch > state.DifficultyEpoch)
        {
            (state.PreviousDifficulty, state.LastRetargetChange) = (null, null);
        }

        (state.Difficulty, state.DifficultyEpoch) = (difficulty, epoch);
        state.EpochDifficulties[epoch] = difficulty;
        while (state.EpochDifficulties.Count > KeptEpochs) state.EpochDifficulties.Remove(state.EpochDifficulties.Keys.First());
        return true;
    }

    private bool ApplyFigures(NetworkObservation seen, long heardAtMs)
    {
        var changed = false;
        if (seen.FeePerBlockBtc is { } fee)
        {
            changed |= state.FeePerBlockBtc != fee;
            (state.FeePerBlockBtc, state.FeeAtMs) = (fee, heardAtMs);
        }

        if (seen.SupplyBtc is { } supply && state.Tip is { } tip && (state.SupplyBtc != supply || state.SupplyHeight != (seen.BlockHeight ?? tip.BlockHeight)))
        {
            (state.SupplyBtc, state.SupplyHeight) = (supply, seen.BlockHeight ?? tip.BlockHeight);
            changed = true;
        }

        if (seen.LastRetargetChange is { } change && state.PreviousDifficulty is null && state.LastRetargetChange != change)
        {
            state.LastRetargetChange = change;
            changed = true;
        }

        return changed;
    }

    private void TellHalving(KnownBlock before, KnownBlock block)
    {
        if (Subsidy.HalvingsAt(block.BlockHeight) == Subsidy.HalvingsAt(before.BlockHeight)) return;
        var subsidy = Subsidy.AtHeight(block.BlockHeight).Bitcoin;
        Tell("halving", block, FormattableString.Invariant($"The subsidy halved to {subsidy} BTC."), ("subsidyBtc", subsidy));
    }

    private void Tell(string type, KnownBlock block, string text, params ReadOnlySpan<(string Name, double Value)?> figures) =>
        state.Outbox.Add(new MonitorEvent(
            type, block.AtMs, block.BlockHash ?? Number(block.BlockHeight), text, Figures([("blockHeight", block.BlockHeight), .. figures])));

    private static ImmutableDictionary<string, double> Figures(params ReadOnlySpan<(string Name, double Value)?> figures)
    {
        var builder = ImmutableDictionary.CreateBuilder<string, double>();
        foreach (var figure in figures)
        {
            if (figure is { } known) builder[known.Name] = known.Value;
        }

        return builder.ToImmutable();
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string? Lower(string? hash) => hash?.ToLowerInvariant();

    /// <summary>Sources round differently.</summary>
    private static bool IsSame(double difficulty, double known) => Math.Abs(difficulty / known - 1) < 1e-6;

    private static bool Differs(string? seen, string? known) => seen is not null && known is not null && seen != known;
}
