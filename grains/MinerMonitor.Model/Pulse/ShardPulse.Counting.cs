namespace MinerMonitor.Model.Pulse;

public sealed partial class ShardPulse
{
    private void Enter(int slot) => Count(slot, 1);

    private void Leave(int slot) => Count(slot, -1);

    private void Count(int slot, int sign)
    {
        ref readonly var row = ref _rows[slot];
        var contribution = ContributionOf(in row);
        _tallies[row.Site].Apply(in contribution, sign);
        _touchedSites.Add(row.Site);
        Weigh(row.Site, contribution.Bin, contribution.Weights * sign);
    }

    /// <summary>Counts a row anew after a sample; does nothing when it contributes what it did before.</summary>
    private void Recount(int slot, int siteBefore, in Contribution before)
    {
        int site = _rows[slot].Site;
        var after = ContributionOf(in _rows[slot]);
        if (site == siteBefore && after == before)
        {
            return;
        }

        _tallies[siteBefore].Apply(in before, -1);
        _tallies[site].Apply(in after, 1);
        _touchedSites.Add(site);
        if (site == siteBefore && after.Bin == before.Bin)
        {
            Weigh(site, after.Bin, after.Weights - before.Weights);
            return;
        }

        _touchedSites.Add(siteBefore);
        Weigh(siteBefore, before.Bin, before.Weights * -1);
        Weigh(site, after.Bin, after.Weights);
    }

    private void Weigh(int site, int bin, CurveWeights change)
    {
        if (bin != BreakEvenBins.None && change != default)
        {
            CurveChanged?.Invoke(site, bin, change);
        }
    }

    /// <summary>What a row adds to its site's tally; the same before and after as long as the row does not change.</summary>
    private static Contribution ContributionOf(in Row row)
    {
        var hashrateMhs = float.IsNaN(row.HashrateThs) ? 0 : FixedPoint.Megahashes(row.HashrateThs);
        return new Contribution(
            row.State,
            hashrateMhs,
            FixedPoint.Megahashes(row.EffectiveNominalThs),
            float.IsNaN(row.PowerW) ? 0 : FixedPoint.Milliwatts(row.PowerW),
            !float.IsNaN(row.HashrateThs) && !float.IsNaN(row.PowerW),
            row.BreakEvenBin);
    }
}
