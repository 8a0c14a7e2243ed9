using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Model.Stress.History;
using MinerMonitor.Model.Telemetry;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Silo.Http;

/// <summary>An inventory of miners: which column says what, and how a row is read.</summary>
internal sealed class InventoryTable
{
    private const string Remove = "-";

    private static readonly string[] s_columns = ["miner", "site", "label", "model", "nominalHashrateThs", "tariffOverrideUsdKwh", "maintenance"];

    private readonly int[] _places; // of each of s_columns; -1: not in the table
    private readonly int _width;

    private InventoryTable(int[] places, int width) => (_places, _width) = (places, width);

    /// <summary>Reads the header. Names may be written in snake case too, as tables that were exported have them.</summary>
    public static bool TryRead(string? header, [NotNullWhen(true)] out InventoryTable? table, [NotNullWhen(false)] out string? fault)
    {
        table = null;
        if (header is null || CsvLine.Split(header) is not { } cells)
        {
            fault = "The header is not one line of CSV in UTF-8.";
            return false;
        }

        var names = cells.ConvertAll(Plain);
        var known = Array.ConvertAll(s_columns, Plain);
        fault = names.FindIndex(name => !known.Contains(name)) is >= 0 and var unknown ? $"There is no column '{cells[unknown]}'; use some of {string.Join(", ", s_columns)}."
            : names.Distinct().Count() < names.Count ? "Name each column once."
            : !names.Contains(known[0]) ? "There is no column 'miner', which says whose row it is."
            : null;
        if (fault is not null)
        {
            return false;
        }

        table = new InventoryTable(Array.ConvertAll(known, name => names.IndexOf(name)), names.Count);
        return true;
    }

    /// <summary>Reads a row.</summary>
    /// <param name="number">Its line.</param>
    /// <param name="text">The row; null: it is too long, or not UTF-8.</param>
    /// <param name="row">What it says.</param>
    /// <param name="fault">What is wrong with it, when false.</param>
    public bool TryReadRow(int number, string? text, out InventoryRow row, out (string Code, string Reason) fault)
    {
        row = default;
        fault = (ErrorCodes.Malformed, "");
        if (text is null)
        {
            fault.Reason = $"The row is longer than {CsvText.MaxLineBytes} bytes, or not UTF-8.";
        }
        else if (CsvLine.Split(text) is not { } cells)
        {
            fault.Reason = "A quote is not closed; double a quote within a quoted cell, and keep a cell on one line.";
        }
        else if (cells.Count != _width)
        {
            fault.Reason = $"The row has {cells.Count} cells, the header {_width}.";
        }
        else
        {
            return TryReadCells(number, cells, out row, out fault);
        }

        return false;
    }

    private bool TryReadCells(int number, List<string> cells, out InventoryRow row, out (string Code, string Reason) fault)
    {
        row = default;
        fault = (ErrorCodes.Malformed, "");
        var id = Encoding.UTF8.GetBytes(Cell(cells, 0) ?? "");
        if (id.Length == 0)
        {
            fault = (ErrorCodes.NoIdentity, "The cell of miner is empty.");
            return false;
        }

        if (SampleRules.FaultOfMiner(id) is { } bad)
        {
            fault = (bad.Code, bad.Reason);
            return false;
        }

        if (!TryNumber(cells, 4, out var nominal, out var wrong) || !TryNumber(cells, 5, out var tariff, out wrong) || !TryFlag(cells, 6, out var maintenance, out wrong))
        {
            fault.Reason = wrong;
            return false;
        }

        var settings = new MinerSettings
        {
            Site = Cell(cells, 1), Label = TextOf(cells, 2), Model = TextOf(cells, 3), NominalHashrateThs = nominal, TariffOverrideUsdKwh = tariff, Maintenance = maintenance,
        };
        if (MinerSettingsRules.FaultOf(settings) is { } impossible)
        {
            fault = impossible;
            return false;
        }

        row = new InventoryRow(number, id, MinerSettingsRules.ToGrain(settings));
        return true;
    }

    /// <summary>What a cell says; null: nothing.</summary>
    private string? Cell(List<string> cells, int column) => _places[column] is >= 0 and var place && cells[place].Trim() is { Length: > 0 } text ? text : null;

    private string? TextOf(List<string> cells, int column) => Cell(cells, column) is Remove ? "" : Cell(cells, column);

    private bool TryNumber(List<string> cells, int column, out double? value, out string fault)
    {
        fault = $"{s_columns[column]} is '{Cell(cells, column)}': write a number with a point, or - to remove.";
        value = null;
        if (Cell(cells, column) is not { } text)
        {
            return true;
        }

        if (text == Remove)
        {
            value = -1;
            return true;
        }

        value = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
        return value is not null;
    }

    private bool TryFlag(List<string> cells, int column, out bool? value, out string fault)
    {
        fault = $"{s_columns[column]} is '{Cell(cells, column)}': write true or false.";
        value = bool.TryParse(Cell(cells, column), out var flag) ? flag : null;
        return value is not null || Cell(cells, column) is null;
    }

    private static string Plain(string name) => name.Trim().Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
