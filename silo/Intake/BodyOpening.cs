using System.Buffers;

namespace MinerMonitor.Silo.Intake;

/// <summary>What a body's first bytes look like.</summary>
internal enum BodyKind
{
    /// <summary>More bytes are needed to tell.</summary>
    Unclear,

    /// <summary>No bytes.</summary>
    Empty,

    /// <summary>Nothing but white space.</summary>
    Blank,

    /// <summary>Begins with <c>[</c>.</summary>
    JsonArray,

    /// <summary>Begins with <c>{</c>, and its first line ends an object.</summary>
    JsonLines,

    /// <summary>Begins with <c>{</c>, and its first line ends in the middle of an object.</summary>
    JsonObjects,

    /// <summary>Compressed, without a header that says so.</summary>
    Gzip,

    /// <summary>Any other text.</summary>
    Text,

    /// <summary>No text.</summary>
    Binary,
}

/// <summary>Looks at a body's first bytes, since many senders label theirs wrongly.</summary>
/// <param name="Kind">What it looks like.</param>
/// <param name="MarkBytes">Length of a byte order mark, to be skipped.</param>
internal readonly record struct BodyOpening(BodyKind Kind, int MarkBytes)
{
    private const int LongestMark = 3;

    /// <summary>Looks at what has arrived.</summary>
    /// <param name="buffer">The body so far.</param>
    /// <param name="isCompleted">No more will come.</param>
    /// <param name="maxLineBytes">How much to wait for, at most.</param>
    public static BodyOpening Look(ReadOnlySequence<byte> buffer, bool isCompleted, int maxLineBytes)
    {
        var isEnough = isCompleted || buffer.Length >= maxLineBytes;
        if (buffer.Length < LongestMark && !isEnough)
        {
            return new(BodyKind.Unclear, 0);
        }

        Span<byte> start = stackalloc byte[LongestMark];
        start = start[..(int)Math.Min(buffer.Length, LongestMark)];
        buffer.Slice(0, start.Length).CopyTo(start);
        if (start.StartsWith([(byte)0x1f, (byte)0x8b]))
        {
            return new(BodyKind.Gzip, 0);
        }

        var mark = start.SequenceEqual("\uFEFF"u8) ? LongestMark : 0;
        var reader = new SequenceReader<byte>(buffer.Slice(mark));
        reader.AdvancePastAny(" \t\r\n"u8);
        if (!reader.TryPeek(out var first))
        {
            return new(buffer.IsEmpty ? BodyKind.Empty : isEnough ? BodyKind.Blank : BodyKind.Unclear, mark);
        }

        return first switch
        {
            (byte)'[' => new(BodyKind.JsonArray, mark),
            (byte)'{' => new(LookAtObject(ref reader, isEnough), mark),
            < 0x20 or 0x7f or >= 0xf8 => new(BodyKind.Binary, mark),
            _ => new(BodyKind.Text, mark),
        };
    }

    // An object over several lines ends its first line with something that must go on; one sample a line does not.
    private static BodyKind LookAtObject(ref SequenceReader<byte> reader, bool isEnough)
    {
        if (!reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n'))
        {
            return isEnough ? BodyKind.JsonLines : BodyKind.Unclear;
        }

        byte last = 0;
        foreach (var segment in line)
        {
            var text = segment.Span.TrimEnd(" \t\r"u8);
            last = text.IsEmpty ? last : text[^1];
        }

        return last is (byte)'{' or (byte)'[' or (byte)',' or (byte)':' ? BodyKind.JsonObjects : BodyKind.JsonLines;
    }
}
