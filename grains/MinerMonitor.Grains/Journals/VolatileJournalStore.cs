using System.Collections.Concurrent;

namespace MinerMonitor.Grains.Journals;

/// <summary>Journals that keep nothing: those of replay worlds, which are rebuilt from their scenario.</summary>
public sealed class VolatileJournalStore : IJournalStore
{
    private readonly ConcurrentDictionary<JournalOwner, ConcurrentDictionary<int, byte[]>> _columns = new();
    private long _token;

    /// <inheritdoc/>
    public ValueTask<JournalOwner> TakeOwnershipAsync(string journal, CancellationToken cancellationToken)
    {
        foreach (var former in _columns.Keys.Where(owner => owner.Journal == journal))
        {
            _columns.TryRemove(former, out _);
        }

        var owner = new JournalOwner(journal, Interlocked.Increment(ref _token));
        _columns[owner] = new ConcurrentDictionary<int, byte[]>();
        return ValueTask.FromResult(owner);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<byte[]>> ReadAsync(string journal, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<byte[]>>([]);

    /// <inheritdoc/>
    public Task AppendAsync(JournalOwner owner, byte[] block) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask TrimAsync(JournalOwner owner, int blocks, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask SetColumnAsync(JournalOwner owner, int column, byte[] value, CancellationToken cancellationToken)
    {
        if (!_columns.TryGetValue(owner, out var columns))
        {
            throw new JournalFencedException(owner.Journal);
        }

        columns[column] = value;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<byte[]?>> GetColumnsAsync(string journal, IReadOnlyList<int> columns, CancellationToken cancellationToken)
    {
        var kept = _columns.FirstOrDefault(entry => entry.Key.Journal == journal).Value;
        return ValueTask.FromResult<IReadOnlyList<byte[]?>>([.. columns.Select(column => kept?.GetValueOrDefault(column))]);
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(JournalOwner owner, CancellationToken cancellationToken)
    {
        _columns.TryRemove(owner, out _);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public Task BarrierAsync() => Task.CompletedTask;
}
