using System.Reflection;
using System.Text.Json;

namespace MinerMonitor.Protocol.Tests;

/// <summary>Makes a record with a value in every member, so that a golden file shows every member there is.</summary>
internal static class Filled
{
    private const long At = 1_770_163_200_000; // 2026-02-04T00:00Z

    public static object Record(Type type)
    {
        var record = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            property.SetValue(record, Value(property.PropertyType, property.Name));
        }

        return record;
    }

    private static object Value(Type type, string name)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Value(inner, name);
        }

        if (type == typeof(string))
        {
            return JsonNamingPolicy.CamelCase.ConvertName(name) + " é\"";
        }

        if (type == typeof(JsonElement))
        {
            return JsonSerializer.SerializeToElement(1.5);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var list = Array.CreateInstance(type.GetGenericArguments()[0], 1);
            list.SetValue(Value(type.GetGenericArguments()[0], name), 0);
            return list;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            var dictionary = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(type.GetGenericArguments()))!;
            dictionary.Add("aName", Value(type.GetGenericArguments()[1], name));
            return dictionary;
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => true,
            TypeCode.Int32 => 933_408,
            TypeCode.Int64 => At,
            TypeCode.Double => -0.1116,
            _ => Record(type),
        };
    }
}
