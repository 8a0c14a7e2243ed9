namespace MinerMonitor.Model.Stress;

/// <summary>Running sums of the regression of ln(market cap) on ln(difficulty); a day is added in constant time.</summary>
/// <remarks>Fixed offsets are subtracted first, which keeps the sums well conditioned and leaves slope and quality as they are.</remarks>
[GenerateSerializer, Immutable, Alias("mm.stress.regression-sums")]
public readonly record struct DifficultyRegression(
    [property: Id(0)] int Observations,
    [property: Id(1)] double SumX,
    [property: Id(2)] double SumY,
    [property: Id(3)] double SumXx,
    [property: Id(4)] double SumYy,
    [property: Id(5)] double SumXy)
{
    private const double OffsetX = 30;
    private const double OffsetY = 26;

    /// <summary>The sums with one more day: its mean difficulty and its market cap at the close, both above zero.</summary>
    public DifficultyRegression Add(double difficultyMean, double marketCapUsd)
    {
        if (!(difficultyMean > 0) || !(marketCapUsd > 0) || !double.IsFinite(difficultyMean) || !double.IsFinite(marketCapUsd))
            throw new ArgumentException("Difficulty and market cap of a fitted day are finite numbers above zero.");
        var x = Math.Log(difficultyMean) - OffsetX;
        var y = Math.Log(marketCapUsd) - OffsetY;
        return new DifficultyRegression(
            Observations + 1, SumX + x, SumY + y, SumXx + x * x, SumYy + y * y, SumXy + x * y);
    }

    /// <summary>The fit, or null below the least number of days and while the difficulty never varied.</summary>
    public DifficultyFit? Fit(DateOnly asOf, FitOptions options)
    {
        if (Observations < Math.Max(3, options.MinObservations)) return null;
        var n = (double)Observations;
        var varianceX = n * SumXx - SumX * SumX;
        var varianceY = n * SumYy - SumY * SumY;
        var covariance = n * SumXy - SumX * SumY;
        if (!(varianceX > 0) || !(varianceY > 0)) return null;
        var b = covariance / varianceX;
        var squares = Math.Max(0, varianceY - b * covariance) / n;
        return new DifficultyFit
        {
            A = (SumY - b * SumX) / n + OffsetY - OffsetX * b,
            B = b,
            R2 = covariance * covariance / (varianceX * varianceY),
            Observations = Observations,
            ResidualDeviation = Math.Sqrt(squares / (n - 2)),
            AsOf = asOf,
        };
    }
}
