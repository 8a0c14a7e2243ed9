using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.TestKit;
using Xunit;

namespace MinerMonitor.Protocol.Tests;

/// <summary>
/// The wire format of every record, member by member, against files that clients in other languages can read too. After an intended change
/// run the tests with <c>MINERMONITOR_WRITE_GOLDEN=1</c> and review what changed: within v1 members are only ever added.
/// </summary>
public sealed class GoldenTests
{
    private static readonly JsonSerializerOptions s_indented = new(ProtocolJson.Default.Options) { WriteIndented = true, NewLine = "\n" };

    private static readonly Dictionary<string, Type> s_records = typeof(ProtocolJson).Assembly.GetExportedTypes()
        .Where(type => type.IsClass && type.GetMethod("<Clone>$") is not null && !type.ContainsGenericParameters)
        .Append(typeof(Page<MinerRow>))
        .ToDictionary(type => type.IsGenericType ? "Page" : type.Name);

    public static TheoryData<string> Records => [.. s_records.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Records))]
    public void Writes_every_member_as_the_golden_file_has_it(string name)
    {
        var written = JsonSerializer.Serialize(Filled.Record(s_records[name]), s_indented.GetTypeInfo(s_records[name])) + "\n";
        if (Environment.GetEnvironmentVariable("MINERMONITOR_WRITE_GOLDEN") == "1")
        {
            File.WriteAllText(PathOf(name), written, new UTF8Encoding(false));
        }

        Assert.Equal(File.ReadAllText(PathOf(name)), written);
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Reads_the_golden_file_back_whole(string name)
    {
        var golden = File.ReadAllText(PathOf(name));

        var read = JsonSerializer.Deserialize(golden, s_indented.GetTypeInfo(s_records[name]));

        Assert.Equal(golden, JsonSerializer.Serialize(read, s_indented.GetTypeInfo(s_records[name])) + "\n");
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Ignores_members_that_a_newer_server_may_send(string name)
    {
        var newer = JsonNode.Parse(File.ReadAllText(PathOf(name)))!.AsObject();
        newer["addedLater"] = new JsonObject { ["x"] = 1 };

        var read = JsonSerializer.Deserialize(newer.ToJsonString(), s_indented.GetTypeInfo(s_records[name]));

        Assert.Equal(File.ReadAllText(PathOf(name)), JsonSerializer.Serialize(read, s_indented.GetTypeInfo(s_records[name])) + "\n");
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Leaves_absent_members_out(string name)
    {
        var type = s_records[name];
        var required = type.GetProperties().Where(property => property.GetCustomAttribute<RequiredMemberAttribute>() is not null);
        var record = Filled.Record(type);
        foreach (var property in type.GetProperties().Except(required).Where(property => property.CanWrite && IsNullable(property)))
        {
            property.SetValue(record, null);
        }

        var written = JsonSerializer.SerializeToNode(record, s_indented.GetTypeInfo(type))!.AsObject();

        Assert.DoesNotContain(written, member => member.Value is null);
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Reads_absent_members_as_their_documented_defaults(string name)
    {
        var type = s_records[name];
        var required = type.GetProperties().Where(property => property.GetCustomAttribute<RequiredMemberAttribute>() is not null).ToList();
        var sparse = Activator.CreateInstance(type)!;
        var json = new JsonObject();
        foreach (var property in required)
        {
            property.SetValue(sparse, property.GetValue(Filled.Record(type)));
            var member = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            json[member] = JsonNode.Parse(File.ReadAllText(PathOf(name)))![member]!.DeepClone();
        }

        var read = JsonSerializer.Deserialize(json.ToJsonString(), s_indented.GetTypeInfo(type))!;

        foreach (var property in type.GetProperties().Except(required).Where(property => property.CanWrite && property.PropertyType != typeof(JsonElement)))
        {
            Assert.Equal(property.GetValue(sparse), property.GetValue(read));
        }
    }

    [Fact]
    public void Every_golden_file_belongs_to_a_record() =>
        Assert.Equal(
            s_records.Keys.Order(StringComparer.Ordinal),
            Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal));

    private static bool IsNullable(PropertyInfo property) =>
        !property.PropertyType.IsValueType || Nullable.GetUnderlyingType(property.PropertyType) is not null;

    private static string Folder => Path.Combine(Optional.SolutionFolder(), "tests", "MinerMonitor.Protocol.Tests", "Golden");

    private static string PathOf(string name) => Path.Combine(Folder, name + ".json");
}
