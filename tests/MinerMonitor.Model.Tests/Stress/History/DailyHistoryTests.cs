using MinerMonitor.Model.Stress;
using MinerMonitor.Model.Stress.History;
using Xunit;

namespace MinerMonitor.Model.Tests.Stress.History;

/// <summary>Windows and sums over a made-up history, without any shared data.</summary>
public sealed class DailyHistoryTests
{
    private static readonly DateOnly s_first = new(2020, 1, 1);

    private static DailyRow Day(int number, double wobble = 0)
    {
        var hashrate = 1e8 * (1 + 0.001 * number) * (1 + 0.1 * Math.Sin(number / 9.0 + wobble));
        return new DailyRow
        {
            Date = s_first.AddDays(number),
            PriceUsd = 9000 + 20 * number + wobble,
            MarketCapUsd = (9000 + 20 * number + wobble) * 18e6,
            SupplyBtc = 18e6,
            HashrateThs = hashrate,
            DifficultyMean = hashrate * 1.4e5,
            DifficultyEod = hashrate * 1.4e5,
            Blocks = 144,
            HeightEod = 610_000 + 144 * number,
            IssuanceBtc = 1800,
            FeesBtc = 30 + number % 7,
        };
    }

    private static DailyHistory History(int days)
    {
        var history = new DailyHistory(StressModelOptions.Default);
        for (var number = 0; number < days; number++) history.Upsert(Day(number));
        return history;
    }

    [Fact]
    public void Windows_are_means_over_the_last_days()
    {
        var history = History(400);

        var windows = history.Windows(s_first.AddDays(399))!;

        double Mean(int days, Func<DailyRow, double> select) => Enumerable.Range(400 - days, days).Average(number => select(Day(number)));
        double H14(int number) => Enumerable.Range(number - 13, 14).Average(day => Day(day).HashrateThs!.Value);
        double Revenue(DailyRow row) => (row.IssuanceBtc!.Value + row.FeesBtc!.Value) * row.PriceUsd!.Value;
        Assert.Equal(Mean(7, row => row.HashrateThs!.Value) / 1e6, windows.Hashrate7dEhs!.Value, 1e-9);
        Assert.Equal(Mean(30, row => row.HashrateThs!.Value) / Mean(60, row => row.HashrateThs!.Value), windows.HashRibbon!.Value, 1e-12);
        Assert.Equal(1 - H14(399) / Enumerable.Range(220, 180).Max(H14), windows.Drawdown14d!.Value, 1e-12);
        Assert.Equal(Mean(7, Revenue) / Mean(365, Revenue), windows.RevenueMultiple!.Value, 1e-12);
        Assert.Equal(Mean(7, row => row.FeesBtc!.Value) / 144, windows.FeePerBlockBtc!.Value, 1e-12);
        Assert.Equal(Enumerable.Range(213, 180).Min(number => Day(number).PriceUsd!.Value), windows.DefaultSupportUsd);
        Assert.Equal(400, windows.Fit!.Observations);
        Assert.True(windows.EfficiencyAssumed);
        Assert.Null(windows.EtfFlowUsd);
        Assert.Null(windows.FearGreed);
    }

    [Theory]
    [InlineData(365, true, 364)]
    [InlineData(193, false, 192)]
    [InlineData(187, false, 186)]
    [InlineData(180, false, 179)]
    [InlineData(60, false, 59)]
    public void Window_longer_than_the_history_is_missing_and_not_zero(int days, bool revenue, int shorter)
    {
        var (enough, less) = (History(days).Windows(s_first.AddDays(days - 1))!, History(shorter).Windows(s_first.AddDays(shorter - 1))!);

        double? Window(DailyWindows windows) => days switch
        {
            365 => windows.RevenueMultiple,
            193 => windows.Drawdown14d,
            187 => windows.DefaultSupportUsd,
            180 => windows.DifficultyPeak,
            _ => windows.HashRibbon,
        };
        Assert.NotNull(Window(enough));
        Assert.Null(Window(less));
        Assert.Equal(revenue, enough.Fit is not null);
    }

    [Fact]
    public void Result_does_not_depend_on_the_order_of_arrival()
    {
        var last = s_first.AddDays(449);
        var ordered = History(450);
        var shuffled = new DailyHistory(StressModelOptions.Default);
        foreach (var number in Enumerable.Range(0, 450).OrderBy(number => number * 7919 % 450))
        {
            shuffled.Upsert(Day(number));
            // Reading in between must not leave anything behind.
            if (number % 50 == 0) Assert.NotNull(shuffled.Windows(s_first.AddDays(number)));
        }

        Assert.Equal(ordered.Windows(last), shuffled.Windows(last));
    }

    [Fact]
    public void Changed_day_rebuilds_the_sums_from_that_day()
    {
        var last = s_first.AddDays(449);
        var corrected = History(450);
        var before = corrected.Windows(last)!;
        corrected.Upsert(Day(200, wobble: 3));

        var rebuilt = new DailyHistory(StressModelOptions.Default);
        foreach (var number in Enumerable.Range(0, 450)) rebuilt.Upsert(Day(number, wobble: number == 200 ? 3 : 0));

        Assert.NotEqual(before.Fit, corrected.Windows(last)!.Fit);
        Assert.Equal(rebuilt.Windows(last), corrected.Windows(last));
    }

    [Fact]
    public void Gap_of_many_days_takes_the_windows_across_it_out()
    {
        var history = History(300);
        for (var number = 320; number < 380; number++) history.Upsert(Day(number));

        var windows = history.Windows(s_first.AddDays(379))!;

        Assert.NotNull(windows.HashRibbon);
        Assert.Null(windows.Drawdown14d);
        Assert.Null(history.Windows(s_first.AddDays(310)));
    }

    [Fact]
    public void Last_reports_up_to_the_day_are_used()
    {
        var history = History(60);
        for (var number = 0; number < 7; number++) history.Upsert(new EtfFlowRow(s_first.AddDays(40 + number), 10 * number));
        history.Upsert(new FearGreedRow(s_first.AddDays(40), 25));
        history.Upsert(new FearGreedRow(s_first.AddDays(43), 75));

        var windows = history.Windows(s_first.AddDays(45))!;

        Assert.Equal((10 + 20 + 30 + 40 + 50) * 1e6, windows.EtfFlowUsd);
        Assert.Equal(s_first.AddDays(45), windows.EtfReportDate);
        Assert.Equal(75, windows.FearGreed);
        Assert.Equal(25, history.Windows(s_first.AddDays(42))!.FearGreed);
        Assert.Null(history.Windows(s_first.AddDays(43))!.EtfFlowUsd);
    }

    [Fact]
    public void Fit_finds_the_line_its_days_lie_on()
    {
        var sums = Enumerable.Range(0, 500).Select(number => 1e12 * (1 + 0.01 * number))
            .Aggregate(default(DifficultyRegression), (sums, difficulty) => sums.Add(difficulty, Math.Exp(2.5) * Math.Pow(difficulty, 0.78)));

        var fit = sums.Fit(s_first, new FitOptions())!;

        Assert.Equal(2.5, fit.A, 1e-8);
        Assert.Equal(0.78, fit.B, 1e-9);
        Assert.Equal(1, fit.R2, 1e-9);
        Assert.Equal(0, fit.ResidualDeviation, 1e-5);
        Assert.Null(sums.Fit(s_first, new FitOptions { MinObservations = 501 }));
    }

    [Fact]
    public void Efficiency_is_interpolated_in_the_logarithm_and_flat_outside()
    {
        var curve = new EfficiencyCurve([new(s_first, 100), new(s_first.AddDays(10), 25)]);

        Assert.Equal(50, curve.At(s_first.AddDays(5)).JoulesPerTerahash, 1e-9);
        Assert.Equal(100, curve.At(s_first.AddDays(-5)).JoulesPerTerahash);
        Assert.Equal(25, curve.At(s_first.AddDays(50)).JoulesPerTerahash);
        Assert.Throws<ArgumentException>(() => new EfficiencyCurve([]));
        Assert.Throws<ArgumentException>(() => new EfficiencyCurve([new(s_first, 0)]));
    }
}
