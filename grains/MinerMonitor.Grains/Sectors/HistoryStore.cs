using System.Collections.Immutable;
using MinerMonitor.Model.Stress.History;

namespace MinerMonitor.Grains.Sectors;

/// <summary>Keeps a daily history in chunks of at most some 10 KB: one more day rewrites its quarter and nothing else.</summary>
internal sealed class HistoryStore(IPersistentState<HistoryManifest> manifest, ChunkStore<HistoryChunk> chunks)
{
    private const int ReadsInFlight = 8;

    /// <summary>Who said what.</summary>
    public HistorySources Sources { get; } = new();

    /// <summary>True while the long-term series do not have all of the days yet, over restarts too.</summary>
    public bool IsSeriesBehind => manifest.State.IsSeriesBehind;

    /// <summary>Reads everything into a history.</summary>
    public async Task LoadAsync(DailyHistory history)
    {
        foreach (var names in manifest.State.Chunks.Chunk(ReadsInFlight))
        {
            foreach (var chunk in await Task.WhenAll(names.Select(name => chunks.ReadAsync(name).AsTask())))
            {
                if (chunk is not null) Add(history, chunk);
            }
        }
    }

    /// <summary>Writes the chunks that hold rows of a table, then the list of chunks.</summary>
    public async Task SaveAsync(DailyHistory history, HistoryTable table)
    {
        ImmutableArray<string> touched =
        [
            .. table.Days.Select(row => NameOf(row)), .. table.Epochs.Select(NameOf), .. table.FearGreed.Select(row => NameOf("fear-greed", row.Date)),
            .. table.EtfFlows.Select(row => NameOf("etf", row.Date)), .. table.Efficiency.Select(_ => "efficiency"),
        ];
        var names = touched.ToHashSet();
        await SetSeriesBehindAsync(true); // first: a server that ends before the series are written goes on with them later
        var contents = names.ToDictionary(name => name, _ => new HistoryChunk());
        Fill(contents, history.Rows, NameOf, (chunk, row) =>
        {
            chunk.Days.Add(row);
            chunk.DaySources.Add(Sources.Of(row) ?? "");
        });
        Fill(contents, history.Epochs, NameOf, (chunk, row) =>
        {
            chunk.Epochs.Add(row);
            chunk.EpochSources.Add(Sources.Of(row) ?? "");
        });
        Fill(contents, history.FearGreed, row => NameOf("fear-greed", row.Date), (chunk, row) =>
        {
            chunk.FearGreed.Add(row);
            chunk.FearGreedSources.Add(Sources.Of(row) ?? "");
        });
        Fill(contents, history.EtfFlows, row => NameOf("etf", row.Date), (chunk, row) =>
        {
            chunk.EtfFlows.Add(row);
            chunk.EtfFlowSources.Add(Sources.Of(row) ?? "");
        });
        Fill(contents, history.Efficiency, _ => "efficiency", (chunk, row) => chunk.Efficiency.Add(row));

        foreach (var part in contents.Chunk(ReadsInFlight))
        {
            await Task.WhenAll(part.Select(pair => chunks.WriteAsync(pair.Key, pair.Value).AsTask()));
        }

        var known = manifest.State.Chunks.Count;
        manifest.State.Chunks.UnionWith(names);
        if (manifest.State.Chunks.Count != known) await manifest.WriteStateAsync();
    }

    /// <summary>Says whether the series still have to be written.</summary>
    public async Task SetSeriesBehindAsync(bool isBehind)
    {
        if (manifest.State.IsSeriesBehind == isBehind) return;
        manifest.State.IsSeriesBehind = isBehind;
        await manifest.WriteStateAsync();
    }

    /// <summary>Removes everything.</summary>
    public async Task ClearAsync()
    {
        foreach (var name in manifest.State.Chunks) await chunks.ClearAsync(name);
        await manifest.ClearStateAsync();
        Sources.Clear();
    }

    private static string NameOf(DailyRow row) => FormattableString.Invariant($"days-{row.Date.Year}-{(row.Date.Month + 2) / 3}");

    private static string NameOf(DifficultyEpochRow row) => FormattableString.Invariant($"epochs-{row.Epoch / 128}");

    private static string NameOf(string table, DateOnly date) => FormattableString.Invariant($"{table}-{date.Year}");

    private static void Fill<T>(
        Dictionary<string, HistoryChunk> contents, IEnumerable<T> rows, Func<T, string> nameOf, Action<HistoryChunk, T> add)
    {
        foreach (var row in rows)
        {
            if (contents.TryGetValue(nameOf(row), out var chunk)) add(chunk, row);
        }
    }

    private void Add(DailyHistory history, HistoryChunk chunk)
    {
        foreach (var row in chunk.Days) history.Upsert(row);
        foreach (var row in chunk.Epochs) history.Upsert(row);
        foreach (var row in chunk.FearGreed) history.Upsert(row);
        foreach (var row in chunk.EtfFlows) history.Upsert(row);
        foreach (var row in chunk.Efficiency) history.Upsert(row);
        // What an earlier version stored has sources for days alone.
        foreach (var (row, source) in chunk.Days.Zip(chunk.DaySources)) Sources.Mark(row, source);
        foreach (var (row, source) in chunk.Epochs.Zip(chunk.EpochSources)) Sources.Mark(row, source);
        foreach (var (row, source) in chunk.FearGreed.Zip(chunk.FearGreedSources)) Sources.Mark(row, source);
        foreach (var (row, source) in chunk.EtfFlows.Zip(chunk.EtfFlowSources)) Sources.Mark(row, source);
    }
}
