using System.Globalization;
using System.Reflection;

namespace MinerMonitor.Grains.Tests.Stored;

/// <summary>A field or property that is serialized, by its number.</summary>
/// <param name="Path">Its number; those of base types are marked as such, as every type numbers from 0.</param>
/// <param name="Name">Its name.</param>
/// <param name="Field">Where its value is.</param>
internal sealed record SerializedMember(string Path, string Name, FieldInfo Field)
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>True when a type says itself how it is serialized.</summary>
    public static bool IsNumbered(Type type) => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null && !type.IsEnum;

    /// <summary>Members of a type and its bases, in the order of their numbers.</summary>
    public static IReadOnlyList<SerializedMember> Of(Type type)
    {
        var members = new List<SerializedMember>();
        var prefix = "";
        for (var level = type; level is not null && IsNumbered(level); level = level.BaseType)
        {
            var (of, mark) = (level, prefix);
            var numbered = of.GetMembers(Declared).Select(member => (Member: member, member.GetCustomAttribute<IdAttribute>()?.Id)).Where(item => item.Id is not null);
            members.AddRange(numbered.OrderBy(item => item.Id).Select(item =>
                new SerializedMember(mark + item.Id!.Value.ToString(CultureInfo.InvariantCulture), item.Member.Name, FieldOf(of, item.Member))));
            prefix += "base.";
        }

        return members;
    }

    private static FieldInfo FieldOf(Type type, MemberInfo member) => member as FieldInfo
        ?? type.GetField($"<{member.Name}>k__BackingField", Declared)
        ?? throw new NotSupportedException($"{type}.{member.Name} is serialized and has no field of its own; teach {nameof(SerializedMember)} where its value is.");
}
