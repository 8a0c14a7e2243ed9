using System.Collections.Immutable;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Miners;

internal sealed partial class ShardGrain
{
    private static readonly TimeSpan s_attachLease = TimeSpan.FromSeconds(60);

    private readonly Guid _activation = Guid.NewGuid();
    private readonly Dictionary<(int Site, int Bin), CurveWeights> _curveChanges = [];
    private readonly Dictionary<int, (IMinerPulseObserver Watcher, byte Generation, long Since)> _attached = [];
    private SampleTotals _reportedCounts;
    private long _reportedTransitions;
    private long _reportNumber;
    private bool _needsFullReport = true;
    private Task _reportUnderWay = Task.CompletedTask;

    private SampleTotals Counts => new(_pulse.AppliedCount, _pulse.MergedCount, _pulse.StaleCount, _pulse.RefusedCount);

    public Task<ShardReport> GetReportAsync() => Task.FromResult(FullReport());

    public Task<ShardTransitions> GetTransitionsAsync(ShardMark after, long through)
    {
        var behind = _pulse.Transitions.Where(transition => transition.Number <= through && after.IsBefore(in transition)).ToList();
        var told = behind.TakeLast(ShardTransitions.ToldLimit).Select(Describe).ToImmutableArray();
        var more = behind.SkipLast(ShardTransitions.ToldLimit)
            .GroupBy(transition => (transition.Site, transition.From, transition.To))
            .Select(group => new TransitionCount(_pulse.SiteName(group.Key.Site), group.Key.From, group.Key.To, group.Count()))
            .ToImmutableArray();
        return Task.FromResult(behind.Count == 0
            ? new ShardTransitions(after, [], [], 0)
            : new ShardTransitions(new ShardMark(behind[^1].Number, behind[^1].AtMs), told, more, Math.Max(0, behind[0].Number - after.Number - 1)));
    }

    public async Task<MinerRecord?> ReadAsync(MinerAddress miner)
    {
        if (_pulse.Read(miner.Slot) is not { } readout || _pulse.GenerationOf(miner.Slot) != miner.Generation)
        {
            return null;
        }

        var transitions = _pulse.Transitions
            .Where(transition => transition.Slot == miner.Slot && transition.Generation == miner.Generation)
            .Reverse()
            .Select(Describe)
            .ToImmutableArray();
        return new MinerRecord(readout, transitions, await HistoryAsync(miner));
    }

    public Task<string?> GetSiteAsync(MinerAddress miner) => Task.FromResult(
        _pulse.Read(miner.Slot) is { AtMs: not null } readout && _pulse.GenerationOf(miner.Slot) == miner.Generation ? readout.Site : null);

    public Task<MinerHits> FindAsync(MinerQuery query, MinerOrder order, MinerPlace? after, int limit) => Task.FromResult(_pulse.Find(
        query, order, after?.Key,
        after is null || after.Shard < _shard ? -1 : after.Shard == _shard ? after.Key.Slot : ShardPulse.Capacity,
        limit));

    public Task<ImmutableArray<MinerReadout?>> ReadSlotsAsync(ImmutableArray<ushort> slots) =>
        Task.FromResult(slots.Select(slot => _pulse.Read(slot)).ToImmutableArray());

    public Task<ShardCells> GetCellsAsync(ImmutableArray<CellColumn> columns, uint firstCell, double? hashpriceUsdPhDay) =>
        Task.FromResult(_pulse.Cells(columns, firstCell, hashpriceUsdPhDay));

    public Task<ImmutableArray<ModelTally>> GetModelsAsync(double? hashpriceUsdPhDay) =>
        Task.FromResult(_pulse.CountModels(hashpriceUsdPhDay).ToImmutableArray());

    public Task AttachAsync(MinerAddress miner, IMinerPulseObserver watcher)
    {
        if (_pulse.Read(miner.Slot) is not null && _pulse.GenerationOf(miner.Slot) == miner.Generation)
        {
            _attached[miner.Slot] = (watcher, miner.Generation, time.GetTimestamp());
        }

        return Task.CompletedTask;
    }

    private void NoteCurve(int site, int bin, CurveWeights change) =>
        _curveChanges[(site, bin)] = _curveChanges.GetValueOrDefault((site, bin)) + change;

    private void NoteRow(int slot)
    {
        if (_attached.Count > 0 && _attached.TryGetValue(slot, out var attached))
        {
            if (attached.Generation != _pulse.GenerationOf(slot) || time.GetElapsedTime(attached.Since) > s_attachLease)
            {
                _attached.Remove(slot);
            }
            else if (_pulse.Read(slot) is { } readout)
            {
                _ = attached.Watcher.OnPulseAsync(readout); // one-way: the next readout is whole again
            }
        }
    }

    /// <summary>Tells the fleet what changed, unless a report is under way: then the next one does.</summary>
    private Task ReportAsync()
    {
        var isNews = _needsFullReport || _pulse.HasTouchedSites || _curveChanges.Count > 0 || Counts != _reportedCounts
            || _reportedTransitions != _pulse.TransitionCount;
        return _reportUnderWay.IsCompleted && isNews && !_isBroken && !_isDeleted ? _reportUnderWay = SendReportAsync() : Task.CompletedTask;
    }

    /// <summary>A failed call makes the next report a full one, since nobody knows whether it arrived.</summary>
    private async Task SendReportAsync()
    {
        try
        {
            await _fleet.ReportAsync(_needsFullReport ? FullReport() : ChangeReport());
        }
        catch (Exception exception)
        {
            LogReportLost(_owner.Journal, exception);
            _needsFullReport = true;
        }
    }

    private ShardReport ChangeReport()
    {
        var sites = _pulse.TakeTouchedSites(); // whatever changes a curve changes its site's tally too
        var curves = _curveChanges.Where(change => change.Value != default).ToLookup(
            change => change.Key.Site, change => new CurveWeight(change.Key.Bin, change.Value));
        return Report(isFull: false, [.. sites.Select(site => new SiteReport(_pulse.SiteName(site), _pulse.TallyOf(site).Clone(), [.. curves[site]]))]);
    }

    private ShardReport FullReport()
    {
        var curves = _pulse.CountCurves();
        _needsFullReport = false;
        return Report(isFull: true, [.. curves.Select((curve, site) => new SiteReport(
            _pulse.SiteName(site),
            _pulse.TallyOf(site).Clone(),
            [.. curve.Bins().Select(bin => new CurveWeight(bin.Bin, bin.Weights))]))]);
    }

    private ShardReport Report(bool isFull, ImmutableArray<SiteReport> sites)
    {
        _pulse.TakeTouchedSites();
        _curveChanges.Clear();
        _reportedCounts = Counts;
        _reportedTransitions = _pulse.TransitionCount;
        return new ShardReport(_shard, _activation, ++_reportNumber, isFull, sites, _reportedCounts, _reportedTransitions, _pulse.CorrectionCount);
    }

    private MinerTransitionReport Describe(Transition transition) => new(
        _pulse.Read(transition.Slot) is { } readout && _pulse.GenerationOf(transition.Slot) == transition.Generation ? readout.Miner : "(deleted)",
        _pulse.SiteName(transition.Site),
        transition.AtMs,
        transition.From,
        transition.To,
        _pulse.TextOf(transition.ReasonText));
}
