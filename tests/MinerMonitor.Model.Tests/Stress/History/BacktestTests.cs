using System.Globalization;
using MinerMonitor.Model.Stress;
using MinerMonitor.Model.Stress.History;
using Xunit;

namespace MinerMonitor.Model.Tests.Stress.History;

/// <summary>Section 11 of the specification, from the shared daily history.</summary>
public sealed class BacktestTests
{
    private static readonly Lazy<BacktestReport> s_report = new(() =>
        Backtest.Run(SharedHistory.RequireModel(), SharedHistory.RequireTable("capitulation_windows.csv").CapitulationWindows));

    private static BacktestReport RequireReport()
    {
        SharedHistory.RequireModel();
        return s_report.Value;
    }

    [Theory]
    [InlineData("composite index", 0.948, 0.561, 0.911, 0.633, 0.916, 0.579)]
    [InlineData("hash ribbon 30d/60d", 0.887, 0.636, 0.859, 0.620, 0.877, 0.609)]
    [InlineData("Puell multiple", 0.831, 0.511, 0.868, 0.616, 0.851, 0.537)]
    [InlineData("price / production cost", 0.674, 0.469, 0.637, 0.597, 0.629, 0.500)]
    [InlineData("price / cash cost", 0.749, 0.544, 0.768, 0.625, 0.778, 0.544)]
    [InlineData("hash drawdown 14d/180d", 0.912, 0.546, 0.852, 0.577, 0.862, 0.549)]
    [InlineData("difficulty drawdown", 0.915, 0.575, 0.851, 0.567, 0.854, 0.572)]
    [InlineData("revenue multiple", 0.843, 0.494, 0.873, 0.579, 0.861, 0.514)]
    [InlineData("Fear & Greed", 0.846, 0.593, 0.718, 0.632, 0.770, 0.612)]
    public void Scores_rank_days_as_published(
        string score, double train, double trainForward, double holdout, double holdoutForward, double all, double allForward)
    {
        var results = RequireReport().Rankings.Where(result => result.Score == score).ToList();

        Assert.Equal(
            string.Join(' ', new[] { train, trainForward, holdout, holdoutForward, all, allForward }
                .Select(value => FormattableString.Invariant($"{value:0.000}"))),
            string.Join(' ', results.Select(result =>
                FormattableString.Invariant($"{result.InsideWindow:0.000} {result.ForwardEvent:0.000}"))));
    }

    [Theory]
    [InlineData("regime >= stressed", BacktestPeriod.Train, "3/3 89% 17.0% 333 134 [-30 1 10]")]
    [InlineData("regime >= stressed", BacktestPeriod.Holdout, "4/4 74% 12.7% 155 33 [2 -30 54 6]")]
    [InlineData("regime >= stressed", BacktestPeriod.All, "7/7 80% 15.3% 488 167 [-30 1 10 2 -30 54 6]")]
    [InlineData("index >= 35 without dwell", BacktestPeriod.Train, "3/3 88% 11.9% 233 83 [-30 0 9]")]
    [InlineData("index >= 35 without dwell", BacktestPeriod.Holdout, "4/4 65% 9.0% 110 32 [1 -21 53 5]")]
    [InlineData("regime = capitulation", BacktestPeriod.Train, "3/3 68% 4.3% 85 0 [1 7 32]")]
    [InlineData("regime = capitulation", BacktestPeriod.Holdout, "3/4 22% 1.4% 17 0 [43 26 none 74]")]
    [InlineData("regime >= elevated", BacktestPeriod.Train, "3/3 97% 37.2% 728 469 [-30 -2 -27]")]
    [InlineData("regime >= elevated", BacktestPeriod.Holdout, "4/4 98% 35.3% 432 188 [-22 -30 1 -1]")]
    [InlineData("hash ribbon inverted", BacktestPeriod.Train, "3/3 68% 7.8% 153 88 [-15 7 -25]")]
    [InlineData("hash ribbon inverted", BacktestPeriod.Holdout, "4/4 71% 9.2% 113 75 [8 19 13 10]")]
    [InlineData("Puell < 0.5", BacktestPeriod.Train, "2/3 30% 0.4% 8 0 [5 4 39]")]
    [InlineData("Puell < 0.5", BacktestPeriod.Holdout, "2/4 14% 1.6% 20 0 [12 -27 none none]")]
    [InlineData("price < production cost", BacktestPeriod.Train, "2/3 68% 48.8% 955 715 [-30 -30 none]")]
    [InlineData("price < production cost", BacktestPeriod.Holdout, "3/4 57% 47.4% 580 372 [-21 -30 96 2]")]
    [InlineData("price < 0.8 production cost", BacktestPeriod.Holdout, "3/4 34% 28.9% 354 213 [12 -30 none 82]")]
    [InlineData("price < cash cost", BacktestPeriod.Holdout, "3/4 17% 4.2% 51 0 [none 1 0 82]")]
    [InlineData("Fear & Greed <= 20", BacktestPeriod.Holdout, "2/4 26% 8.4% 103 21 [-24 -27 97 -7]")]
    public void Alarms_flag_days_as_published(string rule, BacktestPeriod period, string expected)
    {
        var alarm = RequireReport().Alarms.Single(result => result.Rule == rule && result.Period == period);

        var lags = string.Join(' ', alarm.LagDays.Select(lag => lag?.ToString(CultureInfo.InvariantCulture) ?? "none"));
        Assert.Equal(expected, FormattableString.Invariant(
            $"{alarm.Hits}/{alarm.Windows} {100 * alarm.WindowShare:0}% {100 * alarm.OtherShare:0.0}% {alarm.OtherDays} {alarm.FarDays} [{lags}]"));
    }

    [Theory]
    [InlineData("2018 bear", "86.5 97.0 2018-11-27 100% 98%")]
    [InlineData("COVID and halving", "52.6 78.8 2020-05-29 81% 49%")]
    [InlineData("China ban", "61.2 71.4 2021-07-02 86% 56%")]
    [InlineData("2022 summer", "52.6 64.9 2022-07-23 97% 30%")]
    [InlineData("FTX", "53.6 73.3 2022-12-27 100% 39%")]
    [InlineData("2024 post-halving", "27.0 48.8 2024-07-05 25% 0%")]
    [InlineData("2025-26", "39.3 89.6 2026-02-05 94% 29%")]
    public void Index_inside_each_window_is_as_published(string window, string expected)
    {
        var result = RequireReport().Windows.Single(entry => entry.Window == window);

        Assert.Equal(expected, FormattableString.Invariant(
            $"{result.Median:0.0} {result.Max:0.0} {result.MaxDate:yyyy-MM-dd} {Percent(result.StressedShare)}% {Percent(result.CapitulationShare)}%"));

        // The published shares of days are cut, not rounded: 78 of 79 days stand as 98 %.
        static int Percent(double share) => (int)((100 * share) + 1e-9);
    }

    [Fact]
    public void Regimes_change_74_times_in_3805_days()
    {
        var report = RequireReport();

        Assert.Equal(3805, report.Days.Length);
        Assert.Equal(74, report.RegimeChanges);
        Assert.Equal([54, 21, 17, 9], report.RegimeShares.Select(entry => (int)Math.Round(100 * entry.Share)));
    }

    [Fact]
    public void Stressed_runs_are_the_published_ones()
    {
        var runs = new List<string>();
        DateOnly? start = null;
        foreach (var day in RequireReport().Days)
        {
            var stressed = day.Regime.Regime >= Regime.Stressed;
            if (stressed && day.Date.Year >= 2018) start ??= day.Date;
            if (!stressed && start is { } from)
            {
                runs.Add(FormattableString.Invariant($"{from:yyyy-MM-dd}..{day.Date.AddDays(-1):yyyy-MM-dd}"));
                start = null;
            }
        }

        Assert.Equal(
            [
                "2018-10-13..2019-05-09", "2019-11-22..2019-12-29", "2020-03-13..2020-05-03", "2020-05-18..2020-07-07",
                "2020-07-20..2020-07-29", "2020-10-29..2020-11-29", "2021-05-29..2021-10-25", "2022-06-03..2022-09-12",
                "2022-09-21..2023-01-17", "2024-06-24..2024-07-24",
            ],
            runs);
        Assert.Equal(new DateOnly(2025, 11, 21), start);
    }

    [Fact]
    public void Table_has_one_line_a_day_with_the_columns_of_its_header()
    {
        var report = RequireReport();

        var line = BacktestCsv.Format(report.Days.Single(day => day.Date == new DateOnly(2026, 2, 3)));

        var cells = BacktestCsv.Header.Split(',').Zip(line.Split(','), KeyValuePair.Create).ToDictionary();
        Assert.Equal(BacktestCsv.Header.Split(',').Length, line.Split(',').Length);
        Assert.Equal("2026-02-03", cells["date"]);
        Assert.Equal("", cells["s_liquidations"]);
        Assert.Equal("capitulation", cells["regime"]);
        Assert.Equal(83.4399, double.Parse(cells["index"], CultureInfo.InvariantCulture), 1e-4);
        Assert.Equal(87023.285, double.Parse(cells["production_cost_usd"], CultureInfo.InvariantCulture), 1e-3);
        Assert.Equal(10, cells["index"].Replace(".", "", StringComparison.Ordinal).Length);
    }
}
