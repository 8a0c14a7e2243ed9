using System.Globalization;

namespace MinerMonitor.Model.Markets;

/// <summary>A cell of the tables in which fund flows are published: <c>(50.4)</c> is negative, <c>-</c> is "not reported yet" and no zero.</summary>
public static class FlowCell
{
    private static readonly string[] s_notReported = ["", "-", "*"];

    /// <summary>Reads a cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="value">The number, in the table's unit; null when nothing was reported.</param>
    /// <returns>False when it is neither a number nor a sign for "not reported".</returns>
    public static bool TryParse(string cell, out double? value)
    {
        value = null;
        var text = cell.Trim();
        if (s_notReported.Contains(text)) return true;
        var isNegative = text.Length > 2 && text[0] == '(' && text[^1] == ')';
        if (isNegative) text = text[1..^1];
        const NumberStyles Style = NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        if (!double.TryParse(text, Style, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)) return false;
        value = isNegative && number != 0 ? -number : number;
        return true;
    }
}
