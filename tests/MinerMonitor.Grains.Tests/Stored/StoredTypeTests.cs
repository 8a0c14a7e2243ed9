using System.Reflection;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Model.Pulse;
using MinerMonitor.TestKit;
using Orleans.Serialization;
using Orleans.Storage;
using Xunit;

namespace MinerMonitor.Grains.Tests.Stored;

/// <summary>
/// Bytes of everything that grains store, against golden files: what was stored once is read by every later program. After an intended
/// change run the tests with <c>MINERMONITOR_WRITE_GOLDEN=1</c>; the older files stay.
/// </summary>
public sealed class StoredTypeTests
{
    private static readonly GoldenFolder s_golden = new("MinerMonitor.Grains.Tests");

    private static readonly OrleansGrainStorageSerializer s_serializer = new(new ServiceCollection()
        .AddSerializer(builder => builder.AddAssembly(typeof(IFleetGrain).Assembly).AddAssembly(typeof(ShardPulse).Assembly))
        .BuildServiceProvider().GetRequiredService<Serializer>());

    public static TheoryData<string> Aliases => [.. StoredTypes.ByAlias.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Aliases))]
    public void Writes_the_bytes_of_the_newest_golden_file(string alias)
    {
        var filled = Filled.Of(StoredTypes.ByAlias[alias]);
        var bytes = Write(filled);

        var golden = s_golden.Newest(alias, bytes, Description.Of(filled));

        Assert.Equal(Convert.ToHexStringLower(golden.Bytes), Convert.ToHexStringLower(bytes));
        Assert.Equal(golden.Says, Description.Of(Read(alias, golden.Bytes)));
    }

    [Theory]
    [MemberData(nameof(Aliases))]
    public void Reads_all_that_any_golden_file_says(string alias)
    {
        var versions = s_golden.VersionsOf(alias);

        Assert.NotEmpty(versions);
        Assert.All(versions, golden => Assert.Empty(golden.Says.Except(Description.Of(Read(alias, golden.Bytes)))));
    }

    [Theory]
    [MemberData(nameof(Aliases))]
    public void Stored_bytes_hold_no_names_of_classes(string alias)
    {
        var text = Encoding.Latin1.GetString(Write(Filled.Of(StoredTypes.ByAlias[alias])));

        Assert.DoesNotContain("MinerMonitor", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Version=", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Aliases))]
    public void New_object_is_stored_and_read_back(string alias)
    {
        var empty = Activator.CreateInstance(StoredTypes.ByAlias[alias], nonPublic: true)!;

        Assert.Equal(Description.Of(empty), Description.Of(Read(alias, Write(empty))));
    }

    [Fact]
    public void Nothing_is_stored_around_the_types_that_are_found()
    {
        Assert.Equal([typeof(ChunkStore<>)], StoredTypes.OtherUsers);
        Assert.Superset(
            new HashSet<string> { "mm.fleet.state", "mm.fleet.treasury-state", "mm.network.state", "mm.sector.state", "mm.series.chunk" },
            StoredTypes.ByAlias.Keys.ToHashSet());
    }

    [Fact]
    public void Every_golden_file_belongs_to_a_stored_type() =>
        Assert.Empty(s_golden.Names.Except([.. StoredTypes.ByAlias.Keys, EventBlockTests.Golden]));

    private static byte[] Write(object value) => (byte[])Call(nameof(WriteAs), value.GetType(), value);

    private static object Read(string alias, byte[] bytes) => Call(nameof(ReadAs), StoredTypes.ByAlias[alias], bytes);

    /// <summary>The storage's serializer wants the type at compile time.</summary>
    private static object Call(string method, Type stored, object argument) =>
        typeof(StoredTypeTests).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(stored).Invoke(null, [argument])!;

    private static byte[] WriteAs<T>(T value) => s_serializer.Serialize(value).ToArray();

    private static T ReadAs<T>(byte[] bytes) where T : class => s_serializer.Deserialize<T>(BinaryData.FromBytes(bytes))!;
}
