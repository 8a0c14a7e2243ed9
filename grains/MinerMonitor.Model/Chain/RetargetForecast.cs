using MinerMonitor.Model.Units;

namespace MinerMonitor.Model.Chain;

/// <summary>A retarget projection with its uncertainty and the hashrate it implies.</summary>
/// <remarks>
/// Block intervals are exponential. With r blocks left and the rate known from m blocks, the relative deviation of the epoch's
/// timespan is the root of the squares of sqrt(r)/2016 (the blocks to come) and (r/2016)/sqrt(m) (the rate).
/// The interval holds for a steady hashrate: machines switched on or off during the epoch are outside of it, as in February 2026,
/// when hashrate came back after a storm and a forecast of -13.3 % ended at -11.2 %.
/// </remarks>
[GenerateSerializer, Immutable, Alias("mm.chain.retarget-forecast")]
public sealed record RetargetForecast
{
    /// <summary>Two-sided 90 % quantile of the normal distribution.</summary>
    private const double Z90 = 1.6448536269514722;

    [Id(0)] public required RetargetProjection Projection { get; init; }

    /// <summary>Lower end of the 90 % interval of the change, a fraction; null before the epoch's first interval.</summary>
    [Id(1)] public double? ChangeLow90 { get; init; }

    /// <summary>Upper end of the 90 % interval of the change, a fraction; null before the epoch's first interval.</summary>
    [Id(2)] public double? ChangeHigh90 { get; init; }

    /// <summary>Hashrate for which the projected difficulty yields 600 s a block.</summary>
    [Id(3)] public required Hashrate ImpliedHashrate { get; init; }

    /// <summary>The forecast for a projection whose rate is the epoch's own mean, hence known from its completed intervals.</summary>
    public static RetargetForecast From(RetargetProjection projection, Difficulty difficulty)
    {
        double? low = null, high = null;
        if (projection.Intervals > 0)
        {
            // Multiplicative, as the deviation is relative: the interval cannot reach below -100 %.
            var width = Math.Exp(Z90 * RelativeDeviation(projection.RemainingBlocks, projection.Intervals));
            low = Math.Clamp((1 + projection.Change) / width - 1, RetargetProjection.MinChange, RetargetProjection.MaxChange);
            high = Math.Clamp((1 + projection.Change) * width - 1, RetargetProjection.MinChange, RetargetProjection.MaxChange);
        }

        return new RetargetForecast
        {
            Projection = projection,
            ChangeLow90 = low,
            ChangeHigh90 = high,
            ImpliedHashrate = ImpliedBy(difficulty, projection.Change),
        };
    }

    /// <summary>Relative standard deviation of the timespan; 504 blocks left and a rate from 504 blocks: 1.58 %.</summary>
    public static double RelativeDeviation(int remainingBlocks, int rateBlocks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(remainingBlocks);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rateBlocks);
        var fromBlocks = Math.Sqrt(remainingBlocks) / RetargetProjection.EpochBlocks;
        var fromRate = (double)remainingBlocks / RetargetProjection.EpochBlocks / Math.Sqrt(rateBlocks);
        return Math.Sqrt(fromBlocks * fromBlocks + fromRate * fromRate);
    }

    /// <summary>Hashrate that a change of difficulty stands for: D (1 + change) 2^32 / 600.</summary>
    public static Hashrate ImpliedBy(Difficulty difficulty, double change) =>
        new Difficulty(difficulty.Value * (1 + change)).HashrateAt(RetargetProjection.TargetIntervalSec);
}
