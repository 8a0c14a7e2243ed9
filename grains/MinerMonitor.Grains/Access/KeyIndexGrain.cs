using System.Collections.Immutable;

namespace MinerMonitor.Grains.Access;

/// <inheritdoc cref="IKeyIndexGrain"/>
[GrainType("key-index")]
internal sealed class KeyIndexGrain([PersistentState("state", StorageNames.Provider)] IPersistentState<KeyIndexState> stored)
    : Grain, IKeyIndexGrain
{
    public async ValueTask AddAsync(string id, bool isAdmin)
    {
        stored.State.AdminById[id] = isAdmin;
        await WriteAsync();
    }

    public async ValueTask RemoveAsync(string id)
    {
        if (stored.State.AdminById.Remove(id))
        {
            await WriteAsync();
        }
    }

    public ValueTask<ImmutableArray<string>> ListAsync(string? after, int limit) => ValueTask.FromResult<ImmutableArray<string>>(
        [.. stored.State.AdminById.Keys.Where(id => after is null || string.CompareOrdinal(id, after) > 0).Take(limit)]);

    public ValueTask<ImmutableArray<string>> ListAdminsAsync() => ValueTask.FromResult<ImmutableArray<string>>(
        [.. stored.State.AdminById.Where(entry => entry.Value).Select(entry => entry.Key)]);

    private Task WriteAsync() => this.StoreAsync(() => stored.WriteStateAsync());
}
