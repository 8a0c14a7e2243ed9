using MinerMonitor.Model.Units;

namespace MinerMonitor.Model.Economics;

/// <summary>What a machine or a fleet pays for its hashes: everything about its profit that neither price nor difficulty moves.</summary>
/// <param name="Efficiency">Wall power over hashrate.</param>
/// <param name="TariffUsdKwh">Price of electricity in USD per kWh.</param>
/// <param name="Pue">Power usage effectiveness: site power over machine power, 1 or more.</param>
/// <param name="PoolFee">Share of the income that the pool keeps, a fraction below 1.</param>
/// <param name="OtherUsdPhDay">Other cash costs in USD per PH/s and day.</param>
[GenerateSerializer, Immutable, Alias("mm.economics.terms")]
public readonly record struct MiningTerms(
    [property: Id(0)] Efficiency Efficiency,
    [property: Id(1)] double TariffUsdKwh,
    [property: Id(2)] double Pue = 1,
    [property: Id(3)] double PoolFee = 0,
    [property: Id(4)] double OtherUsdPhDay = 0)
{
    /// <summary>Energy cost per hashrate: 24 x efficiency x tariff x PUE. 21.5 J/TH at 0.06 USD/kWh: 30.96 USD/PH/s/day.</summary>
    /// <remarks>1 PH/s at e J/TH draws e kW.</remarks>
    public Hashprice Hashcost => MiningEconomics.Hashcost(Efficiency, TariffUsdKwh, Pue);

    /// <summary>The hashprice below which these terms lose cash: (hashcost + other) / (1 - fee).</summary>
    public Hashprice BreakEvenHashprice => new((Hashcost.UsdPerPetahashDay + OtherUsdPhDay) / (1 - PoolFee));

    /// <summary>Cash margin at a hashprice: hashprice (1 - fee) - hashcost - other. Negative is under water.</summary>
    public Hashprice Margin(Hashprice hashprice) =>
        new(hashprice.UsdPerPetahashDay * (1 - PoolFee) - Hashcost.UsdPerPetahashDay - OtherUsdPhDay);

    /// <summary>Coin price at which the margin is zero, everything else as it is.</summary>
    public double BreakEvenPriceUsd(double priceUsd, Hashprice hashprice) =>
        priceUsd * BreakEvenHashprice.UsdPerPetahashDay / hashprice.UsdPerPetahashDay;
}
