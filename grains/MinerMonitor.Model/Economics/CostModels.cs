using MinerMonitor.Model.Units;

namespace MinerMonitor.Model.Economics;

/// <summary>Models of what one BTC costs to produce.</summary>
/// <remarks>Name the model wherever a value is shown: on one day they differ by a factor of two.</remarks>
public static class CostModels
{
    /// <summary>Market cap as a power of difficulty, spread over the supply: exp(a + b ln D) / S in USD/BTC.</summary>
    public static double DifficultyRegressionUsd(double a, double b, Difficulty difficulty, double supplyBtc) =>
        Math.Exp(a + b * Math.Log(difficulty.Value)) / supplyBtc;

    /// <summary>A published cost carried to another difficulty and supply: P0 (D/D0)^b S0/S.</summary>
    public static double AnchoredUsd(
        double anchorUsd, Difficulty anchorDifficulty, double anchorSupplyBtc, double exponent, Difficulty difficulty, double supplyBtc) =>
        anchorUsd * Math.Pow(difficulty.Value / anchorDifficulty.Value, exponent) * anchorSupplyBtc / supplyBtc;

    /// <summary>Energy of the machines for one BTC, site overhead not included: D 2^32 e / 1e12 / 3.6e6 / reward, in kWh.</summary>
    public static double EnergyKwhPerBtc(Difficulty difficulty, Efficiency efficiency, double rewardBtc) =>
        difficulty.ExpectedHashes * efficiency.JoulesPerTerahash * 1e-12 / 3.6e6 / rewardBtc;

    /// <summary>Electricity for one BTC in USD: energy x tariff x PUE.</summary>
    public static double ElectricityUsd(Difficulty difficulty, Efficiency efficiency, double rewardBtc, double tariffUsdKwh, double pue) =>
        EnergyKwhPerBtc(difficulty, efficiency, rewardBtc) * tariffUsdKwh * pue;
}
