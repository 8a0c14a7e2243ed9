using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace MinerMonitor.Grains;

/// <summary>Values of one grain under names of their own in its storage provider, so that a large state is never rewritten as one value.</summary>
/// <remarks>Names belong to the grain that uses them; two stores of one grain must not share names. Not thread-safe, as grains are not.</remarks>
internal sealed class ChunkStore<T>(IGrainContext grain)
    where T : class, new()
{
    private readonly IGrainStorage _storage = grain.ActivationServices.GetRequiredKeyedService<IGrainStorage>(StorageNames.Provider);
    private readonly Dictionary<string, GrainState<T>> _known = new(StringComparer.Ordinal);

    /// <summary>Reads a value; null when nothing is stored under the name.</summary>
    public async ValueTask<T?> ReadAsync(string name)
    {
        var state = new GrainState<T>(new T());
        await _storage.ReadStateAsync(name, grain.GrainId, state);
        _known[name] = state;
        return state.RecordExists ? state.State : null;
    }

    /// <summary>Writes a value over the one that this store last read or wrote under the name.</summary>
    public async ValueTask WriteAsync(string name, T value)
    {
        if (!_known.TryGetValue(name, out var state))
        {
            state = new GrainState<T>(new T());
            await _storage.ReadStateAsync(name, grain.GrainId, state);
            _known[name] = state;
        }

        state.State = value;
        _known.Remove(name); // until it is answered nobody knows which version is stored: the next write reads it
        await _storage.WriteStateAsync(name, grain.GrainId, state);
        _known[name] = state;
    }

    /// <summary>Removes a value.</summary>
    public async ValueTask ClearAsync(string name)
    {
        if (!_known.Remove(name, out var state))
        {
            state = new GrainState<T>(new T());
            await _storage.ReadStateAsync(name, grain.GrainId, state);
        }

        await _storage.ClearStateAsync(name, grain.GrainId, state);
    }
}
