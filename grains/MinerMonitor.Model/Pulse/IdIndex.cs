using System.Text;

namespace MinerMonitor.Model.Pulse;

/// <summary>The ids of a shard in order, and their text in one piece: made when first asked for, thrown away when a miner comes or goes.</summary>
/// <remarks>About 6 bytes and the id's length for each miner. The piece is in upper case, each id followed by a line feed, which no id can hold.</remarks>
internal sealed class IdIndex
{
    private const byte Separator = (byte)'\n';
    private readonly byte[]?[] _ids;
    private ushort[]? _order;
    private byte[]? _upper;
    private int[] _ends = [];

    /// <param name="ids">Ids by slot; null where a slot is free.</param>
    public IdIndex(byte[]?[] ids) => _ids = ids;

    /// <summary>Slots in the order of their ids.</summary>
    public ushort[] Order => _order ??= Sort();

    /// <summary>Marks the slots whose id holds a text, without regard to case.</summary>
    public void MarkHolding(string text, Span<ulong> slots)
    {
        var piece = _upper ??= Join();
        var needle = Encoding.UTF8.GetBytes(text.ToUpperInvariant());
        if (needle.AsSpan().Contains(Separator))
        {
            return;
        }

        var slot = 0;
        for (var position = 0; position < piece.Length;)
        {
            var found = piece.AsSpan(position).IndexOf(needle);
            if (found < 0)
            {
                return;
            }

            position += found;
            while (_ends[slot] <= position)
            {
                slot++;
            }

            slots[slot / 64] |= 1UL << (slot % 64);
            position = _ends[slot];
        }
    }

    /// <summary>Slot of an id; -1: no miner has it.</summary>
    public int SlotOf(ReadOnlySpan<byte> id)
    {
        var (low, high) = (0, Order.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var side = _ids[Order[middle]].AsSpan().SequenceCompareTo(id);
            if (side == 0)
            {
                return Order[middle];
            }

            (low, high) = side < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    private ushort[] Sort()
    {
        var order = Enumerable.Range(0, _ids.Length).Where(slot => _ids[slot] is not null).Select(slot => (ushort)slot).ToArray();
        Array.Sort(order, (left, right) => _ids[left].AsSpan().SequenceCompareTo(_ids[right]));
        return order;
    }

    private byte[] Join()
    {
        var piece = new MemoryStream(_ids.Length * 16);
        _ends = new int[_ids.Length];
        for (var slot = 0; slot < _ids.Length; slot++)
        {
            if (_ids[slot] is { } id)
            {
                piece.Write(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(id).ToUpperInvariant()));
                piece.WriteByte(Separator);
            }

            _ends[slot] = (int)piece.Length;
        }

        return piece.ToArray();
    }
}
