using MinerMonitor.Grains.Networks;
using MinerMonitor.Model.Chain;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>What no reading of the chain may ever be.</summary>
internal static class ChainReadings
{
    /// <summary>Asserts that no number is NaN, infinite or negative where it cannot be, and that no difficulty or hashrate is zero.</summary>
    public static void AssertPossible(IEnumerable<NetworkObservation> observations)
    {
        foreach (var seen in observations)
        {
            Assert.True(seen.BlockHeight is null or >= 0, $"height {seen.BlockHeight}");
            Positive(seen.Difficulty);
            Positive(seen.Bits is { } bits ? new CompactTarget(Convert.ToUInt32(bits, 16)).ToDifficulty().Value : null);
            Positive(seen.ReportedHashrateEhs);
            NotNegative(seen.FeesBtc);
            NotNegative(seen.FeePerBlockBtc);
            NotNegative(seen.Mempool?.Transactions);
            NotNegative(seen.Mempool?.VBytes);
            NotNegative(seen.Mempool?.TotalFeesSats);
            NotNegative(seen.Mempool?.MinimumSatVb);
            NotNegative(seen.Mempool?.NextBlockFeesSats);
            NotNegative(seen.FeeRates?.FastestSatVb);
            NotNegative(seen.FeeRates?.HalfHourSatVb);
            NotNegative(seen.FeeRates?.HourSatVb);
            NotNegative(seen.FeeRates?.EconomySatVb);
            NotNegative(seen.FeeRates?.MinimumSatVb);
            Assert.True(seen.ReportedRetargetChange is null or (>= -0.75 and <= 3), $"change {seen.ReportedRetargetChange}");
            Assert.True(seen.LastRetargetChange is null or (>= -0.75 and <= 3), $"last change {seen.LastRetargetChange}");
        }
    }

    private static void Positive(double? value) => Assert.True(value is null or (> 0 and < double.PositiveInfinity), $"{value} is not above zero");

    private static void NotNegative(double? value) => Assert.True(value is null or (>= 0 and < double.PositiveInfinity), $"{value} is negative");
}
