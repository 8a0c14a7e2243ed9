using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace MinerMonitor.Grains.Tests;

/// <summary>
/// Storage in the test's process that keeps bytes, as a store would, and refuses a stale etag. Orleans' own memory storage lives in grains,
/// which are gone when the last writes of a silo's shutdown come: each such write waits half a minute.
/// Its default serializer, moreover, reads into the objects that a new state begins with, and some of them are shared by all grains.
/// </summary>
internal sealed class TestStorage(Serializer serializer) : IGrainStorage
{
    private readonly ConcurrentDictionary<(string Name, GrainId Grain), (byte[] Bytes, string ETag)> _states = [];

    /// <summary>Registers it under the product's name.</summary>
    public static void AddTo(ISiloBuilder silo) => silo.Services.AddKeyedSingleton<IGrainStorage, TestStorage>(StorageNames.Provider);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_states.TryGetValue((stateName, grainId), out var stored))
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = (serializer.Deserialize<T>(stored.Bytes)!, stored.ETag, true);
        }
        else
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null, false);
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var next = (Bytes: serializer.SerializeToArray(grainState.State), ETag: Guid.NewGuid().ToString("N"));
        _states.AddOrUpdate((stateName, grainId), _ => Checked(null), (_, stored) => Checked(stored.ETag));
        (grainState.ETag, grainState.RecordExists) = (next.ETag, true);
        return Task.CompletedTask;

        (byte[], string) Checked(string? storedETag) =>
            storedETag == grainState.ETag ? next : throw new InconsistentStateException("Somebody else wrote this state.", storedETag, grainState.ETag);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _states.TryRemove((stateName, grainId), out _);
        (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null, false);
        return Task.CompletedTask;
    }
}
