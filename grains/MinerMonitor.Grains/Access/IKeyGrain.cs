namespace MinerMonitor.Grains.Access;

/// <summary>One access key. Key: the key's id, the part that may be shown.</summary>
[GrainInterfaceType("mm.key")]
public interface IKeyGrain : IGrainWithStringKey
{
    /// <summary>Makes the key; false when the id is taken.</summary>
    [Alias("CreateAsync")]
    ValueTask<bool> CreateAsync(KeyDraft draft);

    /// <summary>What is kept; null when the key is unknown, revoked, expired, or was derived from one that is.</summary>
    [Alias("GetAsync")]
    ValueTask<KeyRecord?> GetAsync();

    /// <summary>What is kept when the hash is the key's; else null, as in <see cref="GetAsync"/>. Counts as a use.</summary>
    /// <param name="secretHash">SHA-256 of the secret.</param>
    [Alias("VerifyAsync")]
    ValueTask<KeyRecord?> VerifyAsync(byte[] secretHash);

    /// <summary>Moves the expiry of a key that is still good.</summary>
    [Alias("RenewAsync")]
    ValueTask RenewAsync(long expiresAtMs);

    /// <summary>Forgets the key; false when there was none.</summary>
    [Alias("RevokeAsync")]
    ValueTask<bool> RevokeAsync();
}
