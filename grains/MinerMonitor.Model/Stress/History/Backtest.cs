using System.Collections.Immutable;

namespace MinerMonitor.Model.Stress.History;

/// <summary>Runs the model over history and compares it with hash ribbons, the Puell multiple and price over cost.</summary>
/// <remarks>Trailing windows only. Source: specification of the stress model, section 11.</remarks>
public static class Backtest
{
    private const int ForwardDays = 30;
    private const double ForwardFall = 0.10;
    private const int HitDays = 7;
    private const int FarDays = 60;
    private const int LeadDays = 30;

    private static readonly DateOnly s_holdoutStart = new(2022, 1, 1);

    /// <summary>Scores that rise with stress; null where a day has none.</summary>
    private static readonly ImmutableArray<(string Name, Func<DailyEvaluation, double?> Score)> s_scores =
    [
        ("composite index", day => day.Sector.Stress.Index),
        ("hash ribbon 30d/60d", day => -day.Windows.HashRibbon),
        ("Puell multiple", day => -day.Windows.PuellMultiple),
        ("price / production cost", day => -day.Sector.PriceToCost),
        ("price / cash cost", day => -day.Sector.PriceToCashCost),
        ("hash drawdown 14d/180d", day => day.Windows.Drawdown14d),
        ("difficulty drawdown", day => Raw(day, StressComponent.Difficulty)),
        ("revenue multiple", day => -day.Windows.RevenueMultiple),
        ("Fear & Greed", day => -Raw(day, StressComponent.Sentiment)),
    ];

    private static readonly ImmutableArray<(string Name, Func<DailyEvaluation, bool> Flag)> s_rules =
    [
        ("regime >= stressed", day => day.Regime.Regime >= Regime.Stressed),
        ("index >= 35 without dwell", day => day.Sector.Stress.Index >= 35),
        ("regime = capitulation", day => day.Regime.Regime == Regime.Capitulation),
        ("regime >= elevated", day => day.Regime.Regime >= Regime.Elevated),
        ("hash ribbon inverted", day => day.Windows.HashRibbon < 1),
        ("Puell < 0.5", day => day.Windows.PuellMultiple < 0.5),
        ("price < production cost", day => day.Sector.PriceToCost < 1),
        ("price < 0.8 production cost", day => day.Sector.PriceToCost < 0.8),
        ("price < cash cost", day => day.Sector.PriceToCashCost < 1),
        ("Fear & Greed <= 20", day => Raw(day, StressComponent.Sentiment) <= 20),
    ];

    private static readonly ImmutableArray<BacktestPeriod> s_periods = [BacktestPeriod.Train, BacktestPeriod.Holdout, BacktestPeriod.All];

    public static BacktestReport Run(DailyModel model, IReadOnlyList<CapitulationWindow> windows)
    {
        var days = model.Run().ToImmutableArray();
        var falls = ForwardFalls(days);
        return new BacktestReport
        {
            Days = days,
            Rankings =
            [
                .. from score in s_scores
                   from period in s_periods
                   select Rank(score.Name, score.Score, period, days, windows, falls),
            ],
            Alarms = [.. from rule in s_rules from period in s_periods select Alarm(rule.Name, rule.Flag, period, days, windows)],
            Windows = [.. windows.Select(window => Inside(window, days))],
            RegimeChanges = days.Zip(days.Skip(1)).Count(pair => pair.First.Regime.Regime != pair.Second.Regime.Regime),
            RegimeShares =
            [
                .. new[] { Regime.Calm, Regime.Elevated, Regime.Stressed, Regime.Capitulation }
                    .Select(regime => (regime, (double)days.Count(day => day.Regime.Regime == regime) / Math.Max(1, days.Length))),
            ],
        };
    }

    private static RankingResult Rank(
        string name,
        Func<DailyEvaluation, double?> score,
        BacktestPeriod period,
        ImmutableArray<DailyEvaluation> days,
        IReadOnlyList<CapitulationWindow> windows,
        bool?[] falls)
    {
        var inside = new List<(double, bool)>();
        var forward = new List<(double, bool)>();
        for (var index = 0; index < days.Length; index++)
        {
            var day = days[index];
            if (!IsIn(day.Date, period) || score(day) is not { } value) continue;
            inside.Add((value, windows.Any(window => window.Contains(day.Date))));
            if (falls[index] is { } fall) forward.Add((value, fall));
        }

        return new RankingResult(name, period, Ranking.Auc(inside), Ranking.Auc(forward));
    }

    private static AlarmResult Alarm(
        string name,
        Func<DailyEvaluation, bool> flag,
        BacktestPeriod period,
        ImmutableArray<DailyEvaluation> days,
        IReadOnlyList<CapitulationWindow> windows)
    {
        var flagged = days.Where(flag).Select(day => day.Date).ToHashSet();
        var split = period == BacktestPeriod.Train ? CapitulationWindow.Train : CapitulationWindow.Holdout;
        var own = windows.Where(window => period == BacktestPeriod.All || window.Split == split).ToList();
        var dates = days.Select(day => day.Date).Where(date => IsIn(date, period)).ToList();
        var inside = dates.Where(date => windows.Any(window => window.Contains(date))).ToList();
        var outside = dates.Where(date => !windows.Any(window => window.Contains(date))).ToList();
        var others = outside.Where(flagged.Contains).ToList();
        return new AlarmResult
        {
            Rule = name,
            Period = period,
            Hits = own.Count(window => flagged.Count(window.Contains) >= HitDays),
            Windows = own.Count,
            WindowShare = (double)inside.Count(flagged.Contains) / Math.Max(1, inside.Count),
            OtherShare = (double)others.Count / Math.Max(1, outside.Count),
            OtherDays = others.Count,
            FarDays = others.Count(date => windows.All(window => window.DaysFrom(date) > FarDays)),
            LagDays = [.. own.Select(window => Lag(window, flagged))],
        };
    }

    private static int? Lag(CapitulationWindow window, HashSet<DateOnly> flagged)
    {
        for (var date = window.Start.AddDays(-LeadDays); date <= window.End; date = date.AddDays(1))
        {
            if (flagged.Contains(date)) return date.DayNumber - window.Start.DayNumber;
        }

        return null;
    }

    private static WindowResult Inside(CapitulationWindow window, ImmutableArray<DailyEvaluation> days)
    {
        var own = days.Where(day => window.Contains(day.Date)).ToList();
        var known = own.Where(day => day.Sector.Stress.Index is not null).OrderBy(day => day.Sector.Stress.Index).ToList();
        double? IndexAt(int position) => known[position].Sector.Stress.Index;
        return new WindowResult
        {
            Window = window.Name,
            Median = known.Count == 0 ? null : (IndexAt((known.Count - 1) / 2) + IndexAt(known.Count / 2)) / 2,
            Max = known.LastOrDefault()?.Sector.Stress.Index,
            MaxDate = known.LastOrDefault()?.Date,
            StressedShare = (double)own.Count(day => day.Regime.Regime >= Regime.Stressed) / Math.Max(1, own.Count),
            CapitulationShare = (double)own.Count(day => day.Regime.Regime == Regime.Capitulation) / Math.Max(1, own.Count),
        };
    }

    /// <summary>Whether the 7-day hashrate falls by a tenth within 30 days; null where the history ends before that is known.</summary>
    private static bool?[] ForwardFalls(ImmutableArray<DailyEvaluation> days)
    {
        var falls = new bool?[days.Length];
        for (var index = 0; index + ForwardDays < days.Length; index++)
        {
            if (days[index].Windows.Hashrate7dEhs is not { } now) continue;
            falls[index] = days.Skip(index + 1).Take(ForwardDays).Any(day => day.Windows.Hashrate7dEhs <= now * (1 - ForwardFall));
        }

        return falls;
    }

    private static bool IsIn(DateOnly date, BacktestPeriod period) => period switch
    {
        BacktestPeriod.Train => date < s_holdoutStart,
        BacktestPeriod.Holdout => date >= s_holdoutStart,
        _ => true,
    };

    private static double? Raw(DailyEvaluation day, StressComponent component) =>
        day.Sector.Stress.Contributions.Single(contribution => contribution.Component == component).Raw;
}
