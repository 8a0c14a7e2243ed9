using System.Text;

namespace MinerMonitor.Model.Pulse;

/// <summary>What a person does to the miner in one slot.</summary>
/// <param name="Slot">Slot.</param>
/// <param name="Generation">Generation of the slot.</param>
/// <param name="Change">What is set.</param>
/// <param name="Retire">True: the miner is deleted, and its slot may be given away.</param>
public readonly record struct SlotChange(ushort Slot, byte Generation, MinerChange Change, bool Retire = false);

/// <summary>
/// Body of a changes block: count (u16), then for each miner slot (u16), generation (u8), parts (u8), and each part that is there: label
/// (u16 and UTF-8), tariff (f64), site (u16 and UTF-8), model (u16 and UTF-8), nominal hashrate (f64). Maintenance is two of the parts' bits.
/// </summary>
public static class ChangesBlock
{
    /// <summary>Most changes of a block: no entry of the store becomes large.</summary>
    public const int Most = 1024;

    private const int EntryBytes = 4;

    [Flags]
    private enum Parts : byte
    {
        None = 0,
        Label = 1,
        Tariff = 2,
        Maintenance = 4,
        InMaintenance = 8,
        Site = 16,
        Model = 32,
        Nominal = 64,
        Retire = 128,
    }

    /// <summary>Writes a block.</summary>
    /// <param name="changes">At most <see cref="Most"/>.</param>
    /// <param name="receivedAtMs">World time, Unix milliseconds.</param>
    public static byte[] Write(IReadOnlyCollection<SlotChange> changes, long receivedAtMs)
    {
        var block = new byte[JournalBlock.HeaderBytes + 2 + changes.Sum(change => EntryBytes + BytesOf(change.Change))];
        JournalBlock.WriteHeader(block, JournalBlockKind.Changes, 0, receivedAtMs);
        var writer = new SpanWriter(block.AsSpan(JournalBlock.HeaderBytes));
        writer.U16((ushort)changes.Count);
        foreach (var (slot, generation, change, retire) in changes)
        {
            writer.U16(slot);
            writer.U8(generation);
            writer.U8((byte)(PartsOf(change) | (retire ? Parts.Retire : 0)));
            Write(ref writer, change.Label);
            Write(ref writer, change.TariffOverrideUsdKwh);
            Write(ref writer, change.Site);
            Write(ref writer, change.Model);
            Write(ref writer, change.NominalHashrateThs);
        }

        return block;
    }

    internal static List<SlotChange> Read(ReadOnlySpan<byte> block)
    {
        var reader = new SpanReader(block[JournalBlock.HeaderBytes..]);
        var changes = new List<SlotChange>(reader.U16());
        for (var left = changes.Capacity; left > 0; left--)
        {
            var (slot, generation, parts) = (reader.U16(), reader.U8(), (Parts)reader.U8());
            var label = parts.HasFlag(Parts.Label) ? Text(ref reader) : null;
            double? tariff = parts.HasFlag(Parts.Tariff) ? reader.F64() : null;
            var site = parts.HasFlag(Parts.Site) ? Text(ref reader) : null;
            var model = parts.HasFlag(Parts.Model) ? Text(ref reader) : null;
            double? nominal = parts.HasFlag(Parts.Nominal) ? reader.F64() : null;
            bool? maintenance = parts.HasFlag(Parts.Maintenance) ? parts.HasFlag(Parts.InMaintenance) : null;
            changes.Add(new SlotChange(slot, generation, new MinerChange(label, tariff, maintenance, site, model, nominal), parts.HasFlag(Parts.Retire)));
        }

        return changes;
    }

    private static Parts PartsOf(MinerChange change) =>
        (change.Label is null ? 0 : Parts.Label) | (change.TariffOverrideUsdKwh is null ? 0 : Parts.Tariff)
        | (change.Maintenance is null ? 0 : Parts.Maintenance) | (change.Maintenance == true ? Parts.InMaintenance : 0)
        | (change.Site is null ? 0 : Parts.Site) | (change.Model is null ? 0 : Parts.Model) | (change.NominalHashrateThs is null ? 0 : Parts.Nominal);

    private static int BytesOf(MinerChange change) =>
        BytesOf(change.Label) + BytesOf(change.Site) + BytesOf(change.Model)
        + (change.TariffOverrideUsdKwh is null ? 0 : sizeof(double)) + (change.NominalHashrateThs is null ? 0 : sizeof(double));

    private static int BytesOf(string? text) => text is null ? 0 : sizeof(ushort) + Encoding.UTF8.GetByteCount(text);

    private static void Write(ref SpanWriter writer, string? text)
    {
        if (text is not null)
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            writer.U16((ushort)utf8.Length);
            writer.Bytes(utf8);
        }
    }

    private static void Write(ref SpanWriter writer, double? number)
    {
        if (number is { } value)
        {
            writer.F64(value);
        }
    }

    private static string Text(ref SpanReader reader) => Encoding.UTF8.GetString(reader.Bytes(reader.U16()));
}
