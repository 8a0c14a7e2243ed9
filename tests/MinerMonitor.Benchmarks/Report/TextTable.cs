using System.Globalization;
using System.Text;

namespace MinerMonitor.Benchmarks.Report;

/// <summary>A table of measurements, printed as Markdown so that it can stand in the documents as it is.</summary>
/// <param name="columns">Heads of the columns, units included.</param>
internal sealed class TextTable(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row; one cell a column.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>A number with at most that many decimals; a dash for none.</summary>
    public static string Cell(double? value, int decimals = 1) =>
        value is { } number && double.IsFinite(number) ? number.ToString("N" + decimals, CultureInfo.InvariantCulture) : "–";

    /// <inheritdoc/>
    public override string ToString()
    {
        var widths = columns.Select((head, index) => _rows.Select(row => row[index].Length).Append(head.Length).Max()).ToArray();
        var text = new StringBuilder();
        Write(text, columns, widths);
        text.Append('|').AppendJoin('|', widths.Select(width => new string('-', width + 2))).Append("|\n");
        foreach (var row in _rows)
        {
            Write(text, row, widths);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, string[] cells, int[] widths) =>
        text.Append("| ").AppendJoin(" | ", cells.Select((cell, index) => cell.PadRight(widths[index]))).Append(" |\n");
}
