using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Fleets;

/// <summary>Turns tallies and curves into the figures of a fleet. Ratios are ratios of sums, never means of ratios.</summary>
internal static class FleetEconomics
{
    /// <summary>Figures of one site.</summary>
    /// <param name="tally">Its tally.</param>
    /// <param name="curve">Its supply curve.</param>
    /// <param name="terms">Its terms.</param>
    /// <param name="hashpriceUsdPhDay">Hashprice, USD per PH/s and day; null: not known, so nothing about money is.</param>
    public static TallyFigures Site(Tally tally, SupplyCurve curve, SiteTerms terms, double? hashpriceUsdPhDay) =>
        Part(tally, terms, hashpriceUsdPhDay, hashpriceUsdPhDay is { } hashprice && tally.PricedMhs > 0 ? curve.UnderWater(hashprice).Under.FreshMhs : 0);

    /// <summary>Figures of some miners of one site.</summary>
    /// <param name="tally">Their tally.</param>
    /// <param name="terms">Terms of the site.</param>
    /// <param name="hashpriceUsdPhDay">Hashprice, USD per PH/s and day; null: not known, so nothing about money is.</param>
    /// <param name="underWaterMhs">Hashrate of those that lose money at it, MH/s.</param>
    public static TallyFigures Part(Tally tally, SiteTerms terms, double? hashpriceUsdPhDay, long underWaterMhs)
    {
        var pricedPhs = FixedPoint.Terahashes(tally.PricedMhs) / 1e3;
        var costUsdDay = tally.PricedCentGhs / 100.0 / 1e6; // (GH/s · cents/PH/day) → PH/s · USD/PH/day
        var keeps = 1 - terms.PoolFee;
        var isKnown = hashpriceUsdPhDay is not null && tally.PricedMhs > 0;
        return Figures(tally) with
        {
            BreakEvenHashpriceUsdPhDay = tally.PricedMhs > 0 ? costUsdDay / pricedPhs : null,
            RevenueUsdDay = isKnown ? keeps * hashpriceUsdPhDay * pricedPhs : null,
            MarginUsdDay = isKnown ? keeps * ((hashpriceUsdPhDay * pricedPhs) - costUsdDay) : null,
            ShareUnderWater = isKnown ? (double)underWaterMhs / tally.PricedMhs : null,
        };
    }

    /// <summary>Figures of several sites or fleets together.</summary>
    /// <param name="tally">Sum of their tallies.</param>
    /// <param name="parts">Figures of each.</param>
    public static TallyFigures Sum(Tally tally, IReadOnlyCollection<TallyFigures> parts) => Combine(Figures(tally), parts);

    /// <summary>Figures of several fleets, whose tallies are elsewhere.</summary>
    public static TallyFigures Sum(IReadOnlyCollection<TallyFigures> parts)
    {
        var metered = parts.Where(part => part.EfficiencyJth > 0).ToList();
        var meteredThs = metered.Sum(part => part.PowerW / part.EfficiencyJth!.Value);
        var nominal = parts.Sum(part => part.NominalHashrateThs);
        var hashrate = parts.Sum(part => part.HashrateThs);
        var sums = new TallyFigures
        {
            Miners = [.. Enumerable.Range(0, MinerStates.Count).Select(state => parts.Sum(part => part.Miners[state]))],
            HashrateThs = hashrate,
            NominalHashrateThs = nominal,
            PowerW = parts.Sum(part => part.PowerW),
            EfficiencyJth = meteredThs > 0 ? metered.Sum(part => part.PowerW) / meteredThs : null,
            Coverage = nominal > 0 ? parts.Sum(part => (part.Coverage ?? 0) * part.NominalHashrateThs) / nominal : null,
            EconomicsCoverage = hashrate > 0 ? parts.Sum(part => part.PricedThs) / hashrate : null,
            PricedThs = parts.Sum(part => part.PricedThs),
        };
        return Combine(sums, parts);
    }

    private static TallyFigures Combine(TallyFigures sums, IReadOnlyCollection<TallyFigures> parts)
    {
        var priced = parts.Where(part => part.BreakEvenHashpriceUsdPhDay is not null).ToList();
        var known = priced.Where(part => part.ShareUnderWater is not null).ToList();
        var pricedThs = priced.Sum(part => part.PricedThs);
        var knownThs = known.Sum(part => part.PricedThs);
        return sums with
        {
            BreakEvenHashpriceUsdPhDay = pricedThs > 0 ? priced.Sum(part => part.BreakEvenHashpriceUsdPhDay!.Value * part.PricedThs) / pricedThs : null,
            RevenueUsdDay = known.Count > 0 ? known.Sum(part => part.RevenueUsdDay) : null,
            MarginUsdDay = known.Count > 0 ? known.Sum(part => part.MarginUsdDay) : null,
            ShareUnderWater = knownThs > 0 ? known.Sum(part => part.ShareUnderWater!.Value * part.PricedThs) / knownThs : null,
        };
    }

    private static TallyFigures Figures(Tally tally) => new()
    {
        Miners = [.. tally.Miners],
        HashrateThs = FixedPoint.Terahashes(tally.FreshMhs),
        NominalHashrateThs = FixedPoint.Terahashes(tally.NominalMhs),
        PowerW = FixedPoint.Watts(tally.PowerMw),
        EfficiencyJth = tally.MeteredMhs > 0 ? FixedPoint.Watts(tally.MeteredPowerMw) / FixedPoint.Terahashes(tally.MeteredMhs) : null,
        Coverage = tally.NominalMhs > 0 ? (double)tally.FreshNominalMhs / tally.NominalMhs : null,
        EconomicsCoverage = tally.FreshMhs > 0 ? (double)tally.PricedMhs / tally.FreshMhs : null,
        PricedThs = FixedPoint.Terahashes(tally.PricedMhs),
    };
}
