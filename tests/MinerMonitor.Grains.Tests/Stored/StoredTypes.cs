using System.Reflection;
using MinerMonitor.Grains.Fleets;
using Orleans.Storage;

namespace MinerMonitor.Grains.Tests.Stored;

/// <summary>What grains keep in storage, as their constructors and fields say.</summary>
internal static class StoredTypes
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static IEnumerable<Type> Grains => typeof(IFleetGrain).Assembly.GetTypes();

    /// <summary>Every type that is written to storage, by its alias.</summary>
    public static IReadOnlyDictionary<string, Type> ByAlias { get; } = Grains.SelectMany(Uses).Select(StoredOf).OfType<Type>().Distinct()
        .ToDictionary(type => type.GetCustomAttribute<AliasAttribute>()?.Alias ?? throw new InvalidOperationException($"{type} is stored and has no alias."));

    /// <summary>Types that use the storage without a state or a chunk store: what they write is not among the above.</summary>
    public static IEnumerable<Type> OtherUsers => Grains.Where(type => Uses(type).Contains(typeof(IGrainStorage)));

    /// <summary>Types of the fields and constructor parameters of a type.</summary>
    private static IEnumerable<Type> Uses(Type type) => type.GetFields(Members).Select(field => field.FieldType)
        .Concat(type.GetConstructors(Members).SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.ParameterType));

    private static Type? StoredOf(Type use) =>
        use.IsGenericType && !use.ContainsGenericParameters
        && (use.GetGenericTypeDefinition() == typeof(IPersistentState<>) || use.GetGenericTypeDefinition() == typeof(ChunkStore<>))
            ? use.GetGenericArguments()[0]
            : null;
}
