using System.Reflection;
using System.Runtime.CompilerServices;
using MinerMonitor.Grains;
using MinerMonitor.Model.Units;
using Xunit;

namespace MinerMonitor.Architecture.Tests;

/// <summary>Names and numbers that stored data and calls between silos hang on are written down, never derived from C# names.</summary>
public sealed class ClusterContractTests
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Type[] s_types =
        [.. new[] { typeof(StorageNames).Assembly, typeof(Hashrate).Assembly }.SelectMany(assembly => assembly.GetTypes()).Where(IsWritten)];

    private static readonly Type[] s_grains =
        [.. s_types.Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IGrainBase)))];

    private static readonly Type[] s_messages = [.. s_types.Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))];

    [Fact]
    public void Every_grain_class_names_its_type() =>
        Assert.All(s_grains, grain => Assert.True(grain.IsDefined(typeof(GrainTypeAttribute), inherit: false), $"{grain} lacks [GrainType]"));

    [Fact]
    public void Grain_classes_are_sealed_and_internal() =>
        Assert.All(s_grains, grain => Assert.True(grain.IsSealed && !grain.IsPublic, $"{grain} is not internal sealed"));

    [Fact]
    public void Every_grain_interface_names_its_type() =>
        Assert.All(
            s_types.Where(type => type.IsInterface && type.IsAssignableTo(typeof(IAddressable))),
            type => Assert.True(type.IsDefined(typeof(GrainInterfaceTypeAttribute), inherit: false), $"{type} lacks [GrainInterfaceType]"));

    [Fact]
    public void Every_message_and_state_has_an_alias_of_its_own()
    {
        Assert.NotEmpty(s_messages);
        Assert.All(s_messages, type => Assert.True(AliasOf(type)?.StartsWith("mm.", StringComparison.Ordinal), $"{type} lacks [Alias(\"mm.…\")]"));
        Findings.None(s_messages.GroupBy(AliasOf).Where(group => group.Count() > 1).Select(group => $"{group.Key}: {string.Join(", ", group)}"));
    }

    [Fact]
    public void Every_stored_member_has_a_number_of_its_own() =>
        Assert.All(s_messages.Where(type => !type.IsEnum), type =>
        {
            var numbers = type.GetFields(Declared).Where(field => !IsExcluded(field))
                .Select(field => (field.Name, Id: IdOf(type, field))).ToList();
            Assert.DoesNotContain(numbers, member => member.Id is null);
            Assert.True(numbers.Select(member => member.Id).Distinct().Count() == numbers.Count, $"{type} uses an [Id] twice");
        });

    [Fact]
    public void Enums_that_are_stored_say_their_values() =>
        // Without written values a new word in the middle changes the meaning of what is stored.
        Assert.All(s_messages.Where(type => type.IsEnum), type =>
        {
            var source = Repository.Code.Select(Repository.Read).First(text => text.Contains($"enum {type.Name}", StringComparison.Ordinal));
            Assert.All(Enum.GetNames(type), name => Assert.Matches($@"\b{name} = -?\d", source));
        });

    [Fact]
    public void Calls_between_grains_have_written_names() =>
        Assert.All(
            s_types.Where(type => type.IsInterface && type.IsAssignableTo(typeof(IAddressable))).SelectMany(type => type.GetMethods(Declared)),
            method => Assert.True(method.IsDefined(typeof(AliasAttribute), inherit: false), $"{method.DeclaringType}.{method.Name} lacks [Alias]"));

    private static string? AliasOf(Type type) => type.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias;

    private static uint? IdOf(Type type, FieldInfo field) =>
        (field.GetCustomAttribute<IdAttribute>() ?? PropertyOf(type, field)?.GetCustomAttribute<IdAttribute>())?.Id;

    private static PropertyInfo? PropertyOf(Type type, FieldInfo field) =>
        field.Name is ['<', .. var rest] ? type.GetProperty(rest[..rest.IndexOf('>', StringComparison.Ordinal)], Declared) : null;

    private static bool IsExcluded(FieldInfo field) =>
        field.IsDefined(typeof(NonSerializedAttribute));

    private static bool IsWritten(Type type) =>
        !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) && type.Namespace?.StartsWith("MinerMonitor", StringComparison.Ordinal) == true;
}
