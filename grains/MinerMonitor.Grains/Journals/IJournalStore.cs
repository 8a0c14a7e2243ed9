namespace MinerMonitor.Grains.Journals;

/// <summary>
/// Durable logs of numbered blocks, each owned by one activation at a time, with a few columns beside each. Implemented by the silo's
/// store; a replay world has one in memory.
/// </summary>
/// <remarks>
/// Fencing: <see cref="TakeOwnershipAsync"/> gives a rising token, and every write by an older token is refused, so of two activations
/// of one grain only the newer can write. Durable means: survives the death of the process.
/// </remarks>
public interface IJournalStore
{
    /// <summary>Becomes the owner of a journal; whoever owned it before is refused from now on.</summary>
    ValueTask<JournalOwner> TakeOwnershipAsync(string journal, CancellationToken cancellationToken);

    /// <summary>Reads all blocks, oldest first.</summary>
    ValueTask<IReadOnlyList<byte[]>> ReadAsync(string journal, CancellationToken cancellationToken);

    /// <summary>Appends a block; completes when it is durable. Blocks of one owner become durable in the order of the calls.</summary>
    /// <exception cref="JournalFencedException">Another activation has become the owner.</exception>
    /// <exception cref="JournalUnavailableException">The store did not answer in time: nobody knows whether the block is there.</exception>
    Task AppendAsync(JournalOwner owner, byte[] block);

    /// <summary>Drops the oldest blocks.</summary>
    /// <exception cref="JournalFencedException">Another activation has become the owner.</exception>
    ValueTask TrimAsync(JournalOwner owner, int blocks, CancellationToken cancellationToken);

    /// <summary>Writes a column beside the journal.</summary>
    /// <exception cref="JournalFencedException">Another activation has become the owner.</exception>
    ValueTask SetColumnAsync(JournalOwner owner, int column, byte[] value, CancellationToken cancellationToken);

    /// <summary>Reads columns beside the journal, in the order asked; null where there is none.</summary>
    ValueTask<IReadOnlyList<byte[]?>> GetColumnsAsync(string journal, IReadOnlyList<int> columns, CancellationToken cancellationToken);

    /// <summary>Deletes a journal and its columns.</summary>
    ValueTask DeleteAsync(JournalOwner owner, CancellationToken cancellationToken);

    /// <summary>Completes when everything that this silo wrote before is durable: what an answer to a person waits for.</summary>
    Task BarrierAsync();
}

/// <summary>Right to write one journal.</summary>
/// <param name="Journal">Name of the journal.</param>
/// <param name="Token">Rises with each owner.</param>
public readonly record struct JournalOwner(string Journal, long Token);

/// <summary>Another activation has become the owner of the journal: this one must go.</summary>
[GenerateSerializer, Alias("mm.journal.fenced")]
public sealed class JournalFencedException(string journal)
    : Exception($"Journal {journal} has a new owner; this activation must not write any more.");

/// <summary>The store did not answer: whether the write is there is not known until it is read again.</summary>
[GenerateSerializer, Alias("mm.journal.unavailable")]
public sealed class JournalUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
