using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Fleets;

/// <summary>Where a page of a fleet's list ended: the last miner's key and place.</summary>
/// <param name="Key">What the miner is sorted by, and its slot.</param>
/// <param name="Shard">Its shard.</param>
/// <param name="HashpriceUsdPhDay">Hashprice of the first page: margins of all pages are taken at it, or the list would shift with each tick.</param>
[GenerateSerializer, Immutable, Alias("mm.fleet.miner-place")]
public sealed record MinerPlace([property: Id(0)] MinerHit Key, [property: Id(1)] int Shard, [property: Id(2)] double? HashpriceUsdPhDay)
{
    private const byte Version = 1;
    private const int FixedBytes = 1 + 1 + 8 + 8 + 4 + 2 + 1;
    private const int LongestText = 1024;

    /// <summary>As a cursor: opaque, and good only for the order that it was made for.</summary>
    public string Write(MinerOrder order)
    {
        var bytes = new byte[FixedBytes + (Key.Text?.Length ?? 0)];
        bytes[0] = Version;
        bytes[1] = Mark(order);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(2), HashpriceUsdPhDay ?? double.NaN);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(10), Key.Number);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(18), Shard);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(22), Key.Slot);
        bytes[24] = (byte)(Key.Text is null ? 0 : 1);
        Key.Text?.CopyTo(bytes, FixedBytes);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor; null when it is none, or one of another order.</summary>
    public static MinerPlace? Read(string cursor, MinerOrder order)
    {
        if (cursor.Length > 2 * LongestText || !Base64Url.IsValid(cursor))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromUtf8(Encoding.ASCII.GetBytes(cursor));
        if (bytes.Length < FixedBytes || bytes[0] != Version || bytes[1] != Mark(order) || bytes[24] > 1)
        {
            return null;
        }

        var hashprice = BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(2));
        var number = BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(10));
        if (double.IsNaN(number) || double.IsInfinity(hashprice))
        {
            return null;
        }

        var key = new MinerHit(number, bytes[24] == 0 ? null : bytes[FixedBytes..], BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(22)));
        return new MinerPlace(key, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(18)), double.IsNaN(hashprice) ? null : hashprice);
    }

    private static byte Mark(MinerOrder order) => (byte)((byte)order.Sort | (order.Descending ? 0x80 : 0));
}
