using System.Collections.Concurrent;
using MinerMonitor.Grains.Worlds;

namespace MinerMonitor.Grains.Tests.Worlds;

/// <summary>Takes a replay's samples and keeps none; says which worlds were dropped, and fails a reset when a test says so.</summary>
public sealed class RecordedFleets : IReplayFleet
{
    private readonly ConcurrentQueue<string> _dropped = new();
    private volatile string? _failing;

    /// <summary>Worlds that were dropped, in order.</summary>
    public IEnumerable<string> Dropped => _dropped;

    /// <summary>Lets the next reset of a world fail.</summary>
    public void FailNextResetOf(string world) => _failing = world;

    /// <inheritdoc/>
    public ValueTask PrepareAsync(string world) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask IngestAsync(string world, DateTimeOffset worldTime, IReadOnlyList<SimulatedSample> samples) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask AdvanceToAsync(string world, DateTimeOffset worldTime) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ResetAsync(string world)
    {
        if (_failing != world)
        {
            return ValueTask.CompletedTask;
        }

        _failing = null;
        return ValueTask.FromException(new TimeoutException("The fleet did not answer."));
    }

    /// <inheritdoc/>
    public ValueTask DropAsync(string world)
    {
        _dropped.Enqueue(world);
        return ValueTask.CompletedTask;
    }
}
