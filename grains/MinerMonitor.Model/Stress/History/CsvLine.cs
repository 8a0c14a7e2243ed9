using System.Globalization;
using System.Text;

namespace MinerMonitor.Model.Stress.History;

/// <summary>Splits and joins one line of CSV. Cells with commas or quotes are quoted; a cell cannot hold a line break.</summary>
public static class CsvLine
{
    /// <summary>The cells, or null when a quote is not closed.</summary>
    public static List<string>? Split(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var index = 0; index < line.Length; index++)
        {
            var letter = line[index];
            if (quoted && letter == '"' && index + 1 < line.Length && line[index + 1] == '"')
            {
                cell.Append('"');
                index++;
            }
            else if (letter == '"')
            {
                quoted = !quoted;
            }
            else if (letter == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(letter);
            }
        }

        cells.Add(cell.ToString().TrimEnd('\r'));
        return quoted ? null : cells;
    }

    /// <summary>Joins cells, quoting those that need it.</summary>
    public static string Join(params IEnumerable<object?> cells) => string.Join(',', cells.Select(Text));

    private static string Text(object? cell)
    {
        var text = cell switch
        {
            null => "",
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => cell.ToString() ?? "",
        };
        return text.AsSpan().IndexOfAny(',', '"') >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
