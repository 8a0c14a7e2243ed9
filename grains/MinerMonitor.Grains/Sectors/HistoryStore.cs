using System.Collections.Immutable;
using MinerMonitor.Model.Stress.History;

namespace MinerMonitor.Grains.Sectors;

/// <summary>Keeps a daily history in chunks of at most some 10 KB: one more day rewrites its quarter and nothing else.</summary>
internal sealed class HistoryStore(IPersistentState<HistoryManifest> manifest, ChunkStore<HistoryChunk> chunks)
{
    private const int ReadsInFlight = 8;
    private readonly Dictionary<DateOnly, string> _sources = [];

    /// <summary>Who said what is known of a day.</summary>
    public string? SourceOf(DateOnly day) => _sources.GetValueOrDefault(day);

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

    /// <summary>Remembers the source of days.</summary>
    public void Mark(IEnumerable<DailyRow> days, string source)
    {
        foreach (var day in days) _sources[day.Date] = source;
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
        var contents = names.ToDictionary(name => name, _ => new HistoryChunk());
        Fill(contents, history.Rows, NameOf, (chunk, row) =>
        {
            chunk.Days.Add(row);
            chunk.DaySources.Add(_sources.GetValueOrDefault(row.Date, ""));
        });
        Fill(contents, history.Epochs, NameOf, (chunk, row) => chunk.Epochs.Add(row));
        Fill(contents, history.FearGreed, row => NameOf("fear-greed", row.Date), (chunk, row) => chunk.FearGreed.Add(row));
        Fill(contents, history.EtfFlows, row => NameOf("etf", row.Date), (chunk, row) => chunk.EtfFlows.Add(row));
        Fill(contents, history.Efficiency, _ => "efficiency", (chunk, row) => chunk.Efficiency.Add(row));

        foreach (var part in contents.Chunk(ReadsInFlight))
        {
            await Task.WhenAll(part.Select(pair => chunks.WriteAsync(pair.Key, pair.Value).AsTask()));
        }

        var known = manifest.State.Chunks.Count;
        manifest.State.Chunks.UnionWith(names);
        if (manifest.State.Chunks.Count != known) await manifest.WriteStateAsync();
    }

    /// <summary>Removes everything.</summary>
    public async Task ClearAsync()
    {
        foreach (var name in manifest.State.Chunks) await chunks.ClearAsync(name);
        await manifest.ClearStateAsync();
        _sources.Clear();
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
        foreach (var (row, source) in chunk.Days.Zip(chunk.DaySources))
        {
            history.Upsert(row);
            _sources[row.Date] = source;
        }

        foreach (var row in chunk.Epochs) history.Upsert(row);
        foreach (var row in chunk.FearGreed) history.Upsert(row);
        foreach (var row in chunk.EtfFlows) history.Upsert(row);
        foreach (var row in chunk.Efficiency) history.Upsert(row);
    }
}
