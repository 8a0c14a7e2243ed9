using System.Globalization;

namespace MinerMonitor.Model.Stress.History;

public static partial class HistoryCsv
{
    /// <summary>Header and rows of a table of a history, in the columns that <see cref="Parse"/> reads.</summary>
    public static IEnumerable<string> Format(DailyHistory history, HistoryTableKind kind) => kind switch
    {
        HistoryTableKind.Days => Write(history.Rows),
        HistoryTableKind.Epochs => Write(history.Epochs),
        HistoryTableKind.FearGreed => Write(history.FearGreed),
        HistoryTableKind.EtfFlows => Write(history.EtfFlows),
        HistoryTableKind.Efficiency => Write(history.Efficiency),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a table of daily history."),
    };

    /// <summary>The rows as lines under their header; what <see cref="Parse"/> reads back is equal.</summary>
    public static IEnumerable<string> Write(IEnumerable<DailyRow> rows) => Lines(HistoryTableKind.Days, rows, row =>
    [
        row.Date, row.PriceUsd, row.MarketCapUsd, row.SupplyBtc, row.HashrateThs, row.DifficultyMean, row.DifficultyEod, row.Blocks,
        row.HeightEod, row.IssuanceBtc, row.FeesBtc,
    ]);

    public static IEnumerable<string> Write(IEnumerable<DifficultyEpochRow> rows) => Lines(HistoryTableKind.Epochs, rows, row =>
    [
        row.Epoch, row.Height, row.StartMs / 1000,
        DateTimeOffset.FromUnixTimeMilliseconds(row.StartMs).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        row.Difficulty, row.ChangePct, row.StartSource,
    ]);

    public static IEnumerable<string> Write(IEnumerable<FearGreedRow> rows) =>
        Lines(HistoryTableKind.FearGreed, rows, row => [row.Date, row.Value]);

    public static IEnumerable<string> Write(IEnumerable<EtfFlowRow> rows) =>
        Lines(HistoryTableKind.EtfFlows, rows, row => [row.Date, row.NetFlowUsdM]);

    public static IEnumerable<string> Write(IEnumerable<EfficiencyRow> rows) =>
        Lines(HistoryTableKind.Efficiency, rows, row => [row.Date, row.JoulesPerTerahash, row.Quality, row.Basis]);

    private static IEnumerable<string> Lines<T>(HistoryTableKind kind, IEnumerable<T> rows, Func<T, object?[]> cells) =>
        rows.Select(row => CsvLine.Join(cells(row))).Prepend(Header(kind));
}
