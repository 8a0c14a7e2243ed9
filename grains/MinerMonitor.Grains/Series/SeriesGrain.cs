using System.Collections.Immutable;
using MinerMonitor.Model.Series;

namespace MinerMonitor.Grains.Series;

/// <inheritdoc cref="ISeriesGrain"/>
/// <remarks>
/// Each resolution is cut into chunks of at most 6 KB; a flush writes only those that changed, so a minute of a series costs a few
/// kilobytes of writes and not the whole of it. Chunks that nobody needs leave memory after the flush: a quiet reader of thousands of
/// fleets' series holds only what is being written. The series of a replay are stored nowhere: they stay in memory until they are reset.
/// </remarks>
[GrainType("series")]
internal sealed class SeriesGrain : Grain, ISeriesGrain
{
    private const int MaxPoints = 2_000;
    private const long DefaultSpanMs = 24 * 3_600_000;
    private static readonly TimeSpan s_flushPeriod = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_stayFor = TimeSpan.FromMinutes(5);

    private readonly IPersistentState<SeriesManifest> _manifest;
    private readonly ChunkStore<SeriesChunk> _store;
    private readonly bool _isStored;
    private readonly Dictionary<(SeriesResolution Resolution, long Chunk), SeriesChunk> _loaded = [];
    private readonly HashSet<(SeriesResolution Resolution, long Chunk)> _dirty = [];

    public SeriesGrain(
        [PersistentState("state", StorageNames.Provider)] IPersistentState<SeriesManifest> manifest, IGrainContext context)
    {
        _manifest = manifest;
        _store = new ChunkStore<SeriesChunk>(context);
        _isStored = StorageNames.IsStored(context.GrainId);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(
            static (self, _) => self.FlushAsync(), this, new GrainTimerCreationOptions(s_flushPeriod, s_flushPeriod) { KeepAlive = false });
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => FlushAsync();

    public async ValueTask AppendAsync(ImmutableArray<SeriesValue> values)
    {
        ThrowIfNotFinite(values);
        foreach (var value in values)
        {
            _manifest.State.NewestMs = Math.Max(_manifest.State.NewestMs ?? long.MinValue, value.AtMs);
            foreach (var resolution in SeriesResolution.All)
            {
                if (resolution.ChunkOf(value.AtMs) < resolution.OldestChunk(_manifest.State.NewestMs.Value)) continue;
                (await ChunkToWriteAsync(resolution, value.AtMs)).Add(resolution, value.AtMs, value.Value);
            }
        }

        if (!_isStored) DelayDeactivation(s_stayFor);
    }

    public async ValueTask ReplaceDaysAsync(ImmutableArray<SeriesValue> days)
    {
        ThrowIfNotFinite(days);
        foreach (var day in days)
        {
            _manifest.State.NewestMs = Math.Max(_manifest.State.NewestMs ?? long.MinValue, day.AtMs);
            (await ChunkToWriteAsync(SeriesResolution.Daily, day.AtMs)).Replace(SeriesResolution.Daily, day.AtMs, day.Value);
        }

        await FlushAsync();
    }

    public async ValueTask<SeriesSlice> GetAsync(long? fromMs, long? toMs, long? stepMs)
    {
        if (stepMs is <= 0) throw new ArgumentOutOfRangeException(nameof(stepMs), stepMs, "A step is longer than zero.");
        if (_manifest.State.NewestMs is not { } newestMs) return new SeriesSlice(stepMs ?? SeriesResolution.All[0].StepMs, []);
        var end = toMs ?? newestMs + 1;
        var start = fromMs ?? end - DefaultSpanMs;
        var wanted = stepMs ?? SeriesResolution.StepFor(start, end, newestMs, MaxPoints);
        var resolution = SeriesResolution.For(start, wanted, newestMs);
        var step = (Math.Max(wanted, resolution.StepMs) + resolution.StepMs - 1) / resolution.StepMs * resolution.StepMs;

        var points = await PointsAsync(resolution, start, end, step);
        foreach (var coarser in SeriesResolution.All.Where(other => other.StepMs > step))
        {
            var known = points.Count > 0 ? points[0].StartMs : end;
            var before = await PointsAsync(coarser, start, known, coarser.StepMs);
            points.InsertRange(0, before.Where(point => point.StartMs + point.StepMs <= known));
        }

        return new SeriesSlice(step, [.. points]);
    }

    /// <summary>Points of one resolution, joined to a step. The first and the last one may begin before and end behind what was asked for.</summary>
    private async ValueTask<List<SeriesPoint>> PointsAsync(SeriesResolution resolution, long start, long end, long step)
    {
        var (first, last) = (resolution.ChunkOf(start - step), resolution.ChunkOf(Math.Max(start, end)));
        var points = new List<SeriesPoint>();
        foreach (var chunk in StoredChunks(resolution).Where(chunk => chunk >= first && chunk <= last))
        {
            points.AddRange((await LoadAsync(resolution, chunk)).Points(resolution, chunk));
        }

        return [.. SeriesSteps.Join(points, start, end, step)];
    }

    public async ValueTask ResetAsync()
    {
        foreach (var resolution in SeriesResolution.All)
        {
            foreach (var chunk in StoredChunks(resolution)) await ForgetAsync(resolution, chunk);
        }

        _loaded.Clear();
        _dirty.Clear();
        await _manifest.ClearStateAsync();
    }

    private static void ThrowIfNotFinite(ImmutableArray<SeriesValue> values)
    {
        foreach (var value in values)
        {
            if (!double.IsFinite(value.Value))
                throw new ArgumentException($"A value of a series is finite; {value.Value} at {value.AtMs} is not. Leave absent numbers out.", nameof(values));
        }
    }

    private static string NameOf(SeriesResolution resolution, long chunk) => FormattableString.Invariant($"chunk-{resolution.StepMs}-{chunk}");

    private SortedSet<long> StoredChunks(SeriesResolution resolution) =>
        _manifest.State.Chunks.TryGetValue(resolution.StepMs, out var chunks) ? chunks : _manifest.State.Chunks[resolution.StepMs] = [];

    private async ValueTask<SeriesChunk> ChunkToWriteAsync(SeriesResolution resolution, long atMs)
    {
        var chunk = resolution.ChunkOf(atMs);
        var loaded = await LoadAsync(resolution, chunk);
        StoredChunks(resolution).Add(chunk);
        _dirty.Add((resolution, chunk));
        return loaded;
    }

    private async ValueTask<SeriesChunk> LoadAsync(SeriesResolution resolution, long chunk)
    {
        if (_loaded.TryGetValue((resolution, chunk), out var loaded)) return loaded;
        var stored = StoredChunks(resolution).Contains(chunk) ? await _store.ReadAsync(NameOf(resolution, chunk)) : null;
        return _loaded[(resolution, chunk)] = stored ?? new SeriesChunk();
    }

    private Task FlushAsync()
    {
        if (!_isStored) return StayAsync();
        if (_dirty.Count > 0) return this.StoreAsync(WriteAsync);
        _loaded.Clear();
        return Task.CompletedTask;
    }

    /// <summary>What is stored nowhere is kept awake as long as there is anything, but no longer than its resolution says.</summary>
    private async Task StayAsync()
    {
        if (_manifest.State.NewestMs is null) return;
        DelayDeactivation(s_stayFor);
        _dirty.Clear();
        foreach (var (resolution, chunk) in Expired()) await ForgetAsync(resolution, chunk);
    }

    private List<(SeriesResolution Resolution, long Chunk)> Expired()
    {
        var newestMs = _manifest.State.NewestMs ?? 0;
        var expired = SeriesResolution.All
            .SelectMany(resolution => StoredChunks(resolution).Where(chunk => chunk < resolution.OldestChunk(newestMs)).Select(chunk => (resolution, chunk)))
            .ToList();
        foreach (var (resolution, chunk) in expired) StoredChunks(resolution).Remove(chunk);
        return expired;
    }

    private async Task WriteAsync()
    {
        foreach (var (resolution, chunk) in _dirty.ToList())
        {
            await _store.WriteAsync(NameOf(resolution, chunk), _loaded[(resolution, chunk)]);
        }

        // Chunks first: a manifest that names a missing chunk would lose nothing, but one that misses a chunk would hide it.
        var expired = Expired();
        await _manifest.WriteStateAsync();
        foreach (var (resolution, chunk) in expired) await ForgetAsync(resolution, chunk);

        var writing = _dirty.ToHashSet();
        _dirty.Clear();
        foreach (var key in _loaded.Keys.Where(key => !writing.Contains(key)).ToList()) _loaded.Remove(key);
    }

    private async ValueTask ForgetAsync(SeriesResolution resolution, long chunk)
    {
        _loaded.Remove((resolution, chunk));
        _dirty.Remove((resolution, chunk));
        await _store.ClearAsync(NameOf(resolution, chunk));
    }
}
