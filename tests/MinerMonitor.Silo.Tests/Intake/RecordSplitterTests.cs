using System.Text;
using MinerMonitor.Silo.Intake;
using Xunit;

namespace MinerMonitor.Silo.Tests.Intake;

public sealed class RecordSplitterTests
{
    private const string Array = """ [ {"a":"x,]}\"\\"}, 7 ,{"b":[{"c":"}"}]},"t,]",null] """;

    [Fact]
    public void Lines_are_the_same_wherever_the_body_is_cut() =>
        AssertSameAtEveryCut("a=1\r\n\nlonger line 2\n# three\nlast", sink => new LineSplitter(sink, 100), ["1:a=1\r", "2:", "3:longer line 2", "4:# three", "5:last"]);

    [Fact]
    public void Array_items_are_the_same_wherever_the_body_is_cut() =>
        AssertSameAtEveryCut(
            Array,
            sink => new JsonItemSplitter(sink, 100, isArray: true),
            ["1:{\"a\":\"x,]}\\\"\\\\\"}", "2:7", "3:{\"b\":[{\"c\":\"}\"}]}", "4:\"t,]\"", "5:null"]);

    [Fact]
    public void Objects_over_several_lines_are_the_same_wherever_the_body_is_cut() =>
        AssertSameAtEveryCut(
            "{\n \"a\": 1\n}\n{\"b\":\n2}", sink => new JsonItemSplitter(sink, 100, isArray: false), ["1:{\n \"a\": 1\n}", "2:{\"b\":\n2}"]);

    [Fact]
    public void An_array_that_is_not_closed_is_told() =>
        AssertSameAtEveryCut("""[{"a":1},{"b":""", sink => new JsonItemSplitter(sink, 100, isArray: true), ["1:{\"a\":1}", "2:{\"b\":", "3!malformed"]);

    [Fact]
    public void An_overlong_record_is_refused_alone() =>
        AssertSameAtEveryCut("a\n0123456789x\nb\n0123456789y", sink => new LineSplitter(sink, 10), ["1:a", "2!too_large", "3:b", "4!too_large"]);

    [Fact]
    public void An_overlong_item_is_refused_alone() =>
        AssertSameAtEveryCut(
            """[{"a":1},{"b":"0123456789"},{"c":2}]""",
            sink => new JsonItemSplitter(sink, 10, isArray: true),
            ["1:{\"a\":1}", "2!too_large", "3:{\"c\":2}"]);

    private static void AssertSameAtEveryCut(string body, Func<IRecordSink, RecordSplitter> create, string[] expected)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(expected, Split(create, mustWait: false, bytes[..cut], bytes[cut..]));
            Assert.Equal(expected, Split(create, mustWait: true, bytes[..cut], bytes[cut..]));
        }

        Assert.Equal(expected, Split(create, mustWait: true, [.. bytes.Select(value => new[] { value })]));
    }

    private static List<string> Split(Func<IRecordSink, RecordSplitter> create, bool mustWait, params byte[][] pieces)
    {
        var sink = new Sink(mustWait);
        var splitter = create(sink);
        foreach (var piece in pieces)
        {
            var rest = piece.AsSpan();
            while (!splitter.Feed(rest, out var consumed))
            {
                rest = rest[consumed..];
                sink.Waited();
            }
        }

        while (!splitter.Finish())
        {
            sink.Waited();
        }

        return sink.Taken;
    }

    /// <summary>Makes its caller wait before every record, when told so.</summary>
    private sealed class Sink(bool mustWait) : IRecordSink
    {
        private bool _isReady;

        public List<string> Taken { get; } = [];

        public void Waited() => _isReady = true;

        public bool TryTake(ReadOnlySpan<byte> record, int number)
        {
            if (mustWait && !_isReady)
            {
                return false;
            }

            _isReady = false;
            Taken.Add($"{number}:{Encoding.UTF8.GetString(record)}");
            return true;
        }

        public void Refuse(int number, string code, string reason) => Taken.Add($"{number}!{code}");
    }
}
