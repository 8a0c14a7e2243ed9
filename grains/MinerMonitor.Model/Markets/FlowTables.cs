using System.Collections.Immutable;
using System.Globalization;
using MinerMonitor.Model.Stress.History;

namespace MinerMonitor.Model.Markets;

/// <summary>One trading day of a file of fund flows.</summary>
/// <param name="Line">Line of the file, from 1 for the header.</param>
/// <param name="Date">ISO date.</param>
/// <param name="Funds">Flow by fund, million USD; null: not reported yet.</param>
/// <param name="TotalUsdM">The file's own total, million USD; null when it gives none.</param>
public sealed record FlowRow(int Line, string Date, ImmutableDictionary<string, double?> Funds, double? TotalUsdM);

/// <summary>One company month of a file of treasuries; an empty cell is "not disclosed" and no zero.</summary>
/// <param name="Line">Line of the file, from 1 for the header.</param>
/// <param name="Ticker">Company.</param>
/// <param name="Month">Month, yyyy-MM.</param>
/// <param name="ReportDate">Day of the report; null when the file does not say.</param>
/// <param name="MinedBtc">BTC mined.</param>
/// <param name="SoldBtc">BTC sold.</param>
/// <param name="HeldBtc">BTC held at the end of the month.</param>
/// <param name="HashrateEhs">Hashrate, EH/s.</param>
public sealed record TreasuryRow(
    int Line, string Ticker, string Month, DateOnly? ReportDate, double? MinedBtc, double? SoldBtc, double? HeldBtc, double? HashrateEhs);

/// <summary>What a file held.</summary>
/// <param name="Rows">Rows that could be read.</param>
/// <param name="Refusals">The others; <see cref="CsvRefusal.Line"/> 1 where the header is at fault.</param>
public sealed record FlowFile<T>(ImmutableArray<T> Rows, ImmutableArray<CsvRefusal> Refusals);

/// <summary>Reads the two kinds of files that people drop for what no free source has: fund flows by day, treasuries by month.</summary>
public static class FlowTables
{
    private const string Total = "Total";
    private static readonly string[] s_dates = ["yyyy-MM-dd", "dd MMM yyyy", "d MMM yyyy"];
    private static readonly string[] s_figures = ["btc_mined", "btc_held", "btc_sold", "hash_rate_eh"];
    private static readonly string[] s_treasury = ["ticker", "period", "btc_mined", "btc_held", "btc_sold"];

    /// <summary>
    /// Fund flows: a column <c>date</c> (2026-02-03 or 03 Feb 2026), a column a fund, and <c>Total</c>, in million USD, in the manner of
    /// <see cref="FlowCell"/>. Funds may come and go.
    /// </summary>
    public static FlowFile<FlowRow> ReadFlows(IEnumerable<string> lines) => Read<FlowRow>(lines, ["date", Total], (line, cells) =>
    {
        var funds = ImmutableDictionary.CreateBuilder<string, double?>(StringComparer.Ordinal);
        double? total = null;
        foreach (var (name, cell) in cells.Where(cell => !Is(cell.Key, "date")))
        {
            if (!FlowCell.TryParse(cell, out var flow)) return (null, $"{name}: '{cell}' is no flow. Write million USD such as 12.3 or (12.3), or - where nothing was reported.");
            if (Is(name, Total)) total = flow;
            else funds[name] = flow;
        }

        var text = cells.First(cell => Is(cell.Key, "date")).Value;
        return DateOnly.TryParseExact(text, s_dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? (new FlowRow(line, MarketDates.Iso(date), funds.ToImmutable(), total), null)
            : (null, $"date: '{text}' is no date. Write 2026-02-03 or 03 Feb 2026.");
    });

    /// <summary>Treasuries: <c>ticker, period, btc_mined, btc_held, btc_sold</c> and, where known, <c>hash_rate_eh, report_date</c>; other columns are left alone.</summary>
    public static FlowFile<TreasuryRow> ReadTreasuries(IEnumerable<string> lines) => Read<TreasuryRow>(lines, s_treasury, (line, cells) =>
    {
        var numbers = new Dictionary<string, double?>(StringComparer.Ordinal);
        foreach (var name in s_figures)
        {
            var cell = cells.GetValueOrDefault(name, "");
            if (cell.Length > 0 && !(double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)))
                return (null, $"{name}: '{cell}' is no number. Write digits with '.' for decimals, or leave the cell empty where nothing was disclosed.");
            numbers[name] = cell.Length > 0 ? double.Parse(cell, NumberStyles.Float, CultureInfo.InvariantCulture) : null;
        }

        DateOnly? reported = null;
        if (cells.GetValueOrDefault("report_date", "") is { Length: > 0 } day)
        {
            if (!MarketDates.TryParse(day, out var date)) return (null, $"report_date: '{day}' is no date. Write yyyy-MM-dd, or leave the cell empty.");
            reported = date;
        }

        return (new TreasuryRow(line, cells["ticker"], cells["period"], reported, numbers["btc_mined"], numbers["btc_sold"], numbers["btc_held"], numbers["hash_rate_eh"]), null);
    });

    private static bool Is(string name, string column) => name.Equals(column, StringComparison.OrdinalIgnoreCase);

    private static FlowFile<T> Read<T>(IEnumerable<string> lines, string[] columns, Func<int, IReadOnlyDictionary<string, string>, (T? Row, string? Fault)> read)
        where T : class
    {
        var rows = ImmutableArray.CreateBuilder<T>();
        var refusals = ImmutableArray.CreateBuilder<CsvRefusal>();
        List<string>? names = null;
        foreach (var (index, text) in lines.Index())
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            var cells = CsvLine.Split(names is null ? text.TrimStart('\uFEFF') : text)?.Select(cell => cell.Trim()).ToList();
            if (names is null)
            {
                if (FaultOfHeader(cells, columns) is { } fault) return new FlowFile<T>([], [new CsvRefusal(index + 1, fault)]);
                names = cells;
            }
            else if (cells?.Count != names.Count)
            {
                refusals.Add(new CsvRefusal(index + 1, cells is null ? "The row has an unclosed quote. Close it." : $"The row has {cells.Count} cells where the header has {names.Count}."));
            }
            else
            {
                var (row, fault) = read(index + 1, names.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.OrdinalIgnoreCase));
                if (row is not null) rows.Add(row);
                else refusals.Add(new CsvRefusal(index + 1, fault!));
            }
        }

        if (names is null) refusals.Add(new CsvRefusal(1, "The file is empty. Begin it with a header row."));
        else if (rows.Count + refusals.Count == 0) refusals.Add(new CsvRefusal(1, "The file has a header and no row."));
        return new FlowFile<T>(rows.DrainToImmutable(), refusals.DrainToImmutable());
    }

    private static string? FaultOfHeader(List<string>? names, string[] columns)
    {
        if (names is null) return "The header row has an unclosed quote. Close it.";
        if (names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            return $"The column '{twice.Key}' appears twice. Keep one.";
        var missing = columns.Where(column => !names.Exists(name => Is(name, column))).ToList();
        return missing.Count == 0 ? null : $"The header lacks {string.Join(", ", missing.Select(name => $"'{name}'"))}.";
    }
}
