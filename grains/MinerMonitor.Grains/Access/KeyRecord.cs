using System.Collections.Immutable;

namespace MinerMonitor.Grains.Access;

/// <summary>A key to be made.</summary>
/// <param name="Name">What it is for, in words.</param>
/// <param name="Scopes">Scopes in text form.</param>
/// <param name="SecretHash">SHA-256 of the secret; the secret itself is kept nowhere.</param>
/// <param name="ExpiresAtMs">When it expires, Unix milliseconds; null: never.</param>
/// <param name="DerivedFrom">For a display's key: the key that was shown for it, and whose end is its end; null: a key of its own.</param>
/// <param name="IsDisplay">True for the key in a browser's cookie.</param>
[GenerateSerializer, Immutable, Alias("mm.access.key-draft")]
public sealed record KeyDraft(
    [property: Id(0)] string Name,
    [property: Id(1)] ImmutableArray<string> Scopes,
    [property: Id(2)] byte[] SecretHash,
    [property: Id(3)] long? ExpiresAtMs,
    [property: Id(4)] string? DerivedFrom = null,
    [property: Id(5)] bool IsDisplay = false);

/// <summary>What is kept about a key and may be told.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">What it is for, in words.</param>
/// <param name="Scopes">Scopes in text form.</param>
/// <param name="CreatedAtMs">Made, Unix milliseconds.</param>
/// <param name="ExpiresAtMs">Expires, Unix milliseconds; null: never.</param>
/// <param name="LastUsedAtMs">Last used, Unix milliseconds, to the minute; null: never.</param>
/// <param name="IsDisplay">True for the key in a browser's cookie.</param>
[GenerateSerializer, Immutable, Alias("mm.access.key")]
public sealed record KeyRecord(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] ImmutableArray<string> Scopes,
    [property: Id(3)] long CreatedAtMs,
    [property: Id(4)] long? ExpiresAtMs,
    [property: Id(5)] long? LastUsedAtMs,
    [property: Id(6)] bool IsDisplay);
