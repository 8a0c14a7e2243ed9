using System.Collections.Immutable;

namespace MinerMonitor.Model.Stress.History;

/// <summary>Reads and writes the tables of daily history as CSV: header row, <c>.</c> decimals, empty cells for missing values.</summary>
/// <remarks>
/// A table is recognised by its header, columns in any order, others ignored. A bad row is refused with its line and a
/// sentence, and the good ones are kept; only an unknown header makes a whole file faulty.
/// </remarks>
public static partial class HistoryCsv
{
    private sealed record Table(HistoryTableKind Kind, ImmutableArray<string> Columns);

    private static readonly ImmutableArray<Table> s_tables =
    [
        new(HistoryTableKind.Days,
        [
            "date", "price_usd", "market_cap_usd", "supply_btc", "hashrate_ths", "difficulty_mean", "difficulty_eod", "blocks",
            "height_eod", "issuance_btc", "fees_btc",
        ]),
        new(HistoryTableKind.Epochs, ["epoch", "height", "start_unix", "start_utc", "difficulty", "change_pct", "start_source"]),
        new(HistoryTableKind.FearGreed, ["date", "value"]),
        new(HistoryTableKind.EtfFlows, ["date", "net_flow_usd_m"]),
        new(HistoryTableKind.Efficiency, ["date", "j_per_th", "quality", "basis"]),
        new(HistoryTableKind.CapitulationWindows, ["name", "start", "end", "split", "basis"]),
    ];

    /// <summary>Header row of a table.</summary>
    public static string Header(HistoryTableKind kind) => string.Join(',', s_tables.Single(table => table.Kind == kind).Columns);

    /// <summary>Parses a file, line by line.</summary>
    public static HistoryTable Parse(IEnumerable<string> lines)
    {
        using var source = lines.GetEnumerator();
        if (!source.MoveNext()) return Faulty("The file is empty. Begin it with a header row.");
        var names = CsvLine.Split(source.Current.TrimStart('\uFEFF'))?.Select(name => name.Trim()).ToList();
        if (names is null) return Faulty("The header row has an unclosed quote. Close it.");
        var (table, fault) = Recognise(names);
        if (table is null) return Faulty(fault);

        var positions = names.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        var rows = new RowReader(table.Kind);
        var line = 1;
        while (source.MoveNext())
        {
            line++;
            if (string.IsNullOrWhiteSpace(source.Current)) continue;
            var cells = CsvLine.Split(source.Current);
            if (cells is null) rows.Refuse(line, "The row has an unclosed quote. Close it.");
            else if (cells.Count != names.Count) rows.Refuse(line, $"The row has {cells.Count} cells where the header has {names.Count}.");
            else rows.Read(line, new CsvRow(cells, positions));
        }

        return rows.ToTable();
    }

    private static (Table? Table, string Fault) Recognise(List<string> names)
    {
        var doubled = names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (doubled is not null) return (null, $"The column '{doubled.Key}' appears twice. Keep one.");
        var best = s_tables
            .Select(table => (Table: table, Missing: table.Columns.Except(names).ToList()))
            .OrderBy(entry => (double)entry.Missing.Count / entry.Table.Columns.Length)
            .ThenByDescending(entry => entry.Table.Columns.Length)
            .First();
        if (best.Missing.Count == 0) return (best.Table, "");
        // One column in common, such as 'date', says nothing about a wide table.
        var columns = best.Table.Columns.Length;
        var common = columns - best.Missing.Count;
        if (common == 0 || (common == 1 && columns > 2))
        {
            var known = string.Join("; ", s_tables.Select(table => string.Join(',', table.Columns)));
            return (null, $"The header '{string.Join(',', names)}' belongs to no known table. Use one of: {known}.");
        }

        var noun = best.Missing.Count == 1 ? "column" : "columns";
        return (null, $"The {noun} {string.Join(", ", best.Missing.Select(name => $"'{name}'"))} is missing from what looks like the table "
            + $"'{string.Join(',', best.Table.Columns)}'. "
            + "Add it to the header and to each row; its cells may be empty where a value is unknown.");
    }

    private static HistoryTable Faulty(string fault) => new() { Kind = HistoryTableKind.Unknown, Fault = fault };
}
