namespace MinerMonitor.Model.Pulse;

/// <summary>What hashrate costs at a site: the part of its contract that a break-even needs.</summary>
/// <param name="TariffUsdKwh">Energy tariff, USD per kWh; null: not known.</param>
/// <param name="Pue">Overhead factor, at least 1.</param>
/// <param name="PoolFee">Pool fee, fraction below 1.</param>
/// <param name="OtherCostUsdPhDay">Other cost, USD per PH/s and day.</param>
/// <param name="AssumedEfficiencyJth">Efficiency for miners that report no power and have no nameplate, J/TH; null: none.</param>
[GenerateSerializer, Immutable, Alias("mm.pulse.site-terms")]
public sealed record SiteTerms(
    [property: Id(0)] double? TariffUsdKwh,
    [property: Id(1)] double Pue = 1,
    [property: Id(2)] double PoolFee = 0,
    [property: Id(3)] double OtherCostUsdPhDay = 0,
    [property: Id(4)] double? AssumedEfficiencyJth = null)
{
    /// <summary>Terms of a site that nobody described.</summary>
    public static SiteTerms Unknown { get; } = new((double?)null);

    /// <summary>
    /// Break-even hashprice <c>(24·η·c·PUE + other) / (1 − fee)</c>, USD per PH/s and day (η W per TH/s is η kW per PH/s); NaN when the
    /// tariff or the efficiency is not known. It depends neither on price nor on difficulty.
    /// </summary>
    /// <param name="efficiencyJth">Efficiency, J/TH; NaN: not known.</param>
    /// <param name="tariffOverrideUsdKwh">Tariff of this machine alone; NaN: the site's.</param>
    public double BreakEvenHashpriceUsdPhDay(double efficiencyJth, double tariffOverrideUsdKwh = double.NaN)
    {
        var tariff = double.IsNaN(tariffOverrideUsdKwh) ? TariffUsdKwh ?? double.NaN : tariffOverrideUsdKwh;
        var efficiency = double.IsNaN(efficiencyJth) ? AssumedEfficiencyJth ?? double.NaN : efficiencyJth;
        return (24 * efficiency * tariff * Pue + OtherCostUsdPhDay) / (1 - PoolFee);
    }
}
