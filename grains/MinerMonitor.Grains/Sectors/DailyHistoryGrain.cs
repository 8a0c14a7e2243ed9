using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Options;
using MinerMonitor.Grains.Series;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Stress;
using MinerMonitor.Model.Stress.History;

namespace MinerMonitor.Grains.Sectors;

/// <inheritdoc cref="IDailyHistoryGrain"/>
/// <remarks>Rows live in memory (5,800 days: about 1 MB) and in chunks of the store. A replay holds seeded figures instead of rows.</remarks>
[GrainType("daily-history")]
internal sealed class DailyHistoryGrain : Grain, IDailyHistoryGrain
{
    private const int MaxRefusals = 100;
    private static readonly TimeSpan s_seriesPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_closePeriod = TimeSpan.FromMinutes(1);

    private readonly IPersistentState<HistoryManifest> _manifest;
    private readonly HistoryStore _store;
    private readonly IOptions<StressModelOptions> _options;
    private readonly TimeProvider _time;
    private readonly string _world;
    private DailyHistory _history;
    private DailyModel _model;
    private Dictionary<DateOnly, (RegimeState Regime, double? PriceToCost)>? _closes;
    private ImmutableArray<Annotation> _annotations = [];
    private string _generation = Guid.NewGuid().ToString("N");

    public DailyHistoryGrain(
        [PersistentState("state", StorageNames.Provider)] IPersistentState<HistoryManifest> manifest,
        IGrainContext context,
        TimeProvider time,
        IOptions<StressModelOptions> options)
    {
        _manifest = manifest;
        _store = new HistoryStore(manifest, new ChunkStore<HistoryChunk>(context));
        _time = time;
        _options = options;
        _world = this.GetPrimaryKeyString();
        _history = new DailyHistory(options.Value);
        _model = new DailyModel(_history);
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _store.LoadAsync(_history);
        this.RegisterGrainTimer(
            static (self, _) => self.RecordSeriesAsync(), this, new GrainTimerCreationOptions(s_seriesPeriod, s_seriesPeriod) { KeepAlive = false });
        if (WorldName.IsReplay(_world)) return;
        this.RegisterGrainTimer(
            static (self, _) => self.CloseDaysAsync(), this, new GrainTimerCreationOptions(s_closePeriod, s_closePeriod) { KeepAlive = true });
    }

    public async ValueTask<HistoryImport> ImportAsync(byte[] csv, string source)
    {
        var table = HistoryCsv.Parse(Encoding.UTF8.GetString(csv).Split('\n'));
        if (table.Fault is { } fault) return new HistoryImport(table.Kind, fault, 0, 0, []);
        if (table.Kind == HistoryTableKind.CapitulationWindows)
            return new HistoryImport(table.Kind, "Labelled windows are for back-tests and no history; pass that file to the command backtest.", 0, 0, []);
        await TakeAsync(table, source);
        var refused = table.Refusals.Take(MaxRefusals).Select(refusal => new HistoryRefusal(refusal.Line, refusal.Sentence));
        return new HistoryImport(table.Kind, null, table.RowCount, table.Refusals.Length, [.. refused]);
    }

    public ValueTask<byte[]> ExportAsync(HistoryTableKind table) =>
        ValueTask.FromResult(Encoding.UTF8.GetBytes(string.Join('\n', HistoryCsv.Format(_history, table)) + "\n"));

    public async ValueTask<int> FillAsync(HistoryFill fill)
    {
        var changes = HistoryMerge.Merge(_history, _store.Sources, fill);
        await KeepAsync(changes);
        return changes.RowCount;
    }

    public ValueTask<HistoryGaps> GetGapsAsync(DateOnly from, DateOnly to)
    {
        ImmutableArray<DateOnly> days = [.. Enumerable.Range(from.DayNumber, Math.Max(0, to.DayNumber - from.DayNumber + 1)).Select(DateOnly.FromDayNumber)];
        ImmutableArray<DateOnly> noPrice = [.. days.Where(day => _history.Row(day)?.PriceUsd is null)];
        ImmutableArray<DateOnly> noChain = [.. days.Where(day => _history.Row(day)?.HasChain != true)];
        return ValueTask.FromResult(new HistoryGaps(
            days.Length, days.Length - noPrice.Union(noChain).Count(), noPrice, noChain, _history.FearGreed.Count(row => row.Date >= from && row.Date <= to)));
    }

    public async ValueTask SeedAsync(ImmutableArray<FrozenWindows> days)
    {
        ThrowIfLive();
        foreach (var day in days) _manifest.State.Seeds[day.Date] = day;
        await this.StoreAsync(() => _manifest.WriteStateAsync());
        await TellSectorAsync();
    }

    public ValueTask<HistoryReading> GetAsync(DateTimeOffset worldTime, bool withRegime)
    {
        // At 24:00 sharp the day is closed.
        var closed = UtcDay.Of(worldTime.ToUnixTimeMilliseconds()).AddDays(-1);
        if (_manifest.State.Seeds.Values.LastOrDefault(seed => seed.Date <= closed) is { } seeded)
            return ValueTask.FromResult(new HistoryReading(seeded.ToWindows(), seeded.ToRegime(), seeded.Origin, seeded.Source));
        if (_history.Rows.LastOrDefault(row => row.Date <= closed)?.Date is not { } day)
            return ValueTask.FromResult(new HistoryReading(null, null, null, null));
        return ValueTask.FromResult(new HistoryReading(
            _history.Windows(day), withRegime ? RegimeOf(day) : null, Origin.Measured, _store.Sources.Of(day)));
    }

    public ValueTask<ImmutableArray<BelowCostEpisode>> GetBelowCostAsync(DateOnly today, double? priceToCost)
    {
        // Today alone, in a replay or before there is history, is no time to tell of.
        var closes = Closes().Where(close => close.Key < today && close.Value.PriceToCost is not null)
            .Select(close => (close.Key, close.Value.PriceToCost!.Value)).ToList();
        if (closes.Count > 0 && priceToCost is { } now) closes.Add((today, now));
        return ValueTask.FromResult(BelowCost.Episodes(closes));
    }

    public ValueTask<ImmutableArray<Annotation>> GetAnnotationsAsync()
    {
        Closes();
        return ValueTask.FromResult(_annotations);
    }

    public ValueTask<ImmutableArray<EtfFlowRow>> GetEtfFlowsAsync() => ValueTask.FromResult(_history.EtfFlows.ToImmutableArray());

    public ValueTask<SectorView?> EvaluateAsync(DateOnly date)
    {
        if (_model.Evaluate(date) is not { } day) return ValueTask.FromResult<SectorView?>(null);
        var before = _model.Evaluate(date.AddDays(-1));
        var price = day.Sector.PriceUsd;
        var view = new SectorView
        {
            World = _world,
            Assessment = day.Sector,
            Regime = RegimeOf(date) ?? RegimeState.Cold,
            Change24h = before is null ? null : StressChange.Explain(before.Sector.Stress, day.Sector.Stress),
            Support = price is null
                ? SupportState.None
                : SupportTracker.Observe(
                    SupportState.None, day.Sector.SupportUsd, day.Sector.SupportConfigured, price.Value, day.Sector.AtMs, _options.Value.Support),
        };
        return ValueTask.FromResult<SectorView?>(view);
    }

    public ValueTask<string> GetStreamIdAsync() => ValueTask.FromResult(_generation);

    public ValueTask<bool> IsWatchedAsync() => ValueTask.FromResult(false); // no topic

    public async ValueTask ResetAsync()
    {
        ThrowIfLive();
        await _store.ClearAsync();
        _history = new DailyHistory(_options.Value);
        _model = new DailyModel(_history);
        _closes = null;
        _generation = Guid.NewGuid().ToString("N");
        await TellSectorAsync();
    }

    private async Task TakeAsync(HistoryTable table, string source)
    {
        _store.Sources.Mark(table, source);
        await KeepAsync(table);
    }

    private async Task KeepAsync(HistoryTable table)
    {
        if (table.RowCount == 0) return;
        _history.Upsert(table);
        _closes = null;
        await this.StoreAsync(() => _store.SaveAsync(_history, table));
        await TellSectorAsync();
    }

    /// <summary>Takes over what the world saw of days that are over, and what was revised since.</summary>
    private async Task CloseDaysAsync()
    {
        var closer = new DayCloser(GrainFactory, _world, _history, _options.Value.AgeLimits.Price);
        await FillAsync(await closer.GatherAsync(_time.GetUtcNow()));
    }

    private Task TellSectorAsync() => GrainFactory.GetGrain<ISectorGrain>(_world).OnHistoryChangedAsync().AsTask();

    private RegimeState? RegimeOf(DateOnly date) => Closes().TryGetValue(date, out var close) ? close.Regime : null;

    /// <summary>What the model says of each close, in order; computed once after a change, since it is a run over all of them.</summary>
    private Dictionary<DateOnly, (RegimeState Regime, double? PriceToCost)> Closes()
    {
        if (_closes is not null) return _closes;
        var days = _model.Run().ToList();
        _annotations = Annotations.Of(days, _history);
        return _closes = days.ToDictionary(day => day.Date, day => (day.Regime, day.Sector.PriceToCost));
    }

    /// <summary>Gives the imported days to the long-term series, once after the last of several imports.</summary>
    private async Task RecordSeriesAsync()
    {
        if (!_store.IsSeriesBehind) return;
        var prices = _history.Rows
            .Where(row => row.PriceUsd is > 0)
            .Select(row => new SeriesValue(UtcDay.CloseMs(row.Date) - 1, row.PriceUsd!.Value));
        await RecordAsync(SeriesCatalogue.Price, prices);
        var byName = SectorSeries.Names.ToDictionary(name => name, _ => new List<SeriesValue>());
        foreach (var day in _model.Run())
        {
            foreach (var (name, value) in SectorSeries.Of(day.Sector, null, day.Windows.EtfFlowUsd))
            {
                if (name != SeriesCatalogue.Price) byName[name].Add(new SeriesValue(day.Sector.AtMs - 1, value));
            }
        }

        foreach (var (name, values) in byName) await RecordAsync(name, values);
        await this.StoreAsync(() => _store.SetSeriesBehindAsync(false));
    }

    private async Task RecordAsync(string series, IEnumerable<SeriesValue> values)
    {
        ImmutableArray<SeriesValue> days = [.. values];
        if (days.IsEmpty) return;
        await GrainFactory.GetGrain<ISeriesGrain>($"{_world}/{series}").ReplaceDaysAsync(days);
    }

    private void ThrowIfLive()
    {
        if (!WorldName.IsReplay(_world)) throw new InvalidOperationException("The live world is neither seeded nor reset; import its history.");
    }
}
