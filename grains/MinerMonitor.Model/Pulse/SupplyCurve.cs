namespace MinerMonitor.Model.Pulse;

/// <summary>
/// Hashrate by break-even hashprice: the histogram whose cumulative form answers "how much is under water at this hashprice" in one
/// look-up, and whose drawing is the supply curve. Pages of 256 bins are made when first touched.
/// </summary>
public sealed class SupplyCurve
{
    private const int PageBins = 256;
    private readonly long[]?[] _fresh = new long[]?[BreakEvenBins.Count / PageBins];
    private readonly long[]?[] _nominal = new long[]?[BreakEvenBins.Count / PageBins];

    /// <summary>Changes the weight of a bin, MH/s.</summary>
    public void Add(int bin, long freshMhs, long nominalMhs)
    {
        var page = bin / PageBins;
        (_fresh[page] ??= new long[PageBins])[bin % PageBins] += freshMhs;
        (_nominal[page] ??= new long[PageBins])[bin % PageBins] += nominalMhs;
    }

    /// <summary>Adds a whole curve.</summary>
    public void Add(SupplyCurve other)
    {
        foreach (var (bin, fresh, nominal) in other.Bins())
        {
            Add(bin, fresh, nominal);
        }
    }

    /// <summary>Weight of the bins above the hashprice, MH/s.</summary>
    /// <param name="hashpriceUsdPhDay">Hashprice, USD per PH/s and day.</param>
    /// <returns>Fresh and nominal hashrate that loses money, and all of it.</returns>
    public (long FreshUnderMhs, long NominalUnderMhs, long FreshMhs, long NominalMhs) UnderWater(double hashpriceUsdPhDay)
    {
        var lastAfloat = BreakEvenBins.LastAfloat(hashpriceUsdPhDay);
        long freshUnder = 0, nominalUnder = 0, allFresh = 0, allNominal = 0;
        foreach (var (bin, fresh, nominal) in Bins())
        {
            allFresh += fresh;
            allNominal += nominal;
            if (bin > lastAfloat)
            {
                freshUnder += fresh;
                nominalUnder += nominal;
            }
        }

        return (freshUnder, nominalUnder, allFresh, allNominal);
    }

    /// <summary>
    /// The curve under another tariff: within one site a break-even is linear in the tariff, so each bin moves to
    /// <c>c′/c·(be − o/(1−f)) + o/(1−f)</c>.
    /// </summary>
    /// <param name="terms">Terms of the site that the curve belongs to.</param>
    /// <param name="tariffUsdKwh">Tariff to assume, USD per kWh.</param>
    public SupplyCurve WithTariff(SiteTerms terms, double tariffUsdKwh)
    {
        var moved = new SupplyCurve();
        if (terms.TariffUsdKwh is not > 0)
        {
            return moved; // no tariff, no break-even: nothing to move
        }

        var floor = terms.OtherCostUsdPhDay / (1 - terms.PoolFee);
        foreach (var (bin, fresh, nominal) in Bins())
        {
            moved.Add(BreakEvenBins.Of(tariffUsdKwh / terms.TariffUsdKwh.Value * (BreakEvenBins.UsdPhDay(bin) - floor) + floor), fresh, nominal);
        }

        return moved;
    }

    /// <summary>Bins with any weight, in order.</summary>
    public IEnumerable<(int Bin, long FreshMhs, long NominalMhs)> Bins()
    {
        for (var page = 0; page < _fresh.Length; page++)
        {
            if (_fresh[page] is not { } fresh || _nominal[page] is not { } nominal)
            {
                continue;
            }

            for (var index = 0; index < PageBins; index++)
            {
                if (fresh[index] != 0 || nominal[index] != 0)
                {
                    yield return (page * PageBins + index, fresh[index], nominal[index]);
                }
            }
        }
    }
}
