namespace MinerMonitor.Grains.Miners;

/// <summary>Lets at most four shards of a silo write snapshots at a time, so that the store never sees a burst.</summary>
public sealed class SnapshotGate : IDisposable
{
    private readonly SemaphoreSlim _places = new(4);

    /// <summary>Takes a place; dispose what comes back to give it up.</summary>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        return new Place(_places);
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
