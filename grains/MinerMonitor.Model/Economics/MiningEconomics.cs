using MinerMonitor.Model.Units;

namespace MinerMonitor.Model.Economics;

/// <summary>Expected income and cost of hashing.</summary>
/// <remarks>Rewards are subsidy plus mean fees of a block, in BTC. Income is expected income: luck averages out at scale.</remarks>
public static class MiningEconomics
{
    private const double SecondsPerDay = 86400;
    private const double HashesPerPetahash = 1e15;

    /// <summary>BTC that one PH/s earns a day: 1e15 x 86400 / (D 2^32) x reward. D = 141.67e12, 3.125 BTC: 4.43737e-4.</summary>
    public static double HashvalueBtcPhDay(Difficulty difficulty, double rewardBtc) =>
        HashesPerPetahash * SecondsPerDay / difficulty.ExpectedHashes * rewardBtc;

    /// <summary>USD that one PH/s earns a day: hashvalue x price.</summary>
    public static Hashprice Hashprice(Difficulty difficulty, double rewardBtc, double priceUsd) =>
        new(HashvalueBtcPhDay(difficulty, rewardBtc) * priceUsd);

    /// <summary>BTC that a hashrate earns a day after the pool's fee (a fraction).</summary>
    public static double BitcoinPerDay(Hashrate hashrate, Difficulty difficulty, double rewardBtc, double poolFee) =>
        hashrate.PetahashesPerSecond * HashvalueBtcPhDay(difficulty, rewardBtc) * (1 - poolFee);

    /// <summary>Mean seconds until a hashrate finds a block alone; null when it does not hash.</summary>
    public static double? SecondsToBlock(Hashrate hashrate, Difficulty difficulty) =>
        hashrate.TerahashesPerSecond > 0 ? difficulty.ExpectedHashes / (hashrate.TerahashesPerSecond * 1e12) : null;

    /// <summary>Nominal issuance of the network in USD a day: 144 blocks x subsidy x price.</summary>
    public static double IssuanceUsdDay(double subsidyBtc, double priceUsd) => 144 * subsidyBtc * priceUsd;

    /// <summary>Energy bill of a machine in USD a day: kW x 24 h x tariff x PUE.</summary>
    public static double EnergyCostUsdDay(Power power, double tariffUsdKwh, double pue) => power.Watts / 1000 * 24 * tariffUsdKwh * pue;

    /// <summary>Energy bill per hashrate: 24 x efficiency x tariff x PUE, in USD/PH/s/day.</summary>
    public static Hashprice Hashcost(Efficiency efficiency, double tariffUsdKwh, double pue) =>
        new(24 * efficiency.JoulesPerTerahash * tariffUsdKwh * pue);

    /// <summary>Tariff in USD/kWh at which energy eats the whole income. 17.5 J/TH at 31.0616 USD/PH/s/day: 0.0740.</summary>
    public static double BreakEvenTariffUsdKwh(Hashprice hashprice, Efficiency efficiency, double pue) =>
        hashprice.UsdPerPetahashDay / (24 * efficiency.JoulesPerTerahash * pue);

    /// <summary>Efficiency above which energy eats the whole income. 33.31 USD/PH/s/day at 0.05 USD/kWh: 27.8 J/TH.</summary>
    public static Efficiency BreakEvenEfficiency(Hashprice hashprice, double tariffUsdKwh, double pue) =>
        new(hashprice.UsdPerPetahashDay / (24 * tariffUsdKwh * pue));

    /// <summary>Coin price below which energy alone costs more than it earns; the own cash cost of one BTC.</summary>
    public static double ShutdownPriceUsd(
        Efficiency efficiency, double tariffUsdKwh, double pue, double hashvalueBtcPhDay, double poolFee) =>
        Hashcost(efficiency, tariffUsdKwh, pue).UsdPerPetahashDay / hashvalueBtcPhDay / (1 - poolFee);
}
