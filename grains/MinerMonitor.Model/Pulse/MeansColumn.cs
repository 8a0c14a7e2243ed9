using System.IO.Compression;

namespace MinerMonitor.Model.Pulse;

/// <summary>Ten minutes of history of a whole shard: mean hashrate and power of each slot.</summary>
/// <remarks>
/// Stored as version (1 byte), ten-minute index (8), last block merged (8), slots (2), then deflated planes: generation, counts and
/// means in the upper half of a float (8 bits of mantissa: 0.4 %), high bytes apart from low bytes because they compress to nothing.
/// </remarks>
public sealed class MeansColumn
{
    /// <summary>Width, milliseconds.</summary>
    public const long WidthMs = 600_000;

    /// <summary>Columns kept: 24 hours.</summary>
    public const int Kept = 144;

    private const byte Version = 1;
    private const int HeaderBytes = 19;
    private const int Planes = 7;
    private readonly byte[] _generations;
    private readonly float[] _hashrateThs;
    private readonly float[] _powerW;
    private readonly byte[] _hashrateCounts;
    private readonly byte[] _powerCounts;

    /// <summary>An empty column.</summary>
    /// <param name="index">Unix milliseconds over <see cref="WidthMs"/>.</param>
    /// <param name="slots">Slots of the shard.</param>
    /// <param name="lastBlock">Number of the last block that is in it.</param>
    public MeansColumn(long index, int slots, long lastBlock)
    {
        Index = index;
        LastBlock = lastBlock;
        _generations = new byte[slots];
        _hashrateThs = new float[slots];
        _powerW = new float[slots];
        _hashrateCounts = new byte[slots];
        _powerCounts = new byte[slots];
    }

    /// <summary>Which ten minutes: Unix milliseconds over <see cref="WidthMs"/>.</summary>
    public long Index { get; }

    /// <summary>Number of the last block that is in it: late samples up to this one are merged already.</summary>
    public long LastBlock { get; private set; }

    /// <summary>Slots.</summary>
    public int Slots => _generations.Length;

    /// <summary>Field of the column among the <see cref="Kept"/> that are kept.</summary>
    public static int FieldOf(long index) => (int)(index % Kept);

    /// <summary>Mean hashrate (TH/s) and power (W) of a slot; null where nothing was read or another miner had the slot.</summary>
    public (double? HashrateThs, double? PowerW) Get(int slot, byte generation) => slot >= Slots || _generations[slot] != generation
        ? (null, null)
        : (_hashrateCounts[slot] == 0 ? null : _hashrateThs[slot], _powerCounts[slot] == 0 ? null : _powerW[slot]);

    /// <summary>Merges readings into a slot; those of another generation of the slot replace what was there.</summary>
    public void Add(int slot, byte generation, float hashrateSum, int hashrateCount, float powerSum, int powerCount)
    {
        if (_generations[slot] != generation)
        {
            _generations[slot] = generation;
            _hashrateCounts[slot] = 0;
            _powerCounts[slot] = 0;
        }

        Merge(ref _hashrateThs[slot], ref _hashrateCounts[slot], hashrateSum, hashrateCount);
        Merge(ref _powerW[slot], ref _powerCounts[slot], powerSum, powerCount);
    }

    /// <summary>A column with what late samples add; samples that are in it already are passed over.</summary>
    public MeansColumn WithLate(IEnumerable<LateMean> late, int slots)
    {
        var merged = new MeansColumn(Index, Math.Max(slots, Slots), LastBlock);
        for (var slot = 0; slot < Slots; slot++)
        {
            merged._generations[slot] = _generations[slot];
            merged._hashrateThs[slot] = _hashrateThs[slot];
            merged._powerW[slot] = _powerW[slot];
            merged._hashrateCounts[slot] = _hashrateCounts[slot];
            merged._powerCounts[slot] = _powerCounts[slot];
        }

        foreach (var mean in late.Where(mean => mean.Block > LastBlock))
        {
            merged.Add(
                mean.Slot, mean.Generation,
                float.IsNaN(mean.HashrateThs) ? 0 : mean.HashrateThs, float.IsNaN(mean.HashrateThs) ? 0 : 1,
                float.IsNaN(mean.PowerW) ? 0 : mean.PowerW, float.IsNaN(mean.PowerW) ? 0 : 1);
            merged.LastBlock = Math.Max(merged.LastBlock, mean.Block);
        }

        return merged;
    }

    /// <summary>Encodes for the store.</summary>
    public byte[] Encode()
    {
        var planes = new byte[Slots * Planes];
        for (var slot = 0; slot < Slots; slot++)
        {
            var hashrate = Upper(_hashrateThs[slot]);
            var power = Upper(_powerW[slot]);
            planes[slot] = _generations[slot];
            planes[Slots + slot] = _hashrateCounts[slot];
            planes[(2 * Slots) + slot] = _powerCounts[slot];
            planes[(3 * Slots) + slot] = (byte)(hashrate >> 8);
            planes[(4 * Slots) + slot] = (byte)hashrate;
            planes[(5 * Slots) + slot] = (byte)(power >> 8);
            planes[(6 * Slots) + slot] = (byte)power;
        }

        using var stream = new MemoryStream();
        Span<byte> header = stackalloc byte[HeaderBytes];
        var writer = new SpanWriter(header);
        writer.U8(Version);
        writer.I64(Index);
        writer.I64(LastBlock);
        writer.U16((ushort)Slots);
        stream.Write(header);
        using (var deflate = new DeflateStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(planes);
        }

        return stream.ToArray();

        // Rounded, not cut: a mean that is stored again with each late sample must not sink.
        static uint Upper(float value) => (BitConverter.SingleToUInt32Bits(value) + 0x8000) >> 16;
    }

    /// <summary>Decodes from the store.</summary>
    /// <exception cref="InvalidDataException">The column is of a version that this program does not know, or damaged.</exception>
    public static MeansColumn Decode(byte[] stored)
    {
        var reader = new SpanReader(stored);
        var version = reader.U8();
        if (version != Version)
        {
            throw new InvalidDataException($"History column has version {version}; this program reads version {Version}. Run a newer program.");
        }

        var column = new MeansColumn(reader.I64(), 0, 0);
        var lastBlock = reader.I64();
        int slots = reader.U16();
        column = new MeansColumn(column.Index, slots, lastBlock);
        var planes = new byte[slots * Planes];
        using var deflate = new DeflateStream(new MemoryStream(stored, HeaderBytes, stored.Length - HeaderBytes), CompressionMode.Decompress);
        deflate.ReadExactly(planes);
        for (var slot = 0; slot < slots; slot++)
        {
            column._generations[slot] = planes[slot];
            column._hashrateCounts[slot] = planes[slots + slot];
            column._powerCounts[slot] = planes[(2 * slots) + slot];
            column._hashrateThs[slot] = Half(planes[(3 * slots) + slot], planes[(4 * slots) + slot]);
            column._powerW[slot] = Half(planes[(5 * slots) + slot], planes[(6 * slots) + slot]);
        }

        return column;

        static float Half(byte high, byte low) => BitConverter.UInt32BitsToSingle(((uint)high << 24) | ((uint)low << 16));
    }

    private static void Merge(ref float mean, ref byte count, float sum, int added)
    {
        if (added == 0)
        {
            return;
        }

        mean = ((mean * count) + sum) / (count + added);
        count = (byte)Math.Min(count + added, byte.MaxValue);
    }
}

/// <summary>A late sample on its way into history. Absent quantities are NaN.</summary>
/// <param name="Index">Which ten minutes.</param>
/// <param name="Slot">Slot.</param>
/// <param name="Generation">Generation of the slot.</param>
/// <param name="HashrateThs">Hashrate, TH/s.</param>
/// <param name="PowerW">Power, W.</param>
/// <param name="Block">Number of the block that brought it.</param>
public readonly record struct LateMean(long Index, ushort Slot, byte Generation, float HashrateThs, float PowerW, long Block);
