namespace MinerMonitor.Model.Pulse;

/// <summary>What a what-if needs of a site: no miner is looked at.</summary>
/// <param name="Curve">Its supply curve.</param>
/// <param name="Terms">Its terms at this moment.</param>
/// <param name="NominalMhs">Nominal hashrate of all its miners, MH/s.</param>
public readonly record struct SiteCurve(SupplyCurve Curve, SiteTerms Terms, long NominalMhs);

/// <summary>What is under water at a hashprice and a tariff. Weighs nominal hashrate, machines that are switched off included.</summary>
/// <param name="UnderMhs">Hashrate under water, MH/s.</param>
/// <param name="KnownMhs">Hashrate whose break-even is known, MH/s.</param>
/// <param name="NominalMhs">All hashrate, MH/s.</param>
/// <param name="MarginUsdDay">Cash margin of the hashrate whose break-even is known, USD per day, were all of it hashing.</param>
/// <param name="BreakEvenHashpriceUsdPhDay">Hashprice at which that margin is zero, USD per PH/s and day; null when no break-even is known.</param>
public readonly record struct WaterLevel(long UnderMhs, long KnownMhs, long NominalMhs, double MarginUsdDay, double? BreakEvenHashpriceUsdPhDay)
{
    /// <summary>Adds up sites.</summary>
    /// <param name="sites">Sites.</param>
    /// <param name="hashpriceUsdPhDay">Hashprice to assume, USD per PH/s and day.</param>
    /// <param name="tariffUsdKwh">Tariff in place of every site's own, USD per kWh; null: as it is.</param>
    public static WaterLevel Of(IEnumerable<SiteCurve> sites, double hashpriceUsdPhDay, double? tariffUsdKwh)
    {
        long under = 0, known = 0, nominal = 0;
        double marginUsdDay = 0, slopePhs = 0;
        foreach (var (own, terms, nominalMhs) in sites)
        {
            var curve = tariffUsdKwh is { } tariff ? own.WithTariff(terms, tariff) : own;
            var water = curve.UnderWater(hashpriceUsdPhDay);
            marginUsdDay += curve.MarginUsdDay(hashpriceUsdPhDay, terms.PoolFee);
            slopePhs += FixedPoint.Terahashes(water.All.NominalMhs) / 1e3 * (1 - terms.PoolFee);
            under += water.Under.NominalMhs;
            known += water.All.NominalMhs;
            nominal += nominalMhs;
        }

        // The margin is linear in the hashprice: it is zero where its slope has used it up.
        return new WaterLevel(under, known, nominal, marginUsdDay, slopePhs > 0 ? hashpriceUsdPhDay - (marginUsdDay / slopePhs) : null);
    }
}
