using System.Collections.Immutable;

namespace MinerMonitor.Grains.Access;

/// <summary>Stored form of a key.</summary>
[GenerateSerializer, Alias("mm.access.key-state")]
internal sealed class KeyState
{
    [Id(0)]
    public string Name { get; set; } = "";

    [Id(1)]
    public ImmutableArray<string> Scopes { get; set; } = [];

    /// <summary>SHA-256 of the secret; empty: there is no such key.</summary>
    [Id(2)]
    public byte[] SecretHash { get; set; } = [];

    [Id(3)]
    public long CreatedAtMs { get; set; }

    [Id(4)]
    public long? ExpiresAtMs { get; set; }

    [Id(5)]
    public long? LastUsedAtMs { get; set; }

    [Id(6)]
    public string? DerivedFrom { get; set; }

    [Id(7)]
    public bool IsDisplay { get; set; }
}
