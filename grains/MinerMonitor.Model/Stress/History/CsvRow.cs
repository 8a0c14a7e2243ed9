using System.Globalization;

namespace MinerMonitor.Model.Stress.History;

/// <summary>A row under its header. The first fault found is kept; what comes after it is not looked at.</summary>
internal sealed class CsvRow(List<string> cells, Dictionary<string, int> positions)
{
    /// <summary>What is wrong with the row, or null.</summary>
    public string? Fault { get; private set; }

    public string? Text(string column) => Cell(column) is { Length: > 0 } cell ? cell : null;

    public string RequiredText(string column) => Text(column) ?? Fail(column, "is empty. Fill it in.", "");

    public DateOnly Date(string column) =>
        DateOnly.TryParseExact(Cell(column), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : Fail(column, $"'{Cell(column)}' is no date. Write yyyy-MM-dd, such as 2026-02-05.", default(DateOnly));

    /// <summary>A number of zero or more, or null for an empty cell.</summary>
    public double? Amount(string column) => Number(column) is not { } number ? null
        : number >= 0 ? number
        : Fail(column, $"'{Cell(column)}' is negative. Write a number of zero or more.", (double?)null);

    /// <summary>Any finite number, or null for an empty cell.</summary>
    public double? Number(string column)
    {
        if (Cell(column) is not { Length: > 0 } cell) return null;
        if (!double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return Fail(column, $"'{cell}' is no number. Write digits with '.' for decimals, or leave the cell empty.", (double?)null);
        return double.IsFinite(number)
            ? number
            : Fail(column, $"'{cell}' is not finite. Leave the cell empty where a value is unknown.", (double?)null);
    }

    public double RequiredNumber(string column) => Number(column) ?? Fail(column, "is empty. Fill it in.", 0.0);

    /// <summary>A whole number of zero or more, or null for an empty cell.</summary>
    public long? Count(string column)
    {
        if (Cell(column) is not { Length: > 0 } cell) return null;
        return long.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 253402300799
            ? number
            : Fail(column, $"'{cell}' is no whole number of zero or more.", (long?)null);
    }

    public int? SmallCount(string column) => Count(column) is not { } number ? null
        : number <= int.MaxValue ? (int)number
        : Fail(column, $"'{number}' is too large.", (int?)null);

    public long RequiredCount(string column) => Count(column) ?? Fail(column, "is empty. Fill it in.", 0L);

    public T Fail<T>(string column, string sentence, T value)
    {
        Fault ??= $"{column}: {sentence}";
        return value;
    }

    private string Cell(string column) => cells[positions[column]].Trim();
}
