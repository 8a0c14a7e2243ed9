using System.IO.Compression;

namespace MinerMonitor.Model.Pulse;

/// <summary>Sums over miners and time: what was hashed, used, earned and spent.</summary>
/// <remarks>Doubles, added in the order of the journal: replaying gives the same bits.</remarks>
[GenerateSerializer, Immutable, Alias("mm.pulse.ledger-sums")]
public readonly record struct LedgerSums
{
    /// <summary>Work, TH: hashrate in TH/s times seconds.</summary>
    [Id(0)] public double WorkTh { get; init; }

    /// <summary>Energy at the machines, J.</summary>
    [Id(1)] public double EnergyJ { get; init; }

    /// <summary>Bitcoin that this work is expected to find, less the pool's fee.</summary>
    [Id(2)] public double ExpectedBtc { get; init; }

    /// <summary>Worth of the work at the hashprice of its time, less the pool's fee, USD.</summary>
    [Id(3)] public double RevenueUsd { get; init; }

    /// <summary>Energy with overhead at the tariff, and other cost, USD.</summary>
    [Id(4)] public double CostUsd { get; init; }

    /// <summary>Revenue less cost of the time in which both are known, USD.</summary>
    [Id(5)] public double MarginUsd { get; init; }

    /// <summary>Time of miners whose hashrate was known, ms.</summary>
    [Id(6)] public long CoveredMs { get; init; }

    /// <summary>Time of miners, ms.</summary>
    [Id(7)] public long ExpectedMs { get; init; }

    /// <summary>Which sums have anything in them: 0 of the others means not known.</summary>
    [Id(8)] public LedgerParts Known { get; init; }

    /// <summary>Sum.</summary>
    public static LedgerSums operator +(in LedgerSums left, in LedgerSums right) => new()
    {
        WorkTh = left.WorkTh + right.WorkTh,
        EnergyJ = left.EnergyJ + right.EnergyJ,
        ExpectedBtc = left.ExpectedBtc + right.ExpectedBtc,
        RevenueUsd = left.RevenueUsd + right.RevenueUsd,
        CostUsd = left.CostUsd + right.CostUsd,
        MarginUsd = left.MarginUsd + right.MarginUsd,
        CoveredMs = left.CoveredMs + right.CoveredMs,
        ExpectedMs = left.ExpectedMs + right.ExpectedMs,
        Known = left.Known | right.Known,
    };
}

/// <summary>Which sums of a ledger are known. Stored: never renumber.</summary>
[Flags]
public enum LedgerParts : byte
{
    None = 0,

    /// <summary>Work.</summary>
    Work = 1,

    /// <summary>Energy.</summary>
    Energy = 2,

    /// <summary>Expected bitcoin and revenue.</summary>
    Revenue = 4,

    /// <summary>Cost.</summary>
    Cost = 8,

    /// <summary>Margin.</summary>
    Margin = 16,
}

/// <summary>What work and bitcoin are worth, as the ledgers take it until they are told anew.</summary>
/// <param name="HashpriceUsdPhDay">Hashprice, USD per PH/s and day; NaN: not known.</param>
/// <param name="HashvalueBtcPhDay">Expected bitcoin per PH/s and day; NaN: not known.</param>
public readonly record struct LedgerPrices(double HashpriceUsdPhDay, double HashvalueBtcPhDay)
{
    /// <summary>Nothing is known.</summary>
    public static LedgerPrices Unknown { get; } = new(double.NaN, double.NaN);
}

/// <summary>Body of a prices block: hashprice (f64, USD per PH/s and day) and hashvalue (f64, BTC per PH/s and day), NaN where not known.</summary>
public static class PricesBlock
{
    /// <summary>Writes a block.</summary>
    public static byte[] Write(LedgerPrices prices, long atMs)
    {
        var block = new byte[JournalBlock.HeaderBytes + 16];
        JournalBlock.WriteHeader(block, JournalBlockKind.Prices, 0, atMs);
        var writer = new SpanWriter(block.AsSpan(JournalBlock.HeaderBytes));
        writer.F64(prices.HashpriceUsdPhDay);
        writer.F64(prices.HashvalueBtcPhDay);
        return block;
    }

    internal static LedgerPrices Read(ReadOnlySpan<byte> block)
    {
        var reader = new SpanReader(block[JournalBlock.HeaderBytes..]);
        return new LedgerPrices(reader.F64(), reader.F64());
    }
}

/// <summary>Ledger of one site of a shard for one UTC day.</summary>
/// <param name="Site">Site.</param>
/// <param name="Sums">Sums of its miners, those moved or deleted since included.</param>
[GenerateSerializer, Immutable, Alias("mm.pulse.site-ledger")]
public sealed record SiteLedger([property: Id(0)] string Site, [property: Id(1)] LedgerSums Sums);

/// <summary>Ledger of a shard for one UTC day.</summary>
/// <param name="Day">Days since 1970-01-01.</param>
/// <param name="IsClosed">False: the day is under way.</param>
/// <param name="Samples">Samples applied on that day.</param>
/// <param name="Sites">By site.</param>
[GenerateSerializer, Immutable, Alias("mm.pulse.shard-day")]
public sealed record ShardDay([property: Id(0)] int Day, [property: Id(1)] bool IsClosed, [property: Id(2)] long Samples, [property: Id(3)] SiteLedger[] Sites)
{
    /// <summary>Milliseconds of a day.</summary>
    public const long LengthMs = 86_400_000;

    /// <summary>The day that a moment lies in.</summary>
    public static int Of(long atMs) => (int)(atMs / LengthMs);
}

/// <summary>Sums of one miner for the day under way.</summary>
internal struct RowLedger
{
    /// <summary>Up to when it has been summed, Unix milliseconds.</summary>
    public long ThroughMs;

    public double WorkTh;
    public double EnergyJ;
    public double ExpectedBtc;
    public double RevenueUsd;
    public double CostUsd;
    public double MarginUsd;
    public uint CoveredMs;
    public LedgerParts Known;

    public void Add(in LedgerSums part)
    {
        WorkTh += part.WorkTh;
        EnergyJ += part.EnergyJ;
        ExpectedBtc += part.ExpectedBtc;
        RevenueUsd += part.RevenueUsd;
        CostUsd += part.CostUsd;
        MarginUsd += part.MarginUsd;
        CoveredMs += (uint)part.CoveredMs;
        Known |= part.Known;
    }

    public readonly LedgerSums Sums() => new()
    {
        WorkTh = WorkTh, EnergyJ = EnergyJ, ExpectedBtc = ExpectedBtc, RevenueUsd = RevenueUsd, CostUsd = CostUsd, MarginUsd = MarginUsd, CoveredMs = CoveredMs, Known = Known,
    };
}

/// <summary>The closed day of every miner of a shard.</summary>
/// <remarks>
/// Stored as version (1 byte), day (4), slots (2), 1 when what came late is in it (1; not in version 1), then deflated planes: generation, known parts, covered seconds (3 bytes each apart)
/// and the six sums as f32, their bytes apart from each other because equal ones compress to nothing.
/// </remarks>
public sealed class LedgerColumn
{
    /// <summary>Days kept.</summary>
    public const int Kept = 31;

    private const byte Version = 2;
    private const int HeaderBytes = 8;
    private const int Sums = 6;
    private const int Planes = 2 + 3 + (4 * Sums);
    private readonly byte[] _planes;

    private LedgerColumn(int day, int slots, bool hasLate, byte[] planes) => (Day, Slots, HasLate, _planes) = (day, slots, hasLate, planes);

    /// <summary>Days since 1970-01-01.</summary>
    public int Day { get; }

    /// <summary>Slots.</summary>
    public int Slots { get; }

    /// <summary>True when what came late is in it, all that ever will.</summary>
    public bool HasLate { get; }

    /// <summary>Field of a day among the columns beside a journal; means have those before.</summary>
    public static int FieldOf(int day) => MeansColumn.Kept + (day % Kept);

    /// <summary>Sums of a slot for the day; null when another miner had it, or none.</summary>
    public LedgerSums? Get(int slot, byte generation)
    {
        if (slot >= Slots || _planes[slot] != generation || _planes[Slots + slot] == 0)
        {
            return null;
        }

        return new LedgerSums
        {
            Known = (LedgerParts)_planes[Slots + slot],
            CoveredMs = 1000L * (Plane(2) | (Plane(3) << 8) | (Plane(4) << 16)),
            ExpectedMs = ShardDay.LengthMs,
            WorkTh = Sum(0), EnergyJ = Sum(1), ExpectedBtc = Sum(2), RevenueUsd = Sum(3), CostUsd = Sum(4), MarginUsd = Sum(5),
        };

        int Plane(int plane) => _planes[(plane * Slots) + slot];
        double Sum(int sum) => BitConverter.Int32BitsToSingle(
            Plane(5 + (4 * sum)) | (Plane(6 + (4 * sum)) << 8) | (Plane(7 + (4 * sum)) << 16) | (Plane(8 + (4 * sum)) << 24));
    }

    /// <summary>Decodes from the store.</summary>
    /// <exception cref="InvalidDataException">The column is of a version that this program does not know, or damaged.</exception>
    public static LedgerColumn Decode(byte[] stored)
    {
        var reader = new SpanReader(stored);
        var version = reader.U8();
        if (version is 0 or > Version)
        {
            throw new InvalidDataException($"Ledger column has version {version}; this program reads up to version {Version}. Run a newer program.");
        }

        var (day, slots) = (reader.I32(), (int)reader.U16());
        var hasLate = version > 1 && reader.U8() != 0;
        var header = version > 1 ? HeaderBytes : HeaderBytes - 1;
        var planes = new byte[slots * Planes];
        using var deflate = new DeflateStream(new MemoryStream(stored, header, stored.Length - header), CompressionMode.Decompress);
        deflate.ReadExactly(planes);
        return new LedgerColumn(day, slots, hasLate, planes);
    }

    /// <summary>Encodes the column with what came late, all of it, for the store.</summary>
    public byte[] EncodeWithLate(IEnumerable<(ushort Slot, byte Generation, LedgerSums Sums)> late)
    {
        var planes = _planes.ToArray();
        foreach (var (slot, generation, sums) in late.Where(late => late.Slot < Slots))
        {
            Put(planes, Slots, slot, generation, (Get(slot, generation) ?? default) + sums);
        }

        return Encode(Day, Slots, hasLate: true, planes);
    }

    /// <summary>Encodes the rows of a day for the store.</summary>
    internal static byte[] Encode(int day, ReadOnlySpan<Row> rows, ReadOnlySpan<RowLedger> ledger)
    {
        var slots = rows.Length;
        var planes = new byte[slots * Planes];
        for (var slot = 0; slot < slots; slot++)
        {
            if (rows[slot].Id is not null && ledger[slot].Known != LedgerParts.None)
            {
                Put(planes, slots, slot, rows[slot].Generation, ledger[slot].Sums());
            }
        }

        return Encode(day, slots, hasLate: false, planes);
    }

    private static byte[] Encode(int day, int slots, bool hasLate, byte[] planes)
    {
        using var stream = new MemoryStream();
        Span<byte> header = stackalloc byte[HeaderBytes];
        var writer = new SpanWriter(header);
        writer.U8(Version);
        writer.I32(day);
        writer.U16((ushort)slots);
        writer.U8((byte)(hasLate ? 1 : 0));
        stream.Write(header);
        using (var deflate = new DeflateStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(planes);
        }

        return stream.ToArray();
    }

    private static void Put(byte[] planes, int slots, int slot, byte generation, in LedgerSums sums)
    {
        planes[slot] = generation;
        planes[slots + slot] = (byte)sums.Known;
        PutPlanes(2, 3, (uint)(sums.CoveredMs / 1000));
        Span<double> values = [sums.WorkTh, sums.EnergyJ, sums.ExpectedBtc, sums.RevenueUsd, sums.CostUsd, sums.MarginUsd];
        for (var sum = 0; sum < Sums; sum++)
        {
            PutPlanes(5 + (4 * sum), 4, BitConverter.SingleToUInt32Bits((float)values[sum]));
        }

        void PutPlanes(int plane, int count, uint value)
        {
            for (var index = 0; index < count; index++)
            {
                planes[((plane + index) * slots) + slot] = (byte)(value >> (8 * index));
            }
        }
    }
}
