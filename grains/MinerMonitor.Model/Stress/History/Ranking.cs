namespace MinerMonitor.Model.Stress.History;

/// <summary>How well a score ranks days of an event above the others.</summary>
public static class Ranking
{
    /// <summary>
    /// Area under the ROC curve: the chance that a day of the event scores above another day, ties counting half.
    /// Null where one of the two kinds is absent.
    /// </summary>
    public static double? Auc(IEnumerable<(double Score, bool Event)> days)
    {
        var sorted = days.OrderBy(day => day.Score).ToList();
        var events = sorted.LongCount(day => day.Event);
        var others = sorted.Count - events;
        if (events == 0 || others == 0) return null;
        var rankSum = 0.0;
        for (var first = 0; first < sorted.Count;)
        {
            var next = first;
            while (next < sorted.Count && sorted[next].Score == sorted[first].Score) next++;
            // Ranks count from 1; tied days share their mean rank.
            var rank = (first + 1 + next) / 2.0;
            for (; first < next; first++)
            {
                if (sorted[first].Event) rankSum += rank;
            }
        }

        return (rankSum - events * (events + 1) / 2.0) / ((double)events * others);
    }
}
