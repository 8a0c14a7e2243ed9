using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace MinerMonitor.Grains.Live;

/// <summary>
/// Journal form of one append: version (1), count of frames (4), number that its owner gave it (8; 0: none), then each frame: seq (8),
/// time (8), stream id (32 ASCII), length (4), payload. Version 1 had no number.
/// </summary>
internal static class EventBlock
{
    private const byte Version = 2;
    private const int StreamIdLength = 32;
    private const int FrameHeader = 8 + 8 + StreamIdLength + 4;
    private const int BlockHeader = 1 + 4;
    private const int NumberLength = 8;

    public static byte[] Write(ImmutableArray<TopicFrame> frames, long number)
    {
        var block = new byte[BlockHeader + NumberLength + frames.Sum(frame => FrameHeader + frame.Payload.Length)];
        block[0] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(1), frames.Length);
        var rest = block.AsSpan(BlockHeader);
        BinaryPrimitives.WriteInt64LittleEndian(rest, number);
        rest = rest[NumberLength..];
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

    public static (List<TopicFrame> Frames, long Number) Read(byte[] block)
    {
        if (block[0] is 0 or > Version)
        {
            throw new InvalidDataException($"Event block has version {block[0]}; this program reads up to version {Version}. Run a newer program.");
        }

        var frames = new List<TopicFrame>();
        var number = 0L;
        ReadOnlySpan<byte> rest = block.AsSpan(BlockHeader);
        if (block[0] > 1)
        {
            number = BinaryPrimitives.ReadInt64LittleEndian(rest);
            rest = rest[NumberLength..];
        }

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

        return (frames, number);
    }
}
