using MinerMonitor.Model.Stress;
using Xunit;

namespace MinerMonitor.Model.Tests.Stress;

public sealed class RegimeTrackerTests
{
    private const long Hour = 3_600_000;
    private static readonly RegimeOptions s_options = new();

    private static RegimeState Run(RegimeState state, params (double Hours, double? Index)[] observations) => observations.Aggregate(
        state, (current, entry) => RegimeTracker.Observe(current, (long)(entry.Hours * Hour), entry.Index, 1, s_options));

    [Theory]
    [InlineData(19.9, Regime.Calm)]
    [InlineData(20, Regime.Elevated)]
    [InlineData(35, Regime.Stressed)]
    [InlineData(60, Regime.Capitulation)]
    public void First_observation_takes_its_band(double index, Regime regime)
    {
        var state = Run(RegimeState.Cold, (5, index));

        Assert.Equal(regime, state.Regime);
        Assert.Equal(5 * Hour, state.SinceMs);
    }

    [Fact]
    public void Rises_after_24_hours_above_the_threshold_and_says_so_before()
    {
        var state = Run(RegimeState.Cold, (0, 10), (1, 36));

        Assert.Equal(Regime.Elevated, Run(RegimeState.Cold, (0, 10), (1, 31)).Regime);
        Assert.Equal(Regime.Elevated, state.Regime);
        Assert.Equal(Regime.Stressed, state.Pending);
        Assert.Equal(25 * Hour, state.PendingAtMs);
        Assert.Equal(Regime.Elevated, Run(state, (24.9, 36)).Regime);
        Assert.Equal(Regime.Stressed, Run(state, (25, 36)).Regime);
    }

    [Fact]
    public void Rise_starts_over_when_the_index_dips_below_the_threshold()
    {
        var state = Run(RegimeState.Cold, (0, 30), (1, 36), (20, 34), (21, 36), (25, 36));

        Assert.Equal(Regime.Elevated, state.Regime);
        Assert.Equal(45 * Hour, state.PendingAtMs);
    }

    [Fact]
    public void Rises_at_once_and_past_levels_when_10_points_above() =>
        Assert.Equal(Regime.Capitulation, Run(RegimeState.Cold, (0, 10), (1, 70)).Regime);

    [Fact]
    public void Falls_through_each_level_whose_own_timer_has_run_out()
    {
        var state = Run(RegimeState.Cold, (0, 80), (10, 33), (20, 10));

        Assert.Equal(Regime.Stressed, state.Pending);
        Assert.Equal(106 * Hour, state.PendingAtMs);
        // Below 55 since hour 10, below 30 and 15 since hour 20.
        Assert.Equal(Regime.Stressed, Run(state, (106, 10)).Regime);
        Assert.Equal(Regime.Calm, Run(state, (116, 10)).Regime);
    }

    [Fact]
    public void Stays_within_the_hysteresis() =>
        Assert.Equal(Regime.Stressed, Run(RegimeState.Cold, (0, 40), (1, 31), (500, 30)).Regime);

    [Fact]
    public void Holds_the_regime_and_clears_the_timers_when_too_little_is_covered()
    {
        var state = Run(RegimeState.Cold, (0, 40), (1, 10));

        var held = RegimeTracker.Observe(state, 50 * Hour, 10, 0.59, s_options);

        Assert.True(held.Held);
        Assert.Equal(Regime.Stressed, held.Regime);
        Assert.Null(held.Pending);
        Assert.True(Run(state, (50, null)).Held);
        // The fall counts from the next valid observation.
        Assert.Equal(Regime.Stressed, Run(held, (51, 10), (146, 10)).Regime);
        Assert.Equal(Regime.Calm, Run(held, (51, 10), (147, 10)).Regime);
    }

    [Fact]
    public void Cold_state_stays_unknown_without_a_valid_observation() =>
        Assert.Equal(Regime.Unknown, Run(RegimeState.Cold, (0, null)).Regime);
}
