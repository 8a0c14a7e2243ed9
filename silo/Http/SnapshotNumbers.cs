using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;

namespace MinerMonitor.Silo.Http;

/// <summary>Paths of all numbers of a snapshot's type, with dots between names: what an alert rule may name.</summary>
internal static class SnapshotNumbers
{
    private const int DeepestPath = 4;
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<string>> s_known = new();

    /// <summary>Paths in the order of the members; numbers within lists have none.</summary>
    public static IReadOnlyList<string> Of(JsonTypeInfo snapshot) => s_known.GetOrAdd(snapshot.Type, _ => [.. Walk(snapshot, "", 1)]);

    private static IEnumerable<string> Walk(JsonTypeInfo type, string before, int depth) => type.Properties.SelectMany(member =>
    {
        var path = before + member.Name;
        var kind = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        if (kind.IsPrimitive && kind != typeof(bool)) return [path];
        var inner = kind.IsPrimitive || depth == DeepestPath ? null : type.Options.GetTypeInfo(kind);
        return inner is { Kind: JsonTypeInfoKind.Object } ? Walk(inner, $"{path}.", depth + 1) : [];
    });
}
