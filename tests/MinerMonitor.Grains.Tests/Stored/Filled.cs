using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace MinerMonitor.Grains.Tests.Stored;

/// <summary>Makes a stored object with a value in every serialized member, each its own, so that two that were mixed up would differ.</summary>
internal static class Filled
{
    private static readonly DateTimeOffset s_time = new(2026, 2, 5, 0, 5, 0, TimeSpan.Zero);

    /// <summary>A filled object.</summary>
    public static object Of(Type type)
    {
        var filled = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var member in SerializedMember.Of(type)) member.Field.SetValue(filled, Value(member.Field.FieldType, Seed(member.Name)));
        return filled;
    }

    private static int Seed(string name) => 1 + name.Aggregate(0, (sum, letter) => ((sum * 31) + letter) % 9_973);

    private static object Value(Type type, int seed)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return Value(inner, seed);
        if (type.IsEnum) return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!;
        if (SerializedMember.IsNumbered(type)) return Of(type);
        if (Plain(type, seed) is { } plain) return plain;
        if (type.IsArray) return Array(type.GetElementType()!, seed);
        return type.IsGenericType ? Generic(type, type.GetGenericArguments(), seed)
            : throw new NotSupportedException($"{type} is stored; teach {nameof(Filled)} how to make one, and {nameof(Description)} how to tell of it.");
    }

    private static object? Plain(Type type, int seed) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => true,
        TypeCode.Byte => (byte)(seed % 250),
        TypeCode.UInt16 => (ushort)seed,
        TypeCode.Int32 => 900_000 + seed,
        TypeCode.UInt32 => 900_000u + (uint)seed,
        TypeCode.Int64 => 1_770_000_000_000 + seed,
        TypeCode.Single => seed + 0.5f,
        TypeCode.Double => seed + 0.25,
        TypeCode.Decimal => seed + 0.75m,
        TypeCode.String => $"text é {seed}",
        _ => type == typeof(DateOnly) ? new DateOnly(2026, 2, 5).AddDays(seed)
            : type == typeof(TimeSpan) ? TimeSpan.FromSeconds(seed)
            : type == typeof(DateTimeOffset) ? s_time.AddSeconds(seed)
            : type == typeof(byte[]) ? new byte[] { 1, (byte)seed, 255 }
            : null,
    };

    private static Array Array(Type element, int seed)
    {
        var array = System.Array.CreateInstance(element, 2);
        array.SetValue(Value(element, seed), 0);
        array.SetValue(Value(element, seed + 1), 1);
        return array;
    }

    private static object Generic(Type type, Type[] arguments, int seed)
    {
        var definition = type.GetGenericTypeDefinition();
        if (typeof(ITuple).IsAssignableFrom(type)) return Activator.CreateInstance(type, [.. arguments.Select((argument, index) => Value(argument, seed + index))])!;
        if (definition == typeof(ImmutableArray<>)) return FromMethod(typeof(ImmutableArray), "Create", arguments, Array(arguments[0], seed), parameter => parameter.IsArray);
        if (typeof(IDictionary).IsAssignableFrom(type))
        {
            var factory = definition == typeof(ImmutableDictionary<,>) ? typeof(ImmutableDictionary)
                : definition == typeof(ImmutableSortedDictionary<,>) ? typeof(ImmutableSortedDictionary)
                : null;
            // One entry: the order of more is nobody's promise.
            var dictionary = (IDictionary)Activator.CreateInstance(factory is null ? type : typeof(Dictionary<,>).MakeGenericType(arguments))!;
            dictionary.Add(Value(arguments[0], seed), Value(arguments[1], seed + 1));
            return factory is null ? dictionary : FromMethod(factory, "CreateRange", arguments, dictionary, parameter => parameter.Name == "IEnumerable`1");
        }

        return Activator.CreateInstance(type, Array(arguments[0], seed))!; // lists, queues and sets begin with what they are given
    }

    private static object FromMethod(Type factory, string method, Type[] arguments, object items, Func<Type, bool> takes) =>
        factory.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Single(candidate => candidate.Name == method && candidate.GetParameters() is [var parameter] && takes(parameter.ParameterType))
            .MakeGenericMethod(arguments).Invoke(null, [items])!;
}
