using System.Globalization;

namespace MinerMonitor.Model.Stress.History;

public static partial class HistoryCsv
{
    /// <summary>Header and rows of a table of a history, in the columns that <see cref="Parse"/> reads.</summary>
    public static IEnumerable<string> Format(DailyHistory history, HistoryTableKind kind)
    {
        IEnumerable<IEnumerable<string>> rows = kind switch
        {
            HistoryTableKind.Days => history.Rows.Select(Cells),
            HistoryTableKind.Epochs => history.Epochs.Select(Cells),
            HistoryTableKind.FearGreed => history.FearGreed.Select(row => (IEnumerable<string>)[Day(row.Date), Number(row.Value)]),
            HistoryTableKind.EtfFlows => history.EtfFlows.Select(row => (IEnumerable<string>)[Day(row.Date), Number(row.NetFlowUsdM)]),
            HistoryTableKind.Efficiency => history.Efficiency.Select(row =>
                (IEnumerable<string>)[Day(row.Date), Number(row.JoulesPerTerahash), row.Quality ?? "", row.Basis ?? ""]),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a table of daily history."),
        };
        return rows.Select(cells => string.Join(',', cells.Select(Quote))).Prepend(Header(kind));
    }

    private static IEnumerable<string> Cells(DailyRow row) =>
    [
        Day(row.Date), Number(row.PriceUsd), Number(row.MarketCapUsd), Number(row.SupplyBtc), Number(row.HashrateThs), Number(row.DifficultyMean),
        Number(row.DifficultyEod), Number(row.Blocks), Number(row.HeightEod), Number(row.IssuanceBtc), Number(row.FeesBtc),
    ];

    private static IEnumerable<string> Cells(DifficultyEpochRow row) =>
    [
        Number(row.Epoch), Number(row.Height), Number(row.StartMs / 1000),
        DateTimeOffset.FromUnixTimeMilliseconds(row.StartMs).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        Number(row.Difficulty), Number(row.ChangePct), row.StartSource ?? "",
    ];

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The shortest text that reads back as the same number.</summary>
    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Quote(string cell) =>
        cell.AsSpan().IndexOfAny(',', '"') >= 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
