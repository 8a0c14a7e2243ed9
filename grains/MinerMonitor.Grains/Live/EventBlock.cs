using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace MinerMonitor.Grains.Live;

/// <summary>Journal form of the frames of one append: version (1), count (4), then each: seq (8), time (8), stream id (32 ASCII), length (4), payload.</summary>
internal static class EventBlock
{
    private const byte Version = 1;
    private const int StreamIdLength = 32;
    private const int FrameHeader = 8 + 8 + StreamIdLength + 4;

    public static byte[] Write(ImmutableArray<TopicFrame> frames)
    {
        var block = new byte[5 + frames.Sum(frame => FrameHeader + frame.Payload.Length)];
        block[0] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(1), frames.Length);
        var rest = block.AsSpan(5);
        foreach (var frame in frames)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, frame.Seq);
            BinaryPrimitives.WriteInt64LittleEndian(rest[8..], frame.AtMs);
            Encoding.ASCII.GetBytes(frame.StreamId, rest[16..]);
            BinaryPrimitives.WriteInt32LittleEndian(rest[(16 + StreamIdLength)..], frame.Payload.Length);
            frame.Payload.CopyTo(rest[FrameHeader..]);
            rest = rest[(FrameHeader + frame.Payload.Length)..];
        }

        return block;
    }

    public static List<TopicFrame> Read(byte[] block)
    {
        if (block[0] != Version)
        {
            throw new InvalidDataException($"Event block has version {block[0]}; this program reads version {Version}. Run a newer program.");
        }

        var frames = new List<TopicFrame>();
        ReadOnlySpan<byte> rest = block.AsSpan(5);
        for (var left = BinaryPrimitives.ReadInt32LittleEndian(block.AsSpan(1)); left > 0; left--)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(rest[(16 + StreamIdLength)..]);
            frames.Add(new TopicFrame(
                TopicFrameKind.Event,
                Encoding.ASCII.GetString(rest.Slice(16, StreamIdLength)),
                BinaryPrimitives.ReadInt64LittleEndian(rest),
                BinaryPrimitives.ReadInt64LittleEndian(rest[8..]),
                rest.Slice(FrameHeader, length).ToArray()));
            rest = rest[(FrameHeader + length)..];
        }

        return frames;
    }
}
