using System.Collections.Immutable;

namespace MinerMonitor.Model.Stress.History;

/// <summary>A run of closes below the modelled production cost.</summary>
/// <param name="FirstDate">First close below.</param>
/// <param name="LastDate">Last close below.</param>
/// <param name="Days">Closes below, days without a price or a cost not counted.</param>
/// <param name="Depth">Lowest price over cost minus 1, fraction: -0.2 is 20 % below.</param>
/// <param name="DepthDate">When that was.</param>
/// <param name="EndDate">First close at or above the cost again; null while it lasts.</param>
[GenerateSerializer, Immutable, Alias("mm.history.below-cost")]
public sealed record BelowCostEpisode(
    [property: Id(0)] DateOnly FirstDate,
    [property: Id(1)] DateOnly LastDate,
    [property: Id(2)] int Days,
    [property: Id(3)] double Depth,
    [property: Id(4)] DateOnly DepthDate,
    [property: Id(5)] DateOnly? EndDate);

/// <summary>Finds the times in which bitcoin closed below its modelled production cost.</summary>
/// <remarks>
/// The cost of a day is the regression as it stood at that close, not as it is fitted today. About half of all days lie below a regression
/// line, so an episode is a fact of the model and no alarm.
/// </remarks>
public static class BelowCost
{
    /// <summary>A close at or above the cost ends an episode only when the next one is not below again within this many days.</summary>
    public const int BridgedDays = 3;

    /// <summary>All episodes, oldest first.</summary>
    /// <param name="closes">Price over production cost by day, oldest first; days that lack either are left out.</param>
    public static ImmutableArray<BelowCostEpisode> Episodes(IEnumerable<(DateOnly Date, double PriceToCost)> closes)
    {
        var episodes = ImmutableArray.CreateBuilder<BelowCostEpisode>();
        BelowCostEpisode? open = null;
        foreach (var (date, ratio) in closes)
        {
            if (ratio >= 1)
            {
                open = open is null ? null : open with { EndDate = open.EndDate ?? date };
                continue;
            }

            if (open?.EndDate is { } end && date.DayNumber - end.DayNumber >= BridgedDays)
            {
                episodes.Add(open);
                open = null;
            }

            open = open is null
                ? new BelowCostEpisode(date, date, 1, ratio - 1, date, null)
                : open with
                {
                    LastDate = date,
                    Days = open.Days + 1,
                    Depth = Math.Min(open.Depth, ratio - 1),
                    DepthDate = ratio - 1 < open.Depth ? date : open.DepthDate,
                    EndDate = null,
                };
        }

        if (open is not null)
        {
            episodes.Add(open);
        }

        return episodes.ToImmutable();
    }
}
