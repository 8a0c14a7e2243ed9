using System.IO.Compression;

namespace MinerMonitor.Model.Pulse;

/// <summary>A shard's snapshot as it is stored: a mark (1 byte), then the snapshot deflated. One without the mark is from before there was one.</summary>
/// <remarks>
/// A fleet of five million has 1,221 snapshots, each written once a minute and held by the store: deflated they are about a fifth, in memory, on
/// disk and on the way.
/// </remarks>
public static class PackedSnapshot
{
    private const byte Mark = 0xFF; // no version of a snapshot
    private const int BufferBytes = 64 << 10;

    /// <summary>Packs a shard.</summary>
    /// <param name="pulse">The shard.</param>
    /// <param name="expectedBytes">About how long the pack will be, so that no memory is moved about.</param>
    public static byte[] Of(ShardPulse pulse, int expectedBytes)
    {
        using var packed = new MemoryStream(expectedBytes);
        packed.WriteByte(Mark);
        using (var deflate = new BufferedStream(new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true), BufferBytes))
        {
            pulse.WriteSnapshot(deflate);
        }

        return packed.ToArray();
    }

    /// <summary>Fills an empty shard from a stored snapshot.</summary>
    /// <exception cref="InvalidDataException">The snapshot is of a version that this program does not know, or damaged.</exception>
    public static void Restore(ShardPulse pulse, byte[] stored)
    {
        if (stored[0] != Mark)
        {
            pulse.Restore(new MemoryStream(stored));
            return;
        }

        using var deflate = new DeflateStream(new MemoryStream(stored, 1, stored.Length - 1), CompressionMode.Decompress);
        using var buffered = new BufferedStream(deflate, BufferBytes);
        pulse.Restore(buffered);
    }
}
