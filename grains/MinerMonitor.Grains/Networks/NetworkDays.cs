using MinerMonitor.Model.Chain;
using MinerMonitor.Model.Stress;
using MinerMonitor.Model.Stress.History;
using MinerMonitor.Model.Units;

namespace MinerMonitor.Grains.Networks;

/// <summary>Derives the chain's columns of a closed day from the blocks that were seen.</summary>
internal static class NetworkDays
{
    private const double SecondsPerDay = 86_400;
    private const double HashesPerTerahash = 1e12;

    /// <summary>The day as far as its blocks are known; null while the block that ends it was not seen.</summary>
    /// <param name="state">What is known of the chain.</param>
    /// <param name="day">The day, UTC.</param>
    /// <param name="lastHeightBefore">Last block of the day before, for a chain that was not yet seen then.</param>
    public static ChainDay? Of(NetworkState state, DateOnly day, int? lastHeightBefore)
    {
        if (LastHeight(state, UtcDay.CloseMs(day)) is not { } last) return null;
        var first = (LastHeight(state, UtcDay.StartMs(day)) ?? lastHeightBefore) + 1;
        var count = last - first + 1;
        if (count < 0) (first, count) = (null, null); // what was said of the day before cannot be
        var mean = first is { } from && count > 0 ? ChainDays.MeanDifficulty(from, last, epoch => DifficultyOf(state, epoch)) : null;
        var supply = Subsidy.SupplyAt(last);
        return new ChainDay(
            new DailyRow
            {
                Date = day,
                HeightEod = last,
                Blocks = count,
                DifficultyEod = DifficultyOf(state, last / RetargetProjection.EpochBlocks),
                DifficultyMean = mean,
                HashrateThs = count * mean * Difficulty.HashesPerUnit / SecondsPerDay / HashesPerTerahash,
                SupplyBtc = supply.Bitcoin,
                IssuanceBtc = first is { } start ? new Sats(supply.Value - Subsidy.SupplyAt(start - 1).Value).Bitcoin : null,
                FeesBtc = first is { } begin ? FeesBtc(state, begin, last) : null,
            },
            EpochOf(state, last));
    }

    /// <summary>Last block before a time; null unless the next one, at or after it, is known too.</summary>
    private static int? LastHeight(NetworkState state, long beforeMs)
    {
        foreach (var (height, atMs) in state.Times.Reverse())
        {
            if (atMs < beforeMs) return state.Times.ContainsKey(height + 1) ? height : null;
        }

        return null;
    }

    /// <summary>Fees of all blocks from one to another; null when those of one are not known.</summary>
    private static double? FeesBtc(NetworkState state, int first, int last)
    {
        var sum = 0.0;
        for (var height = first; height <= last; height++)
        {
            if (!state.Fees.TryGetValue(height, out var fees)) return null;
            sum += fees;
        }

        return sum;
    }

    private static DifficultyEpochRow? EpochOf(NetworkState state, int height)
    {
        var epoch = height / RetargetProjection.EpochBlocks;
        var start = epoch * RetargetProjection.EpochBlocks;
        return DifficultyOf(state, epoch) is { } difficulty && state.Times.TryGetValue(start, out var startMs)
            ? new DifficultyEpochRow
            {
                Epoch = epoch,
                Height = start,
                StartMs = startMs,
                Difficulty = difficulty,
                ChangePct = DifficultyOf(state, epoch - 1) is { } before ? (difficulty / before - 1) * 100 : null,
                StartSource = "exact",
            }
            : null;
    }

    private static double? DifficultyOf(NetworkState state, int epoch) =>
        state.EpochDifficulties.TryGetValue(epoch, out var known) ? known
        : epoch == state.DifficultyEpoch ? state.Difficulty
        : epoch == state.DifficultyEpoch - 1 ? state.PreviousDifficulty
        : null;
}

/// <summary>What the chain says of one closed day.</summary>
/// <param name="Row">Its columns, as far as known; no price.</param>
/// <param name="Epoch">Difficulty epoch of its last block; null when its start was not seen.</param>
[GenerateSerializer, Immutable, Alias("mm.network.day")]
public sealed record ChainDay([property: Id(0)] DailyRow Row, [property: Id(1)] DifficultyEpochRow? Epoch);
