namespace MinerMonitor.Model.Pulse;

/// <summary>
/// Int64 fixed point for sums. A contribution is converted the same way when it enters and when it leaves, so sums are exact and
/// independent of order, and never drift however many samples pass.
/// </summary>
public static class FixedPoint
{
    /// <summary>Hashrate in MH/s: five million machines of 1,000 TH/s are 5e15, far below the limit.</summary>
    public static long Megahashes(double terahashesPerSecond) => (long)Math.Round(terahashesPerSecond * 1e6);

    /// <summary>TH/s of a sum in MH/s.</summary>
    public static double Terahashes(long megahashesPerSecond) => megahashesPerSecond / 1e6;

    /// <summary>Power in mW.</summary>
    public static long Milliwatts(double watts) => (long)Math.Round(watts * 1e3);

    /// <summary>W of a sum in mW.</summary>
    public static double Watts(long milliwatts) => milliwatts / 1e3;
}
