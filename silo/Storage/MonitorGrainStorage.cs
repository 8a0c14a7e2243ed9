using MinerMonitor.Grains;
using MinerMonitor.Grains.Journals;
using Orleans.Storage;

namespace MinerMonitor.Silo.Storage;

/// <summary>The storage provider that grains know: Redis persistence whose writes are durable when they answer, and no storage at all for replay worlds.</summary>
/// <param name="redis">Orleans' Redis persistence.</param>
/// <param name="journal">Gives the durability barrier, shared with the journals' group commit.</param>
internal sealed class MonitorGrainStorage(IGrainStorage redis, IJournalStore journal) : IGrainStorage
{
    /// <summary>Name of the inner provider.</summary>
    public const string InnerName = "monitor-redis";

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        StorageNames.IsStored(grainId) ? redis.ReadStateAsync(stateName, grainId, grainState) : Task.CompletedTask;

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (StorageNames.IsStored(grainId))
        {
            await redis.WriteStateAsync(stateName, grainId, grainState);
            await journal.BarrierAsync();
        }
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (StorageNames.IsStored(grainId))
        {
            await redis.ClearStateAsync(stateName, grainId, grainState);
            await journal.BarrierAsync();
        }
    }
}
