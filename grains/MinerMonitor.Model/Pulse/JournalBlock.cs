using System.Buffers.Binary;

namespace MinerMonitor.Model.Pulse;

/// <summary>Kinds of journal blocks. Stored: never renumber.</summary>
public enum JournalBlockKind : byte
{
    Unknown = 0,

    /// <summary>Samples of miners that have slots; see <see cref="SampleBlockWriter"/>.</summary>
    Samples = 1,

    /// <summary>New miners take slots; see <see cref="AssignBlock"/>.</summary>
    Assign = 2,

    /// <summary>Terms and settings that applying depends on; see <see cref="ContextBlock"/>.</summary>
    Context = 3,

    /// <summary>What a person set on one miner; see <see cref="ControlBlock"/>.</summary>
    Control = 4,

    /// <summary>What work is worth from now on; see <see cref="PricesBlock"/>.</summary>
    Prices = 5,

    /// <summary>What a person set on many miners; see <see cref="ChangesBlock"/>.</summary>
    Changes = 6,
}

/// <summary>
/// Header of each block of a shard's journal: version (1 byte), kind (1), number (8), the shard's world time in Unix ms (8), all little
/// endian. Applying a block is a pure function of the block and the shard: replaying gives the same shard, whenever its time was moved
/// on between blocks, as long as no block's time lies before the shard's.
/// </summary>
public static class JournalBlock
{
    /// <summary>Version written today; all older ones stay readable.</summary>
    public const byte Version = 1;

    /// <summary>Bytes before the body.</summary>
    public const int HeaderBytes = 18;

    /// <summary>Writes the header into a block whose first <see cref="HeaderBytes"/> bytes were left free.</summary>
    public static void WriteHeader(Span<byte> block, JournalBlockKind kind, long number, long atMs)
    {
        block[0] = Version;
        block[1] = (byte)kind;
        BinaryPrimitives.WriteInt64LittleEndian(block[2..], number);
        BinaryPrimitives.WriteInt64LittleEndian(block[10..], atMs);
    }

    /// <summary>Sets number and time of a block whose header is there: the shard's own, so that both only ever rise in its journal.</summary>
    public static void Stamp(Span<byte> block, long number, long atMs)
    {
        BinaryPrimitives.WriteInt64LittleEndian(block[2..], number);
        BinaryPrimitives.WriteInt64LittleEndian(block[10..], atMs);
    }

    /// <summary>Kind of a block.</summary>
    /// <exception cref="InvalidDataException">The block is of a version that this program does not know.</exception>
    public static JournalBlockKind KindOf(ReadOnlySpan<byte> block) => block[0] == Version
        ? (JournalBlockKind)block[1]
        : throw new InvalidDataException($"Journal block has version {block[0]}; this program reads version {Version}. Run a newer program.");

    /// <summary>Number of a block.</summary>
    public static long NumberOf(ReadOnlySpan<byte> block) => BinaryPrimitives.ReadInt64LittleEndian(block[2..]);

    /// <summary>The shard's world time when it took the block, Unix milliseconds.</summary>
    public static long AtMsOf(ReadOnlySpan<byte> block) => BinaryPrimitives.ReadInt64LittleEndian(block[10..]);
}
