using System.Collections.Immutable;

namespace MinerMonitor.Grains.Access;

/// <summary>The ids of all keys, so that they can be listed. Key: <see cref="KeyIndex.Key"/>; there is one.</summary>
[GrainInterfaceType("mm.key-index")]
public interface IKeyIndexGrain : IGrainWithStringKey
{
    /// <summary>Adds a key.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="isAdmin">True for a key of its own with the admin scope.</param>
    [Alias("AddAsync")]
    ValueTask AddAsync(string id, bool isAdmin);

    /// <summary>Takes a key off.</summary>
    [Alias("RemoveAsync")]
    ValueTask RemoveAsync(string id);

    /// <summary>Ids after one, in order.</summary>
    /// <param name="after">The last id that the caller has; null: from the first.</param>
    /// <param name="limit">Ids at most.</param>
    [Alias("ListAsync")]
    ValueTask<ImmutableArray<string>> ListAsync(string? after, int limit);

    /// <summary>Ids of keys with the admin scope.</summary>
    [Alias("ListAdminsAsync")]
    ValueTask<ImmutableArray<string>> ListAdminsAsync();
}

/// <summary>Where the index is.</summary>
public static class KeyIndex
{
    /// <summary>Grain key of the one index.</summary>
    public const string Key = "keys";
}
