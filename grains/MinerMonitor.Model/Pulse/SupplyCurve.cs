namespace MinerMonitor.Model.Pulse;

/// <summary>
/// Hashrate by break-even hashprice: the histogram whose cumulative form answers "how much is under water at this hashprice" in one
/// look-up, and whose drawing is the supply curve. Pages of 256 bins are made when first touched.
/// </summary>
public sealed class SupplyCurve
{
    private const int PageBins = 256;
    private readonly CurveWeights[]?[] _pages = new CurveWeights[]?[BreakEvenBins.Count / PageBins];

    /// <summary>Changes the weights of a bin.</summary>
    public void Add(int bin, CurveWeights change) => (_pages[bin / PageBins] ??= new CurveWeights[PageBins])[bin % PageBins] += change;

    /// <summary>Adds a whole curve.</summary>
    public void Add(SupplyCurve other)
    {
        foreach (var (bin, weights) in other.Bins())
        {
            Add(bin, weights);
        }
    }

    /// <summary>Weights of the bins above a hashprice, and of all bins.</summary>
    /// <param name="hashpriceUsdPhDay">Hashprice, USD per PH/s and day.</param>
    public (CurveWeights Under, CurveWeights All) UnderWater(double hashpriceUsdPhDay)
    {
        var firstUnder = BreakEvenBins.LastAfloat(hashpriceUsdPhDay) + 1;
        CurveWeights under = default, all = default;
        for (var page = 0; page < _pages.Length; page++)
        {
            if (_pages[page] is not { } bins)
            {
                continue;
            }

            var begin = Math.Clamp(firstUnder - (page * PageBins), 0, PageBins);
            CurveWeights afloat = default, above = default;
            foreach (ref readonly var weights in bins.AsSpan(0, begin))
            {
                afloat += weights;
            }

            foreach (ref readonly var weights in bins.AsSpan(begin))
            {
                above += weights;
            }

            under += above;
            all += above + afloat;
        }

        return (under, all);
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
        var ratio = tariffUsdKwh / terms.TariffUsdKwh.Value;
        for (var page = 0; page < _pages.Length; page++)
        {
            var bins = _pages[page].AsSpan();
            for (var index = 0; index < bins.Length; index++)
            {
                if (bins[index] != default)
                {
                    moved.Add(BreakEvenBins.Of((ratio * (BreakEvenBins.UsdPhDay((page * PageBins) + index) - floor)) + floor), bins[index]);
                }
            }
        }

        return moved;
    }

    /// <summary>
    /// Margin of the nominal hashrate whose break-even is known, USD per day: with <c>be = cost/(1−f)</c> a petahash earns
    /// <c>hp·(1−f) − cost = (1−f)·(hp − be)</c>.
    /// </summary>
    /// <param name="hashpriceUsdPhDay">Hashprice, USD per PH/s and day.</param>
    /// <param name="poolFee">Fee of the pool, fraction.</param>
    public double MarginUsdDay(double hashpriceUsdPhDay, double poolFee)
    {
        var sum = 0.0;
        for (var page = 0; page < _pages.Length; page++)
        {
            var bins = _pages[page].AsSpan();
            for (var index = 0; index < bins.Length; index++)
            {
                sum += FixedPoint.Terahashes(bins[index].NominalMhs) / 1e3 * (hashpriceUsdPhDay - BreakEvenBins.UsdPhDay((page * PageBins) + index));
            }
        }

        return sum * (1 - poolFee);
    }

    /// <summary>Bins with any weight, in order.</summary>
    public IEnumerable<(int Bin, CurveWeights Weights)> Bins()
    {
        for (var page = 0; page < _pages.Length; page++)
        {
            if (_pages[page] is not { } bins)
            {
                continue;
            }

            for (var index = 0; index < PageBins; index++)
            {
                if (bins[index] != default)
                {
                    yield return ((page * PageBins) + index, bins[index]);
                }
            }
        }
    }
}

/// <summary>Weights of a bin of a supply curve, MH/s.</summary>
/// <param name="FreshMhs">Hashrate of fresh miners.</param>
/// <param name="NominalMhs">Nominal hashrate of all miners, those switched off too.</param>
/// <param name="OffMhs">Nominal hashrate of miners that were switched down on purpose: what the curve shows apart.</param>
[GenerateSerializer, Immutable, Alias("mm.pulse.curve-weights")]
public readonly record struct CurveWeights([property: Id(0)] long FreshMhs, [property: Id(1)] long NominalMhs, [property: Id(2)] long OffMhs)
{
    /// <summary>Sum.</summary>
    public static CurveWeights operator +(CurveWeights left, CurveWeights right) =>
        new(left.FreshMhs + right.FreshMhs, left.NominalMhs + right.NominalMhs, left.OffMhs + right.OffMhs);

    /// <summary>Difference.</summary>
    public static CurveWeights operator -(CurveWeights left, CurveWeights right) => left + (right * -1);

    /// <summary>Multiple.</summary>
    public static CurveWeights operator *(CurveWeights weights, int factor) =>
        new(weights.FreshMhs * factor, weights.NominalMhs * factor, weights.OffMhs * factor);
}
