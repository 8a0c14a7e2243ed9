using System.Globalization;
using System.Text;
using MinerMonitor.Grains.Live;
using MinerMonitor.TestKit;
using Xunit;

namespace MinerMonitor.Grains.Tests.Stored;

/// <summary>Bytes of the journal of an event topic against its golden file.</summary>
public sealed class EventBlockTests
{
    /// <summary>Name of the golden file.</summary>
    internal const string Golden = "event-block";

    private static readonly GoldenFolder s_golden = new("MinerMonitor.Grains.Tests");

    private static TopicFrame[] Frames { get; } =
    [
        new(TopicFrameKind.Event, "0198f00000007000800000000000abcd", 41, 1_770_249_900_000, """{"type":"block"}"""u8.ToArray()),
        new(TopicFrameKind.Event, "0198f00000007000800000000000abcd", 42, 1_770_249_901_000, []),
    ];

    [Fact]
    public void Writes_the_bytes_of_the_newest_golden_file()
    {
        var bytes = EventBlock.Write([.. Frames], 7);

        Assert.Equal(Convert.ToHexStringLower(s_golden.Newest(Golden, bytes, Says(Frames)).Bytes), Convert.ToHexStringLower(bytes));
    }

    [Fact]
    public void Reads_every_golden_file() =>
        Assert.All(s_golden.VersionsOf(Golden), golden => Assert.Equal(golden.Says, Says(EventBlock.Read(golden.Bytes).Frames)));

    [Fact]
    public void Keeps_the_number_that_its_owner_gave_it()
    {
        Assert.Equal(7, EventBlock.Read(EventBlock.Write([.. Frames], 7)).Number);
        Assert.Equal(0, EventBlock.Read(s_golden.VersionsOf(Golden).Single(golden => golden.Version == 1).Bytes).Number);
    }

    private static string[] Says(IEnumerable<TopicFrame> frames) =>
        [.. frames.Select(frame => string.Create(CultureInfo.InvariantCulture, $"{frame.Kind} {frame.StreamId} {frame.Seq} {frame.AtMs} {Encoding.UTF8.GetString(frame.Payload)}"))];
}
