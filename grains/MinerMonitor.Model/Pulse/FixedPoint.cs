namespace MinerMonitor.Model.Pulse;

/// <summary>
/// Int64 fixed point for sums. A contribution is converted the same way when it enters and when it leaves, so sums are exact and
/// independent of order, and never drift however many samples pass.
/// </summary>
public static class FixedPoint
{
    /// <summary>Largest contribution of one miner, 1e9 TH/s or kW: more than the network, and thousands of them still fit an Int64.</summary>
    private const double Largest = 1e15;

    /// <summary>Hashrate in MH/s: five million machines of 1,000 TH/s are 5e15, far below the limit. At most 1e9 TH/s.</summary>
    public static long Megahashes(double terahashesPerSecond) => (long)Math.Round(Math.Min(terahashesPerSecond * 1e6, Largest));

    /// <summary>TH/s of a sum in MH/s.</summary>
    public static double Terahashes(long megahashesPerSecond) => megahashesPerSecond / 1e6;

    /// <summary>Power in mW. At most 1 TW.</summary>
    public static long Milliwatts(double watts) => (long)Math.Round(Math.Min(watts * 1e3, Largest));

    /// <summary>W of a sum in mW.</summary>
    public static double Watts(long milliwatts) => milliwatts / 1e3;
}
