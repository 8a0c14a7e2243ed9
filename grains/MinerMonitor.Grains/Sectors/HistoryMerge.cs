using System.Collections.Immutable;
using MinerMonitor.Model.Stress.History;

namespace MinerMonitor.Grains.Sectors;

/// <summary>Decides what of a fill is new: what is known stays, and a source may revise its own word on moods and flows.</summary>
internal static class HistoryMerge
{
    private const string And = " + ";

    /// <summary>The rows that change, as they shall be, their sources marked.</summary>
    public static HistoryTable Merge(DailyHistory history, HistorySources sources, HistoryFill fill) => new()
    {
        Kind = HistoryTableKind.Unknown,
        Days = Days(history, sources, fill),
        Epochs = Changed(fill.Epochs.Where(row => history.Epoch(row.Epoch) is null), row => sources.Mark(row, fill.Source)),
        FearGreed = Changed(
            fill.FearGreed.Where(row => MayRevise(Find(history.FearGreed, row.Date, known => known.Date), row, sources.Of(row), fill.Source)),
            row => sources.Mark(row, fill.Source)),
        EtfFlows = Changed(
            fill.EtfFlows.Where(row => MayRevise(Find(history.EtfFlows, row.Date, known => known.Date), row, sources.Of(row), fill.Source)),
            row => sources.Mark(row, fill.Source)),
    };

    private static ImmutableArray<DailyRow> Days(DailyHistory history, HistorySources sources, HistoryFill fill)
    {
        var changed = ImmutableArray.CreateBuilder<DailyRow>();
        foreach (var (row, own) in fill.Days)
        {
            var source = own ?? fill.Source;
            var known = history.Row(row.Date);
            var merged = (known ?? new DailyRow { Date = row.Date }).FilledFrom(row);
            if (merged == (known ?? new DailyRow { Date = row.Date })) continue;
            changed.Add(merged);
            sources.Mark(merged, Join(known is null ? null : sources.Of(known), source));
        }

        return changed.DrainToImmutable();
    }

    private static string Join(string? known, string source) =>
        string.IsNullOrEmpty(known) ? source : known.Split(And).Contains(source) ? known : known + And + source;

    private static bool MayRevise<T>(T? known, T row, string? knownSource, string source)
        where T : struct => known is not { } held || (knownSource == source && !held.Equals(row));

    private static T? Find<T>(IReadOnlyList<T> rows, DateOnly date, Func<T, DateOnly> dateOf)
        where T : struct
    {
        var (low, high) = (0, rows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (dateOf(rows[middle]) < date) low = middle + 1;
            else high = middle;
        }

        return low < rows.Count && dateOf(rows[low]) == date ? rows[low] : null;
    }

    private static ImmutableArray<T> Changed<T>(IEnumerable<T> rows, Action<T> mark)
    {
        ImmutableArray<T> changed = [.. rows];
        foreach (var row in changed) mark(row);
        return changed;
    }
}
