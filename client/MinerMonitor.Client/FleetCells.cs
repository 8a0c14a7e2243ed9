using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Client;

/// <summary>
/// All miners of a fleet as columns of numbers: the value at an index is of the same miner in every column. A column that was not asked
/// for is empty.
/// </summary>
public sealed class FleetCells
{
    private const int Alignment = 8;
    private const int LongestHeader = 64 << 20;

    private FleetCells(CellsHeader header) => Header = header;

    /// <summary>What the columns are of: names of states, sites and models, hashprice, count.</summary>
    public CellsHeader Header { get; }

    /// <summary>Number of the miner within the fleet; <see cref="MonitorClient.GetMinerOfCellAsync"/> finds its row.</summary>
    public ReadOnlyMemory<uint> Cell { get; private set; }

    /// <summary>Index into <see cref="CellsHeader.States"/>.</summary>
    public ReadOnlyMemory<byte> State { get; private set; }

    /// <summary>Index into <see cref="CellsHeader.Sites"/>; 65535: not known.</summary>
    public ReadOnlyMemory<ushort> Site { get; private set; }

    /// <summary>Index into <see cref="CellsHeader.Models"/>; 65535: not known.</summary>
    public ReadOnlyMemory<ushort> Model { get; private set; }

    /// <summary>Last hashrate, TH/s; NaN: not known.</summary>
    public ReadOnlyMemory<float> HashrateThs { get; private set; }

    /// <summary>Nominal hashrate, TH/s; NaN: not known.</summary>
    public ReadOnlyMemory<float> NominalHashrateThs { get; private set; }

    /// <summary>Margin, USD per PH/s and day; NaN: not known.</summary>
    public ReadOnlyMemory<float> MarginUsdPhDay { get; private set; }

    /// <summary>Hottest chip, °C; NaN: not known.</summary>
    public ReadOnlyMemory<float> ChipTemperatureC { get; private set; }

    /// <summary>Break-even hashprice, USD per PH/s and day, rounded up to the cent; NaN: not known.</summary>
    public ReadOnlyMemory<float> BreakEvenUsdPhDay { get; private set; }

    /// <summary>Age of the last sample, seconds; <see cref="uint.MaxValue"/>: it never reported.</summary>
    public ReadOnlyMemory<uint> HeardSec { get; private set; }

    /// <summary>Reads the answer of <c>GET /api/v1/fleets/{fleet}/cells</c>. Columns of a later version, which have other names, are passed over.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such answer, or end too early.</exception>
    public static async Task<FleetCells> ReadAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(await TakeAsync(4));
            if (length > LongestHeader)
            {
                throw new InvalidDataException($"The cells begin with a header of {length} bytes; this is no answer of /cells.");
            }

            var header = JsonSerializer.Deserialize(await TakeAsync((int)length), ProtocolJson.Default.CellsHeader);
            if (header is not { V: 1, Count: >= 0 })
            {
                throw new InvalidDataException($"The cells are of version {header?.V}; this program reads version 1. Use a newer one.");
            }

            await TakeAsync(Padding(4 + length));
            var cells = new FleetCells(header);
            foreach (var column in header.Columns)
            {
                var bytes = await TakeAsync(checked(header.Count * WidthOf(column.Type)));
                await TakeAsync(Padding(bytes.Length));
                cells.Set(column, bytes);
            }

            return cells;
        }
        catch (Exception error) when (error is EndOfStreamException or JsonException or OverflowException)
        {
            throw new InvalidDataException($"The cells cannot be read: {error.Message}", error);
        }

        async Task<byte[]> TakeAsync(int count)
        {
            var bytes = new byte[count];
            await stream.ReadExactlyAsync(bytes, cancellationToken);
            return bytes;
        }
    }

    private void Set(CellsColumn column, byte[] bytes)
    {
        switch (column)
        {
            case { Name: "cell", Type: "u32" }: Cell = Values(bytes, BinaryPrimitives.ReadUInt32LittleEndian); break;
            case { Name: "state", Type: "u8" }: State = bytes; break;
            case { Name: "site", Type: "u16" }: Site = Values(bytes, BinaryPrimitives.ReadUInt16LittleEndian); break;
            case { Name: "model", Type: "u16" }: Model = Values(bytes, BinaryPrimitives.ReadUInt16LittleEndian); break;
            case { Name: "hashrateThs", Type: "f32" }: HashrateThs = Values(bytes, BinaryPrimitives.ReadSingleLittleEndian); break;
            case { Name: "nominalHashrateThs", Type: "f32" }: NominalHashrateThs = Values(bytes, BinaryPrimitives.ReadSingleLittleEndian); break;
            case { Name: "marginUsdPhDay", Type: "f32" }: MarginUsdPhDay = Values(bytes, BinaryPrimitives.ReadSingleLittleEndian); break;
            case { Name: "chipTemperatureC", Type: "f32" }: ChipTemperatureC = Values(bytes, BinaryPrimitives.ReadSingleLittleEndian); break;
            case { Name: "breakEvenUsdPhDay", Type: "f32" }: BreakEvenUsdPhDay = Values(bytes, BinaryPrimitives.ReadSingleLittleEndian); break;
            case { Name: "heardSec", Type: "u32" }: HeardSec = Values(bytes, BinaryPrimitives.ReadUInt32LittleEndian); break;
        }
    }

    private delegate T Reader<T>(ReadOnlySpan<byte> bytes);

    private static T[] Values<T>(byte[] bytes, Reader<T> read)
        where T : unmanaged
    {
        if (BitConverter.IsLittleEndian)
        {
            return MemoryMarshal.Cast<byte, T>(bytes).ToArray();
        }

        var width = Marshal.SizeOf<T>();
        var values = new T[bytes.Length / width];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = read(bytes.AsSpan(index * width));
        }

        return values;
    }

    private static int WidthOf(string type) => type switch
    {
        "u8" => 1,
        "u16" => 2,
        "u32" or "f32" => 4,
        _ => throw new InvalidDataException($"The cells have a column of the type '{type}', which this program does not know. Use a newer one."),
    };

    private static int Padding(long written) => (int)((Alignment - (written % Alignment)) % Alignment);
}
