using MinerMonitor.Model.Chain;
using MinerMonitor.Model.Stress;
using MinerMonitor.Model.Stress.History;
using MinerMonitor.Model.Units;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>A history that nobody had, for stubs and tests that do without the shared folder: consistent in itself, and always the same.</summary>
public static class InventedHistory
{
    private const double SecondsPerDay = 86_400;
    private const double FirstDifficulty = 40e9;
    private const double FirstPriceUsd = 300;
    private const int FirstHeight = 338_688; // begins an epoch
    private const double RisePerEpoch = 0.027;
    private const double RisePerDay = 0.0013;

    /// <summary>Days with price and chain, difficulty epochs, and Fear and Greed since its first day.</summary>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day.</param>
    public static DailyHistory Make(DateOnly from, DateOnly to)
    {
        var history = new DailyHistory(StressModelOptions.Default);
        var height = FirstHeight;
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            var number = day.DayNumber - from.DayNumber;
            var blocks = 138 + day.DayNumber * 7 % 13;
            for (var block = height; block < height + blocks; block++)
            {
                if (block % RetargetProjection.EpochBlocks == 0) history.Upsert(Epoch(block, day, (block - height) / (double)blocks));
            }

            var mean = ChainDays.MeanDifficulty(height, height + blocks - 1, DifficultyOf)!.Value;
            var supply = Subsidy.SupplyAt(height + blocks - 1);
            var price = FirstPriceUsd * Math.Exp(RisePerDay * number + 0.1 * Math.Sin(number / 20.0));
            history.Upsert(new DailyRow
            {
                Date = day,
                PriceUsd = price,
                MarketCapUsd = price * supply.Bitcoin,
                SupplyBtc = supply.Bitcoin,
                HashrateThs = blocks * mean * Difficulty.HashesPerUnit / SecondsPerDay / 1e12,
                DifficultyMean = mean,
                DifficultyEod = DifficultyOf((height + blocks - 1) / RetargetProjection.EpochBlocks),
                Blocks = blocks,
                HeightEod = height + blocks - 1,
                IssuanceBtc = new Sats(supply.Value - Subsidy.SupplyAt(height - 1).Value).Bitcoin,
                FeesBtc = blocks * (0.2 + 0.05 * Math.Sin(number)),
            });
            if (day >= new DateOnly(2018, 2, 1)) history.Upsert(new FearGreedRow(day, day.DayNumber * 17 % 101));
            height += blocks;
        }

        return history;
    }

    private static double? DifficultyOf(int epoch) => FirstDifficulty * Math.Pow(1 + RisePerEpoch, epoch - FirstHeight / RetargetProjection.EpochBlocks);

    private static DifficultyEpochRow Epoch(int height, DateOnly day, double shareOfDay) => new()
    {
        Epoch = height / RetargetProjection.EpochBlocks,
        Height = height,
        StartMs = UtcDay.StartMs(day) + (long)(shareOfDay * SecondsPerDay) * 1_000,
        Difficulty = DifficultyOf(height / RetargetProjection.EpochBlocks)!.Value,
        ChangePct = RisePerEpoch * 100,
        StartSource = "exact",
    };
}
