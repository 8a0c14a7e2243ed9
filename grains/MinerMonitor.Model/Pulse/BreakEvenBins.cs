namespace MinerMonitor.Model.Pulse;

/// <summary>
/// Bins of break-even hashprice, one US cent per PH/s and day wide. A miner's break-even is rounded up to its bin, and it is under
/// water when that bin lies above the hashprice: share and curve are exact to the cent.
/// </summary>
public static class BreakEvenBins
{
    /// <summary>Number of bins: 0 to 327.67 USD/PH/day. The first holds everything at or below zero (paid to burn), the last everything above.</summary>
    public const int Count = 32768;

    /// <summary>Break-even is not known.</summary>
    public const int None = -1;

    /// <summary>Bin of a break-even hashprice in USD per PH/s and day.</summary>
    public static int Of(double usdPhDay) => double.IsNaN(usdPhDay) ? None : (int)Math.Clamp(Math.Ceiling(usdPhDay * 100 - 1e-9), 0, Count - 1);

    /// <summary>Break-even hashprice of a bin, USD per PH/s and day.</summary>
    public static double UsdPhDay(int bin) => bin / 100.0;

    /// <summary>The highest bin that still earns money at a hashprice; every bin above is under water.</summary>
    public static int LastAfloat(double hashpriceUsdPhDay) => (int)Math.Clamp(Math.Floor(hashpriceUsdPhDay * 100 + 1e-9), -1, Count - 1);
}
