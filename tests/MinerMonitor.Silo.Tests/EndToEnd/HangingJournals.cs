using MinerMonitor.Grains.Journals;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>The server's journals, behind a door: while it is shut, what is appended waits before it.</summary>
internal sealed class HangingJournals(IJournalStore inner) : IJournalStore
{
    private readonly Lock _lock = new();
    private List<(JournalOwner Owner, byte[] Block, TaskCompletionSource Done)>? _waiting;
    private string _fleet = "";

    /// <summary>Told of each block that begins to wait.</summary>
    public Action? Arrived { get; set; }

    /// <summary>Blocks that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting?.Count ?? 0;
            }
        }
    }

    /// <summary>Shuts the door for the shards of a fleet.</summary>
    public void Shut(string fleet)
    {
        lock (_lock)
        {
            (_fleet, _waiting) = ($"{fleet}/", []);
        }
    }

    /// <summary>Opens it; what waits is written first, in order. Completes when all of it has its answer.</summary>
    public async Task OpenAsync()
    {
        var written = new List<(Task Write, TaskCompletionSource Done)>();
        lock (_lock)
        {
            foreach (var (owner, block, done) in _waiting ?? [])
            {
                written.Add((inner.AppendAsync(owner, block), done));
            }

            _waiting = null;
        }

        foreach (var (write, done) in written)
        {
            try
            {
                await write;
                done.SetResult();
            }
            catch (Exception exception)
            {
                done.SetException(exception); // to whoever waits, as without the door
            }
        }
    }

    /// <inheritdoc/>
    public Task AppendAsync(JournalOwner owner, byte[] block)
    {
        TaskCompletionSource done;
        lock (_lock)
        {
            if (_waiting is null || !owner.Journal.StartsWith(_fleet, StringComparison.Ordinal))
            {
                return inner.AppendAsync(owner, block);
            }

            done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((owner, block, done));
        }

        Arrived?.Invoke();
        return done.Task;
    }

    /// <inheritdoc/>
    public ValueTask<JournalOwner> TakeOwnershipAsync(string journal, CancellationToken cancellationToken) => inner.TakeOwnershipAsync(journal, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<byte[]>> ReadAsync(string journal, CancellationToken cancellationToken) => inner.ReadAsync(journal, cancellationToken);

    /// <inheritdoc/>
    public ValueTask TrimAsync(JournalOwner owner, int blocks, CancellationToken cancellationToken) => inner.TrimAsync(owner, blocks, cancellationToken);

    /// <inheritdoc/>
    public ValueTask SetColumnAsync(JournalOwner owner, int column, byte[] value, CancellationToken cancellationToken) =>
        inner.SetColumnAsync(owner, column, value, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<byte[]?>> GetColumnsAsync(string journal, IReadOnlyList<int> columns, CancellationToken cancellationToken) =>
        inner.GetColumnsAsync(journal, columns, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteAsync(JournalOwner owner, CancellationToken cancellationToken) => inner.DeleteAsync(owner, cancellationToken);

    /// <inheritdoc/>
    public Task BarrierAsync() => inner.BarrierAsync();
}
