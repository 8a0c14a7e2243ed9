using System.Collections.Concurrent;
using MinerMonitor.Grains.Journals;
using Xunit;

namespace MinerMonitor.Grains.Tests.Journals;

/// <summary>A durable store in memory whose commits can be held back, lost and refused.</summary>
internal sealed class DurableJournals : IJournalStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Journal> _journals = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _losses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _unansweredAppends = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _unanswered = new(StringComparer.Ordinal);

    /// <summary>Commits of this journal wait until they are released.</summary>
    public void Hold(string journal)
    {
        lock (_gate)
        {
            Of(journal).Held = new();
        }
    }

    /// <summary>Completes when so many commits wait.</summary>
    public Task WaitingAsync(string journal, int count)
    {
        lock (_gate)
        {
            var (reached, held) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), Of(journal));
            held.Awaited = (count, reached);
            held.TellAwaited();
            return reached.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Commits what waits, in order.</summary>
    public void Release(string journal)
    {
        lock (_gate)
        {
            var held = Of(journal).Held!;
            Of(journal).Held = null;
            foreach (var (owner, block, done) in held)
            {
                Commit(owner, block, done);
            }
        }
    }

    /// <summary>The next append of this journal is lost, and nobody is told more than that it may be.</summary>
    public void LoseNext(string journal) => _losses[journal] = 1;

    /// <summary>The next append of this journal is done, and whoever asked for it never hears so.</summary>
    public void LoseAnswerOfNextAppend(string journal) => _unansweredAppends[journal] = true;

    /// <summary>The next trim of this journal is done, and whoever asked for it never hears so. Completes then.</summary>
    public Task LoseAnswerOfNextTrimAsync(string journal)
    {
        var trimmed = _unanswered[journal] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return trimmed.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    /// <summary>Loses the first commit that waits.</summary>
    public void DropFirstWaiting(string journal)
    {
        lock (_gate)
        {
            var held = Of(journal).Held!;
            held[0].Done.SetException(new JournalUnavailableException("The store did not answer in time; send the batch again."));
            held.RemoveAt(0);
        }
    }

    /// <summary>Blocks that a journal holds.</summary>
    public IReadOnlyList<byte[]> BlocksOf(string journal)
    {
        lock (_gate)
        {
            return [.. Of(journal).Blocks];
        }
    }

    /// <summary>Journals that hold anything.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
            {
                return [.. _journals.Where(journal => journal.Value.Blocks.Count > 0 || journal.Value.Columns.Count > 0).Select(journal => journal.Key)];
            }
        }
    }

    public ValueTask<JournalOwner> TakeOwnershipAsync(string journal, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(new JournalOwner(journal, ++Of(journal).Token));
        }
    }

    public ValueTask<IReadOnlyList<byte[]>> ReadAsync(string journal, CancellationToken cancellationToken) => ValueTask.FromResult(BlocksOf(journal));

    public Task AppendAsync(JournalOwner owner, byte[] block)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_losses.TryRemove(owner.Journal, out _))
            {
                done.SetException(new JournalUnavailableException("The store did not answer in time; send the batch again."));
            }
            else if (_unansweredAppends.TryRemove(owner.Journal, out _))
            {
                Of(owner.Journal).Blocks.Add([.. block]);
                done.SetException(new JournalUnavailableException("The store did not answer in time."));
            }
            else if (Of(owner.Journal).Held is { } held)
            {
                held.Add((owner, [.. block], done));
                Of(owner.Journal).TellAwaited();
            }
            else
            {
                Commit(owner, [.. block], done);
            }
        }

        return done.Task;
    }

    public async ValueTask TrimAsync(JournalOwner owner, int blocks, CancellationToken cancellationToken)
    {
        await Write(owner, journal => journal.Blocks.RemoveRange(0, Math.Min(blocks, journal.Blocks.Count)));
        if (_unanswered.TryRemove(owner.Journal, out var trimmed))
        {
            trimmed.SetResult();
            throw new JournalUnavailableException("The store did not answer in time.");
        }
    }

    public ValueTask SetColumnAsync(JournalOwner owner, int column, byte[] value, CancellationToken cancellationToken) =>
        Write(owner, journal => journal.Columns[column] = value);

    public ValueTask<IReadOnlyList<byte[]?>> GetColumnsAsync(string journal, IReadOnlyList<int> columns, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult<IReadOnlyList<byte[]?>>([.. columns.Select(column => Of(journal).Columns.GetValueOrDefault(column))]);
        }
    }

    public ValueTask DeleteAsync(JournalOwner owner, CancellationToken cancellationToken) => Write(owner, journal =>
    {
        journal.Blocks.Clear();
        journal.Columns.Clear();
    });

    public Task BarrierAsync() => Task.CompletedTask;

    private ValueTask Write(JournalOwner owner, Action<Journal> write)
    {
        lock (_gate)
        {
            if (Of(owner.Journal).Token != owner.Token)
            {
                throw new JournalFencedException(owner.Journal);
            }

            write(Of(owner.Journal));
            return ValueTask.CompletedTask;
        }
    }

    private void Commit(JournalOwner owner, byte[] block, TaskCompletionSource done)
    {
        if (Of(owner.Journal).Token != owner.Token)
        {
            done.SetException(new JournalFencedException(owner.Journal));
            return;
        }

        Of(owner.Journal).Blocks.Add(block);
        done.SetResult();
    }

    private Journal Of(string name) => _journals.TryGetValue(name, out var journal) ? journal : _journals[name] = new Journal();

    private sealed class Journal
    {
        public long Token { get; set; }

        public List<byte[]> Blocks { get; } = [];

        public Dictionary<int, byte[]> Columns { get; } = [];

        public List<(JournalOwner Owner, byte[] Block, TaskCompletionSource Done)>? Held { get; set; }

        public (int Count, TaskCompletionSource Reached)? Awaited { get; set; }

        public void TellAwaited()
        {
            if (Awaited is { } awaited && Held?.Count >= awaited.Count)
            {
                awaited.Reached.TrySetResult();
            }
        }
    }
}
