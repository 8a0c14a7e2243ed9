using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text.Json;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Silo.Http;

/// <summary>
/// Writes the cells of a fleet: header, then one column after another, each shard's part of it straight from what the shard gave. The
/// whole answer is never in one piece in memory.
/// </summary>
internal sealed class CellsResult : IResult
{
    private const int Alignment = 8;
    private readonly CellsHeader _header;
    private readonly IReadOnlyList<CellColumn> _columns;
    private readonly IReadOnlyList<ShardCells> _shards;
    private readonly List<ushort[]> _sites;
    private readonly List<ushort[]> _models;

    /// <param name="header">The header; sites and models are filled in.</param>
    /// <param name="columns">Columns, in order.</param>
    /// <param name="shards">What each shard gave for them.</param>
    public CellsResult(CellsHeader header, IReadOnlyList<CellColumn> columns, IReadOnlyList<ShardCells> shards)
    {
        var (sites, models) = (new Names(), new Names());
        _sites = [.. shards.Select(shard => sites.NumbersOf(shard.Sites))];
        _models = [.. shards.Select(shard => models.NumbersOf(shard.Models))];
        _header = header with { Sites = sites.Texts, Models = models.Texts };
        _columns = columns;
        _shards = shards;
    }

    /// <summary>Name and type of a column, as headers and the parameter <c>columns</c> have them.</summary>
    public static CellsColumn Describe(CellColumn column) => column switch
    {
        CellColumn.Cell => new CellsColumn { Name = "cell", Type = "u32" },
        CellColumn.State => new CellsColumn { Name = "state", Type = "u8" },
        CellColumn.Site => new CellsColumn { Name = "site", Type = "u16" },
        CellColumn.Model => new CellsColumn { Name = "model", Type = "u16" },
        CellColumn.Hashrate => new CellsColumn { Name = "hashrateThs", Type = "f32" },
        CellColumn.NominalHashrate => new CellsColumn { Name = "nominalHashrateThs", Type = "f32" },
        CellColumn.Margin => new CellsColumn { Name = "marginUsdPhDay", Type = "f32" },
        CellColumn.ChipTemperature => new CellsColumn { Name = "chipTemperatureC", Type = "f32" },
        CellColumn.BreakEven => new CellsColumn { Name = "breakEvenUsdPhDay", Type = "f32" },
        CellColumn.Heard => new CellsColumn { Name = "heardSec", Type = "u32" },
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, "There is no such column."),
    };

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(_header, ProtocolJson.Default.CellsHeader);
        httpContext.Response.ContentType = CellsHeader.MediaType;
        httpContext.Response.ContentLength = Padded(4 + header.Length) + _columns.Sum(column => Padded((long)_header.Count * CellColumns.WidthOf(column)));
        var body = httpContext.Response.BodyWriter;
        WriteLength(body, header.Length);
        body.Write(header);
        Pad(body, 4 + header.Length);
        for (var column = 0; column < _columns.Count; column++)
        {
            for (var shard = 0; shard < _shards.Count; shard++)
            {
                WriteColumn(body, column, shard);
                await body.FlushAsync(httpContext.RequestAborted);
            }

            Pad(body, (long)_header.Count * CellColumns.WidthOf(_columns[column]));
        }

        await body.FlushAsync(httpContext.RequestAborted);
    }

    private void WriteColumn(PipeWriter body, int column, int shard)
    {
        var values = _shards[shard].Columns[column];
        var numbers = _columns[column] switch { CellColumn.Site => _sites[shard], CellColumn.Model => _models[shard], _ => null };
        if (numbers is null)
        {
            body.Write(values);
            return;
        }

        var place = body.GetSpan(values.Length)[..values.Length];
        for (var offset = 0; offset < values.Length; offset += 2)
        {
            var own = BinaryPrimitives.ReadUInt16LittleEndian(values.AsSpan(offset));
            BinaryPrimitives.WriteUInt16LittleEndian(place[offset..], own == CellColumns.NoText ? own : numbers[own]);
        }

        body.Advance(values.Length);
    }

    private static void WriteLength(PipeWriter body, int length)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(body.GetSpan(4), (uint)length);
        body.Advance(4);
    }

    private static void Pad(PipeWriter body, long written)
    {
        var padding = (int)(Padded(written) - written);
        body.GetSpan(Alignment)[..padding].Clear();
        body.Advance(padding);
    }

    private static long Padded(long length) => (length + Alignment - 1) / Alignment * Alignment;

    /// <summary>Texts of all shards with one number each.</summary>
    private sealed class Names
    {
        private readonly Dictionary<string, ushort> _numbers = new(StringComparer.Ordinal);

        public List<string> Texts { get; } = [];

        public ushort[] NumbersOf(string[] texts) => Array.ConvertAll(texts, text =>
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, text, out var isKnown);
            if (!isKnown)
            {
                // 65,535 texts have a number; those beyond share the one of "not said", which says less and nothing wrong.
                number = (ushort)Math.Min(Texts.Count, CellColumns.NoText);
                if (number != CellColumns.NoText)
                {
                    Texts.Add(text);
                }
            }

            return number;
        });
    }
}
