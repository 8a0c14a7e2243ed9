namespace MinerMonitor.Model.Stress.History;

public sealed partial class DailyHistory
{
    /// <summary>What a day adds to the windows. The fit's sums reach from its start to this day.</summary>
    private readonly record struct Derived(
        DifficultyRegression Regression,
        double? RevenueUsd,
        double? IssuanceUsd,
        double? HashrateThs,
        double? HashShownThs,
        double? HashMeanThs,
        double? DifficultyEod);

    private void Derive(int upTo)
    {
        while (_derived.Count <= upTo)
        {
            var index = _derived.Count;
            var row = _rows.GetValueAtIndex(index);
            var sums = index > 0 ? _derived[index - 1].Regression : default;
            if (row.Date >= options.Fit.Start && Positive(row.DifficultyMean) is { } difficulty && Positive(row.MarketCapUsd) is { } cap)
                sums = sums.Add(difficulty, cap);
            var price = Positive(row.PriceUsd);
            _derived.Add(new Derived(
                sums,
                RevenueUsd: (row.IssuanceBtc + row.FeesBtc) * price,
                IssuanceUsd: row.IssuanceBtc * price,
                row.HashrateThs,
                HashShownThs: null,
                HashMeanThs: null,
                Positive(row.DifficultyEod)));
            // The means look back over days whose own values are in place by now.
            _derived[index] = _derived[index] with
            {
                HashShownThs = Mean(index, options.Windows.HashShown, day => day.HashrateThs),
                HashMeanThs = Mean(index, options.Windows.HashMean, day => day.HashrateThs),
            };
        }
    }

    /// <summary>True when the rows first..last are as good as consecutive days.</summary>
    private bool IsDense(int first, int last)
    {
        if (first < 0) return false;
        var length = last - first + 1;
        var span = _rows.GetKeyAtIndex(last).DayNumber - _rows.GetKeyAtIndex(first).DayNumber + 1;
        return span <= length + Math.Max(1, length / 20);
    }

    private double? Mean(int index, int days, Func<Derived, double?> select)
    {
        var first = index - days + 1;
        if (!IsDense(first, index)) return null;
        var sum = 0.0;
        for (var day = first; day <= index; day++)
        {
            if (select(_derived[day]) is not { } value) return null;
            sum += value;
        }

        return sum / days;
    }

    /// <summary>The highest value of the window and the last row it stands in.</summary>
    private (double Value, int Index)? Highest(int index, int days, Func<Derived, double?> select)
    {
        var first = index - days + 1;
        if (!IsDense(first, index)) return null;
        (double Value, int Index)? best = null;
        for (var day = first; day <= index; day++)
        {
            if (select(_derived[day]) is not { } value) return null;
            if (best is null || value >= best.Value.Value) best = (value, day);
        }

        return best;
    }

    private double? FeePerBlock(int index)
    {
        var first = index - options.Windows.FeeDays + 1;
        if (!IsDense(first, index)) return null;
        var fees = 0.0;
        var blocks = 0;
        for (var day = first; day <= index; day++)
        {
            var row = _rows.GetValueAtIndex(day);
            if (row.FeesBtc is not { } fee || row.Blocks is not { } count) return null;
            fees += fee;
            blocks += count;
        }

        return blocks > 0 ? fees / blocks : null;
    }

    private double? DefaultSupport(int index)
    {
        var first = index - options.Windows.SupportFrom;
        if (!IsDense(first, index)) return null;
        var lowest = double.PositiveInfinity;
        for (var day = first; day <= index - options.Windows.SupportTo; day++)
        {
            if (Positive(_rows.GetValueAtIndex(day).PriceUsd) is not { } price) return null;
            lowest = Math.Min(lowest, price);
        }

        return lowest;
    }

    private static double? Positive(double? value) => value is > 0 && double.IsFinite(value.Value) ? value : null;

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
