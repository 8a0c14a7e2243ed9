using System.Text;

namespace MinerMonitor.Model.Pulse;

/// <summary>Body of an assign block: count (u16), then for each new miner flags (u8, bit 0: weak identity), length (u8) and UTF-8 of its id.</summary>
public static class AssignBlock
{
    /// <summary>Longest id, bytes of UTF-8.</summary>
    public const int LongestIdBytes = 128;

    /// <summary>Writes a block.</summary>
    /// <param name="miners">Ids with whether they are weak.</param>
    /// <param name="receivedAtMs">World time, Unix milliseconds.</param>
    public static byte[] Write(IReadOnlyList<(byte[] Id, bool Weak)> miners, long receivedAtMs)
    {
        var block = new byte[JournalBlock.HeaderBytes + 2 + miners.Sum(miner => 2 + miner.Id.Length)];
        JournalBlock.WriteHeader(block, JournalBlockKind.Assign, 0, receivedAtMs);
        var writer = new SpanWriter(block.AsSpan(JournalBlock.HeaderBytes));
        writer.U16((ushort)miners.Count);
        foreach (var (id, weak) in miners)
        {
            writer.U8((byte)(weak ? 1 : 0));
            writer.U8((byte)id.Length);
            writer.Bytes(id);
        }

        return block;
    }

    internal static IEnumerable<(byte[] Id, bool Weak)> Read(byte[] block)
    {
        var position = JournalBlock.HeaderBytes;
        int count = block[position] | (block[position + 1] << 8);
        position += 2;
        for (var index = 0; index < count; index++)
        {
            var weak = block[position] != 0;
            int length = block[position + 1];
            yield return (block[(position + 2)..(position + 2 + length)], weak);
            position += 2 + length;
        }
    }
}

/// <summary>
/// Body of a context block: report interval in ms (i32), number of sites (u16), then for each its name and terms (f64, NaN where not
/// known: tariff, PUE, fee, other cost, assumed efficiency). It replaces all terms known before.
/// </summary>
public static class ContextBlock
{
    /// <summary>Writes a block.</summary>
    public static byte[] Write(TimeSpan reportInterval, IReadOnlyDictionary<string, SiteTerms> sites, long receivedAtMs)
    {
        var names = sites.ToDictionary(site => site.Key, site => Encoding.UTF8.GetBytes(site.Key));
        var block = new byte[JournalBlock.HeaderBytes + 6 + names.Sum(name => 2 + name.Value.Length + 5 * 8)];
        JournalBlock.WriteHeader(block, JournalBlockKind.Context, 0, receivedAtMs);
        var writer = new SpanWriter(block.AsSpan(JournalBlock.HeaderBytes));
        writer.I32((int)reportInterval.TotalMilliseconds);
        writer.U16((ushort)sites.Count);
        foreach (var (site, terms) in sites)
        {
            writer.U16((ushort)names[site].Length);
            writer.Bytes(names[site]);
            writer.F64(terms.TariffUsdKwh ?? double.NaN);
            writer.F64(terms.Pue);
            writer.F64(terms.PoolFee);
            writer.F64(terms.OtherCostUsdPhDay);
            writer.F64(terms.AssumedEfficiencyJth ?? double.NaN);
        }

        return block;
    }

    internal static (TimeSpan ReportInterval, Dictionary<string, SiteTerms> Sites) Read(ReadOnlySpan<byte> block)
    {
        var reader = new SpanReader(block[JournalBlock.HeaderBytes..]);
        var interval = TimeSpan.FromMilliseconds(reader.I32());
        var sites = new Dictionary<string, SiteTerms>(StringComparer.Ordinal);
        for (int left = reader.U16(); left > 0; left--)
        {
            var name = Encoding.UTF8.GetString(reader.Bytes(reader.U16()));
            sites[name] = new SiteTerms(NullIfNaN(reader.F64()), reader.F64(), reader.F64(), reader.F64(), NullIfNaN(reader.F64()));
        }

        return (interval, sites);

        static double? NullIfNaN(double value) => double.IsNaN(value) ? null : value;
    }
}

/// <summary>What a person does to one miner. Stored: never renumber.</summary>
public enum MinerControl : byte
{
    Unknown = 0,

    /// <summary>Maintenance begins.</summary>
    BeginMaintenance = 1,

    /// <summary>Maintenance ends.</summary>
    EndMaintenance = 2,

    /// <summary>The miner is deleted; its slot may be given away.</summary>
    Retire = 3,

    /// <summary>Sets a tariff for this machine alone (NaN: the site's again).</summary>
    OverrideTariff = 4,

    /// <summary>Moves the miner to a site, until a sample says another.</summary>
    MoveToSite = 5,
}

/// <summary>Body of a control block: control (u8), slot (u16), generation (u8), number (f64), text length (u16) and UTF-8.</summary>
public static class ControlBlock
{
    /// <summary>Writes a block.</summary>
    public static byte[] Write(MinerControl control, ushort slot, byte generation, double number, string text, long receivedAtMs)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var block = new byte[JournalBlock.HeaderBytes + 14 + utf8.Length];
        JournalBlock.WriteHeader(block, JournalBlockKind.Control, 0, receivedAtMs);
        var writer = new SpanWriter(block.AsSpan(JournalBlock.HeaderBytes));
        writer.U8((byte)control);
        writer.U16(slot);
        writer.U8(generation);
        writer.F64(number);
        writer.U16((ushort)utf8.Length);
        writer.Bytes(utf8);
        return block;
    }

    internal static (MinerControl Control, ushort Slot, byte Generation, double Number, string Text) Read(ReadOnlySpan<byte> block)
    {
        var reader = new SpanReader(block[JournalBlock.HeaderBytes..]);
        return ((MinerControl)reader.U8(), reader.U16(), reader.U8(), reader.F64(), Encoding.UTF8.GetString(reader.Bytes(reader.U16())));
    }
}
