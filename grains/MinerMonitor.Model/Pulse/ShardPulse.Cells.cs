using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MinerMonitor.Model.Pulse;

/// <summary>Columns of a fleet's cells.</summary>
public enum CellColumn : byte
{
    /// <summary>Number of the miner within its fleet.</summary>
    Cell = 0,

    /// <summary><see cref="MinerState"/>.</summary>
    State = 1,

    /// <summary>Site.</summary>
    Site = 2,

    /// <summary>Model.</summary>
    Model = 3,

    /// <summary>Last hashrate, TH/s.</summary>
    Hashrate = 4,

    /// <summary>Nominal hashrate, TH/s.</summary>
    NominalHashrate = 5,

    /// <summary>Margin, USD per PH/s and day.</summary>
    Margin = 6,

    /// <summary>Hottest chip, °C.</summary>
    ChipTemperature = 7,

    /// <summary>Break-even hashprice, USD per PH/s and day.</summary>
    BreakEven = 8,

    /// <summary>Age of the last sample, seconds.</summary>
    Heard = 9,
}

/// <summary>Widths and gaps of <see cref="CellColumn"/>s.</summary>
public static class CellColumns
{
    /// <summary>Stands for a site or model that is not known.</summary>
    public const ushort NoText = ushort.MaxValue;

    /// <summary>Stands for the age of a miner that never reported.</summary>
    public const uint NeverHeard = uint.MaxValue;

    /// <summary>Bytes of one value.</summary>
    public static int WidthOf(CellColumn column) => column switch
    {
        CellColumn.State => 1,
        CellColumn.Site or CellColumn.Model => 2,
        _ => 4,
    };
}

/// <summary>The miners of one shard as columns of numbers, little-endian.</summary>
/// <param name="Count">Miners.</param>
/// <param name="Sites">Texts that the column of sites counts in.</param>
/// <param name="Models">Texts that the column of models counts in; 65535: not said.</param>
/// <param name="Columns">The columns asked for, in that order.</param>
[GenerateSerializer, Immutable, Alias("mm.pulse.cells")]
public sealed record ShardCells(
    [property: Id(0)] int Count,
    [property: Id(1)] string[] Sites,
    [property: Id(2)] string[] Models,
    [property: Id(3)] byte[][] Columns);

public sealed partial class ShardPulse
{
    /// <summary>All miners as columns.</summary>
    /// <param name="columns">Which columns.</param>
    /// <param name="firstCell">Number of the cell of slot 0.</param>
    /// <param name="hashpriceUsdPhDay">Hashprice that margins are taken at, USD per PH/s and day; null: not known.</param>
    public ShardCells Cells(IReadOnlyList<CellColumn> columns, uint firstCell, double? hashpriceUsdPhDay)
    {
        var slots = new List<int>(SlotCount);
        for (var slot = 0; slot < SlotCount; slot++)
        {
            if (_rows[slot].Id is not null)
            {
                slots.Add(slot);
            }
        }

        var modelNumbers = new Dictionary<ushort, ushort>();
        var arrays = columns.Select(column => Column(column, CollectionsMarshal.AsSpan(slots), firstCell, hashpriceUsdPhDay, modelNumbers)).ToArray();
        return new ShardCells(
            slots.Count,
            columns.Contains(CellColumn.Site) ? [.. _siteTexts.Select(text => _texts[text])] : [],
            [.. modelNumbers.OrderBy(model => model.Value).Select(model => _texts[model.Key])],
            arrays);
    }

    private byte[] Column(CellColumn column, ReadOnlySpan<int> slots, uint firstCell, double? hashprice, Dictionary<ushort, ushort> models)
    {
        var array = new byte[slots.Length * CellColumns.WidthOf(column)];
        for (var index = 0; index < slots.Length; index++)
        {
            var slot = slots[index];
            ref readonly var row = ref _rows[slot];
            switch (column)
            {
                case CellColumn.Cell: U32(firstCell + (uint)slot); break;
                case CellColumn.State: array[index] = (byte)row.State; break;
                case CellColumn.Site: U16(row.Site); break;
                case CellColumn.Model: U16(row.Model == 0 ? CellColumns.NoText : ModelNumber(row.Model)); break;
                case CellColumn.Hashrate: F32(row.HashrateThs); break;
                case CellColumn.NominalHashrate: F32(row.EffectiveNominalThs > 0 ? row.EffectiveNominalThs : float.NaN); break;
                case CellColumn.ChipTemperature: F32(row.ChipTemperatureC); break;
                case CellColumn.BreakEven: F32((float)KeyOf(slot, MinerSort.BreakEven, hashprice, null) / 100); break;
                case CellColumn.Margin: F32((float)KeyOf(slot, MinerSort.Margin, hashprice, null)); break;
                case CellColumn.Heard: U32(row.AtMs == 0 ? CellColumns.NeverHeard : (uint)Math.Clamp((NowMs - row.HeardAtMs) / 1000, 0, CellColumns.NeverHeard - 1)); break;
                default: throw new ArgumentOutOfRangeException(nameof(column), column, "There is no such column.");
            }

            void U16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(array.AsSpan(index * 2), value);
            void U32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(array.AsSpan(index * 4), value);
            void F32(float value) => BinaryPrimitives.WriteSingleLittleEndian(array.AsSpan(index * 4), value);
        }

        return array;

        ushort ModelNumber(ushort text)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(models, text, out var isKnown);
            if (!isKnown)
            {
                number = (ushort)(models.Count - 1);
            }

            return number;
        }
    }

    /// <summary>What each model of the shard adds to its fleet's ranking, by site, because fees are of sites.</summary>
    public IReadOnlyList<ModelTally> CountModels(double? hashpriceUsdPhDay)
    {
        var sums = new Dictionary<(ushort Site, ushort Model), ModelTally>();
        var lastAfloat = hashpriceUsdPhDay is { } hashprice ? BreakEvenBins.LastAfloat(hashprice) : int.MaxValue;
        for (var slot = 0; slot < SlotCount; slot++)
        {
            ref readonly var row = ref _rows[slot];
            if (row.Id is null || row.State == MinerState.Retired)
            {
                continue;
            }

            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, (row.Site, row.Model), out _);
            sum ??= new ModelTally(TextOf(row.Model), _texts[_siteTexts[row.Site]], new Tally());
            var contribution = ContributionOf(in row);
            sum.Tally.Apply(in contribution, 1);
            if (contribution.Bin > lastAfloat)
            {
                sum.UnderWaterMhs += contribution.Weights.FreshMhs;
            }
        }

        return [.. sums.Values];
    }
}

/// <summary>Counts and sums over the miners of one model at one site.</summary>
/// <param name="model">Model; null: those that do not say.</param>
/// <param name="site">Site.</param>
/// <param name="tally">Counts and sums.</param>
[GenerateSerializer, Alias("mm.pulse.model-tally")]
public sealed class ModelTally(string? model, string site, Tally tally)
{
    /// <summary>Model; null: those that do not say.</summary>
    [Id(0)] public string? Model { get; } = model;

    /// <summary>Site.</summary>
    [Id(1)] public string Site { get; } = site;

    /// <summary>Counts and sums.</summary>
    [Id(2)] public Tally Tally { get; } = tally;

    /// <summary>Hashrate of fresh miners that lose money at the hashprice asked for, MH/s.</summary>
    [Id(3)] public long UnderWaterMhs { get; set; }
}
