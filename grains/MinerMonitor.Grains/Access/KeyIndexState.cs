namespace MinerMonitor.Grains.Access;

/// <summary>Stored form of the index of keys.</summary>
[GenerateSerializer, Alias("mm.access.key-index-state")]
internal sealed class KeyIndexState
{
    /// <summary>Ids in ordinal order, so that pages are stable; the value tells keys with the admin scope.</summary>
    [Id(0)]
    public SortedDictionary<string, bool> AdminById { get; set; } = new(StringComparer.Ordinal);
}
