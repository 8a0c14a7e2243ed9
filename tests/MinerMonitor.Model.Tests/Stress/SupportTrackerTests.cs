using MinerMonitor.Model.Stress;
using Xunit;

namespace MinerMonitor.Model.Tests.Stress;

public sealed class SupportTrackerTests
{
    private const long Minute = 60_000;
    private static readonly SupportOptions s_options = new();

    private static SupportState Run(params (int Minutes, double PriceUsd)[] ticks) => ticks.Aggregate(
        SupportState.None, (state, tick) => SupportTracker.Observe(state, 70000, true, tick.PriceUsd, tick.Minutes * Minute, s_options));

    [Fact]
    public void Breaks_after_15_minutes_half_a_percent_below()
    {
        Assert.False(Run((0, 69600), (14, 69600)).Broken);
        var broken = Run((0, 69600), (15, 69600));
        Assert.True(broken.Broken);
        Assert.Equal(15 * Minute, broken.BrokenAtMs);
    }

    [Fact]
    public void One_tick_inside_the_margin_starts_the_time_over() =>
        Assert.False(Run((0, 69600), (10, 69700), (11, 69600), (20, 69600)).Broken);

    [Fact]
    public void Touch_is_no_break()
    {
        var state = Run((0, 70500), (1, 70000), (2, 70100));

        Assert.True(state.Touched);
        Assert.Equal(Minute, state.TouchedAtMs);
        Assert.False(state.Broken);
    }

    [Fact]
    public void Break_ends_back_at_the_level_and_keeps_its_time()
    {
        var state = Run((0, 69000), (15, 69000), (30, 69800), (40, 70000));

        Assert.True(Run((0, 69000), (15, 69000), (30, 69800)).Broken);
        Assert.False(state.Broken);
        Assert.Equal(15 * Minute, state.BrokenAtMs);
    }

    [Fact]
    public void New_level_starts_a_new_state()
    {
        var state = SupportTracker.Observe(Run((0, 69000), (15, 69000)), 65000, true, 69000, 16 * Minute, s_options);

        Assert.Equal(new SupportState { LevelUsd = 65000, Configured = true }, state);
        Assert.Equal(SupportState.None, SupportTracker.Observe(state, null, false, 69000, 17 * Minute, s_options));
    }
}
