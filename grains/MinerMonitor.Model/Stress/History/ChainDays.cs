using System.Collections.Immutable;
using MinerMonitor.Model.Chain;
using MinerMonitor.Model.Units;

namespace MinerMonitor.Model.Stress.History;

/// <summary>What a server of the chain says of the blocks of one UTC day.</summary>
/// <param name="MeanHeight">Mean height of the day's blocks, rounded up to a whole number.</param>
/// <param name="FeePerBlockBtc">Mean fees of its blocks, BTC; null when not known.</param>
public readonly record struct DayOfBlocks(int MeanHeight, double? FeePerBlockBtc);

/// <summary>Makes the chain's columns of daily history out of difficulty epochs, mean heights, mean fees and mean hashrates of days.</summary>
/// <remarks>
/// The first block of day d lies at (m(d-1) + m(d)) / 2 + 1/2 - (N(d) - N(d-1)) / 4, where m is the mean height and N the number of blocks,
/// for which the day's hashrate stands in: N = H x 86400 / (D x 2^32). A mean height is rounded, so a day's count may be off by a block or
/// two; the error does not add up from day to day, since each boundary is found anew. Everything else follows by arithmetic: hashrate =
/// N x D x 2^32 / 86400, issuance and supply from the subsidies, fees = N x mean.
/// </remarks>
public sealed class ChainDays
{
    private const double SecondsPerDay = 86_400;
    private const double HashesPerTerahash = 1e12;
    private const double RoundingOfMean = 0.25; // a mean of whole heights is whole or ends in .5, and the latter is rounded up
    private const int UsualBlocks = 144;
    private const int LeastBlocks = 30;
    private const int MostBlocks = 500;

    private readonly SortedList<int, DifficultyEpochRow> _epochs;
    private readonly IReadOnlyDictionary<DateOnly, DayOfBlocks> _blocks;
    private readonly IReadOnlyDictionary<DateOnly, double> _hashratesThs;

    /// <param name="epochs">Difficulty epochs, in any order.</param>
    /// <param name="blocks">Whole days only: the running day's mean height says nothing.</param>
    /// <param name="hashratesThs">Mean hashrate of days, TH/s.</param>
    public ChainDays(
        IEnumerable<DifficultyEpochRow> epochs, IReadOnlyDictionary<DateOnly, DayOfBlocks> blocks, IReadOnlyDictionary<DateOnly, double> hashratesThs)
    {
        _epochs = new SortedList<int, DifficultyEpochRow>(epochs.ToDictionary(epoch => epoch.Epoch));
        (_blocks, _hashratesThs) = (blocks, hashratesThs);
    }

    /// <summary>The chain's columns of a day; null when its blocks cannot be told, or what was said of them cannot be.</summary>
    public DailyRow? Row(DateOnly day)
    {
        if (!_blocks.TryGetValue(day, out var blocks)) return null;
        // The newest day has no successor, and the oldest no predecessor: the other end follows from the mean.
        var first = FirstHeight(day) ?? (FirstHeight(day.AddDays(1)) is { } next ? 2 * blocks.MeanHeight + 1 - next : null);
        if (first is not { } firstHeight) return null;
        var lastHeight = (FirstHeight(day.AddDays(1)) ?? 2 * blocks.MeanHeight + 1 - firstHeight) - 1;
        var count = lastHeight - firstHeight + 1;
        if (firstHeight < 1 || count is < LeastBlocks or > MostBlocks) return null;
        var mean = MeanDifficulty(firstHeight, lastHeight);
        var supply = Subsidy.SupplyAt(lastHeight);
        return new DailyRow
        {
            Date = day,
            Blocks = count,
            HeightEod = lastHeight,
            DifficultyMean = mean,
            DifficultyEod = DifficultyAt(lastHeight),
            HashrateThs = count * mean * Difficulty.HashesPerUnit / SecondsPerDay / HashesPerTerahash,
            IssuanceBtc = new Sats(supply.Value - Subsidy.SupplyAt(firstHeight - 1).Value).Bitcoin,
            SupplyBtc = supply.Bitcoin,
            FeesBtc = count * blocks.FeePerBlockBtc,
        };
    }

    /// <summary>Mean difficulty of the blocks from one height to another; null where it is not known of all of them.</summary>
    public static double? MeanDifficulty(int firstHeight, int lastHeight, Func<int, double?> difficultyOfEpoch)
    {
        var sum = 0.0;
        for (var height = firstHeight; height <= lastHeight;)
        {
            var epoch = height / RetargetProjection.EpochBlocks;
            var end = Math.Min(lastHeight, (epoch + 1) * RetargetProjection.EpochBlocks - 1);
            if (difficultyOfEpoch(epoch) is not { } difficulty) return null;
            sum += difficulty * (end - height + 1);
            height = end + 1;
        }

        return sum / (lastHeight - firstHeight + 1);
    }

    private double? MeanDifficulty(int firstHeight, int lastHeight) =>
        MeanDifficulty(firstHeight, lastHeight, epoch => _epochs.GetValueOrDefault(epoch)?.Difficulty);

    private double? DifficultyAt(int height) => _epochs.GetValueOrDefault(height / RetargetProjection.EpochBlocks)?.Difficulty;

    private int? FirstHeight(DateOnly day)
    {
        if (!_blocks.TryGetValue(day, out var blocks) || !_blocks.TryGetValue(day.AddDays(-1), out var before)) return null;
        var bend = Count(day, blocks) - Count(day.AddDays(-1), before);
        return (int)Math.Round((before.MeanHeight + blocks.MeanHeight) / 2.0 + 0.5 - RoundingOfMean - (bend ?? 0) / 4);
    }

    /// <summary>About how many blocks a day had, by its hashrate.</summary>
    private double? Count(DateOnly day, DayOfBlocks blocks) =>
        _hashratesThs.TryGetValue(day, out var hashrate)
        && MeanDifficulty(Math.Max(0, blocks.MeanHeight - UsualBlocks / 2), blocks.MeanHeight + UsualBlocks / 2) is { } difficulty
            ? hashrate * HashesPerTerahash * SecondsPerDay / (difficulty * Difficulty.HashesPerUnit)
            : null;
}
