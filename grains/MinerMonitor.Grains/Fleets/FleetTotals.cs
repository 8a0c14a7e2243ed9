using System.Collections.Immutable;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Fleets;

/// <summary>The shards' tallies and curves added up, by site. Holds no miner: the same size for ten and for five million.</summary>
internal sealed class FleetTotals
{
    private readonly Dictionary<int, ShardView> _shards = [];
    private readonly Dictionary<int, List<ShardReport>> _early = [];
    private readonly Dictionary<string, SupplyCurve> _curves = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tally> _tallies = new(StringComparer.Ordinal);

    /// <summary>True when a report was missed or a shard began anew: the curves must be gathered afresh.</summary>
    public bool NeedsRebuild { get; private set; }

    /// <summary>Samples of all shards.</summary>
    public SampleTotals Samples => _shards.Values.Aggregate(default(SampleTotals), (sum, shard) => sum + shard.Counts);

    /// <summary>Number of the newest transition of each shard that the tallies show.</summary>
    public IEnumerable<(int Shard, long Transitions)> TransitionCounts => _shards.Select(shard => (shard.Key, shard.Value.Transitions));

    /// <summary>Late samples that changed closed days, of all shards.</summary>
    public long CorrectionCount => _shards.Values.Sum(shard => shard.CorrectionCount);

    /// <summary>Sites that any shard has named.</summary>
    public IReadOnlyCollection<string> Sites => _tallies.Keys;

    /// <summary>Takes a report in. One that does not follow the last one of its shard only marks the totals for a rebuild.</summary>
    /// <param name="report">The report.</param>
    /// <param name="isRebuilding">
    /// True while full reports of all shards are asked for: changes of a shard that has not answered are part of its answer, or have
    /// overtaken it and wait for it.
    /// </param>
    public void Merge(ShardReport report, bool isRebuilding = false)
    {
        var known = _shards.GetValueOrDefault(report.Shard);
        if (known is null && isRebuilding && !report.IsFull)
        {
            if (!_early.TryGetValue(report.Shard, out var early))
            {
                _early.Add(report.Shard, early = []);
            }

            early.Add(report);
            return;
        }

        if (known?.Activation == report.Activation && report.Number <= known.Number)
        {
            return; // an answer to a rebuild is newer
        }

        var follows = known is null ? report.IsFull : known.Activation == report.Activation && known.Number + 1 == report.Number && !report.IsFull;
        if (!follows)
        {
            NeedsRebuild = true;
        }

        if (known is not null && report.IsFull)
        {
            foreach (var (site, tally) in known.Sites)
            {
                _tallies[site].Add(tally, -1);
            }
        }

        var view = known is null || report.IsFull ? new ShardView() : known;
        view.Activation = report.Activation;
        view.Number = report.Number;
        view.Counts = report.Counts;
        view.Transitions = report.TransitionCount;
        view.CorrectionCount = report.CorrectionCount;
        foreach (var site in report.Sites)
        {
            Replace(view, site);
            if (!follows)
            {
                continue;
            }

            if (!_curves.TryGetValue(site.Site, out var curve))
            {
                _curves.Add(site.Site, curve = new SupplyCurve());
            }

            foreach (var weight in site.Curve)
            {
                curve.Add(weight.Bin, weight.Weights);
            }
        }

        _shards[report.Shard] = view;
        if (_early.Remove(report.Shard, out var waiting))
        {
            foreach (var change in waiting.Where(change => change.Activation == report.Activation).OrderBy(change => change.Number))
            {
                Merge(change, isRebuilding);
            }
        }
    }

    /// <summary>Tally of one site over all shards: kept as they report, so that asking costs the same for one shard and for a thousand.</summary>
    public Tally TallyOf(string site) => _tallies.GetValueOrDefault(site) ?? new Tally();

    /// <summary>Curve of one site.</summary>
    public SupplyCurve CurveOf(string site) => _curves.GetValueOrDefault(site) ?? new SupplyCurve();

    /// <summary>Curve of all sites.</summary>
    /// <param name="move">What becomes of the curve of a site under an assumption; null: nothing.</param>
    public ImmutableArray<CurveWeight> Curve(Func<string, SupplyCurve, SupplyCurve>? move = null)
    {
        var sum = new SupplyCurve();
        foreach (var (site, curve) in _curves)
        {
            sum.Add(move is null ? curve : move(site, curve));
        }

        return [.. sum.Bins().Select(bin => new CurveWeight(bin.Bin, bin.Weights))];
    }

    private void Replace(ShardView view, SiteReport site)
    {
        if (!_tallies.TryGetValue(site.Site, out var sum))
        {
            _tallies.Add(site.Site, sum = new Tally());
        }

        if (view.Sites.TryGetValue(site.Site, out var former))
        {
            sum.Add(former, -1);
        }

        sum.Add(site.Tally);
        view.Sites[site.Site] = site.Tally;
    }

    private sealed class ShardView
    {
        public Guid Activation { get; set; }

        public long Number { get; set; }

        public SampleTotals Counts { get; set; }

        public long Transitions { get; set; }

        public long CorrectionCount { get; set; }

        public Dictionary<string, Tally> Sites { get; } = new(StringComparer.Ordinal);
    }
}
