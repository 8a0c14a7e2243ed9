using MinerMonitor.Model.Alerts;
using Xunit;

namespace MinerMonitor.Model.Tests.Alerts;

public sealed class AlertStateTests
{
    private static readonly AlertRule s_rule = new("stress", 80, IsUpper: true, ClearLimit: 75, HoldSec: 60, "warning", null);

    [Theory]
    [InlineData("90@0 90@59", false)]
    [InlineData("90@0 90@60", true)]
    [InlineData("80@0 80@60", false)] // the limit itself is not beyond it
    [InlineData("90@0 79@30 90@60 90@90", false)] // begins anew
    [InlineData("90@0 -@30 90@60", false)] // a gap proves nothing, so waiting begins anew
    [InlineData("90@0 90@60 77@70", true)] // back, but not behind the clearing limit
    [InlineData("90@0 90@60 75@70", false)]
    [InlineData("90@0 90@60 -@70", true)] // a gap clears nothing
    [InlineData("90@0 90@60 75@70 76@80 81@90", false)]
    public void Rises_after_the_hold_and_clears_behind_the_clearing_limit(string values, bool isRaised) => Assert.Equal(isRaised, Play(s_rule, values).IsRaised);

    [Fact]
    public void A_lower_limit_without_hold_rises_at_once_and_clears_at_the_limit()
    {
        var rule = new AlertRule("totals.coverage", 0.95, IsUpper: false, ClearLimit: null, HoldSec: 0, "critical", null);

        Assert.True(Play(rule, "0.9@5").IsRaised);
        Assert.Equal(5_000, Play(rule, "0.9@5 0.8@6").ChangedAtMs);
        Assert.Equal((false, 7_000), (Play(rule, "0.9@5 0.95@7").IsRaised, Play(rule, "0.9@5 0.95@7").ChangedAtMs));
    }

    [Fact]
    public void A_missing_value_is_told_beside_the_last_one()
    {
        var state = Play(s_rule, "70@0 -@5");

        Assert.Equal((true, 70.0, 0L), (state.IsMissing, state.Value, state.ValueAtMs));
        Assert.True(AlertState.Begin.Next(s_rule, double.NaN, 1).IsMissing);
    }

    private static AlertState Play(AlertRule rule, string values) => values.Split(' ').Select(step => step.Split('@')).Aggregate(
        AlertState.Begin,
        (state, step) => state.Next(
            rule, step[0] == "-" ? null : double.Parse(step[0], System.Globalization.CultureInfo.InvariantCulture), long.Parse(step[1], System.Globalization.CultureInfo.InvariantCulture) * 1000));
}
