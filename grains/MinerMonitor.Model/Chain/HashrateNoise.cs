namespace MinerMonitor.Model.Chain;

/// <summary>How far chance alone moves a hashrate that is estimated by counting blocks.</summary>
public static class HashrateNoise
{
    /// <summary>Simulated mean "drawdown from the 120-day maximum" of a CONSTANT hashrate, by days of smoothing.</summary>
    private static readonly (int Days, double Floor)[] s_floors = [(1, 0.179), (3, 0.107), (7, 0.069), (14, 0.043), (30, 0.027)];

    /// <summary>Relative sampling error of a hashrate from <paramref name="blocks"/> blocks: 1/sqrt(k); 1008 blocks: 3.1 %.</summary>
    public static double SamplingError(int blocks)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blocks);
        return 1 / Math.Sqrt(blocks);
    }

    /// <summary>
    /// Drawdown, a fraction, that a hashrate smoothed over <paramref name="days"/> days shows with no change at all.
    /// Between the simulated lengths it is interpolated in the logarithms, since it falls as a power of the length.
    /// </summary>
    public static double DrawdownFloor(int days)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        var next = Array.FindIndex(s_floors, floor => floor.Days >= days);
        if (next < 0) return s_floors[^1].Floor;
        if (s_floors[next].Days == days) return s_floors[next].Floor;
        var (lowDays, lowFloor) = s_floors[next - 1];
        var (highDays, highFloor) = s_floors[next];
        var share = Math.Log((double)days / lowDays) / Math.Log((double)highDays / lowDays);
        return lowFloor * Math.Pow(highFloor / lowFloor, share);
    }
}
