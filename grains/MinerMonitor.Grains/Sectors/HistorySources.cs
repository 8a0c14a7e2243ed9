using MinerMonitor.Model.Stress.History;

namespace MinerMonitor.Grains.Sectors;

/// <summary>Who said what is known of each row of daily history.</summary>
internal sealed class HistorySources
{
    private readonly Dictionary<(HistoryTableKind Table, int Row), string> _sources = [];

    /// <summary>Source of a day's price and chain.</summary>
    public string? Of(DateOnly day) => _sources.GetValueOrDefault(Key(HistoryTableKind.Days, day));

    public string? Of(DailyRow row) => Of(row.Date);

    public string? Of(DifficultyEpochRow row) => _sources.GetValueOrDefault((HistoryTableKind.Epochs, row.Epoch));

    public string? Of(FearGreedRow row) => _sources.GetValueOrDefault(Key(HistoryTableKind.FearGreed, row.Date));

    public string? Of(EtfFlowRow row) => _sources.GetValueOrDefault(Key(HistoryTableKind.EtfFlows, row.Date));

    public void Mark(DailyRow row, string source) => _sources[Key(HistoryTableKind.Days, row.Date)] = string.Intern(source);

    public void Mark(DifficultyEpochRow row, string source) => _sources[(HistoryTableKind.Epochs, row.Epoch)] = string.Intern(source);

    public void Mark(FearGreedRow row, string source) => _sources[Key(HistoryTableKind.FearGreed, row.Date)] = string.Intern(source);

    public void Mark(EtfFlowRow row, string source) => _sources[Key(HistoryTableKind.EtfFlows, row.Date)] = string.Intern(source);

    /// <summary>Remembers one source for all rows of a table.</summary>
    public void Mark(HistoryTable table, string source)
    {
        foreach (var row in table.Days) Mark(row, source);
        foreach (var row in table.Epochs) Mark(row, source);
        foreach (var row in table.FearGreed) Mark(row, source);
        foreach (var row in table.EtfFlows) Mark(row, source);
    }

    public void Clear() => _sources.Clear();

    private static (HistoryTableKind Table, int Row) Key(HistoryTableKind table, DateOnly day) => (table, day.DayNumber);
}
