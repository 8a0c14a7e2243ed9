using FsCheck;
using FsCheck.Xunit;
using MinerMonitor.Model.Chain;
using MinerMonitor.Model.Units;
using Xunit;

namespace MinerMonitor.Model.Tests.Chain;

public sealed class RetargetTests
{
    private const int EpochStart = 933408;
    private static readonly Difficulty s_february2026 = new(141_668_107_417_558.2);

    [Fact]
    public void Projects_the_cut_of_february_2026_from_the_epochs_mean()
    {
        var projection = RetargetProjection.At(1769111289_000, 935051, 1770248421_000);

        Assert.Equal(463, projection.Epoch);
        Assert.Equal(1643, projection.Intervals);
        Assert.Equal(692.10712, projection.MeanIntervalSec, 1e-5);
        Assert.Equal(-0.132652, projection.Change, 0.5e-6);
        Assert.Equal(373, projection.RemainingBlocks);
        Assert.Equal(935424, projection.RetargetHeight);
        Assert.Equal(
            new DateTimeOffset(2026, 2, 7, 23, 22, 57, TimeSpan.Zero),
            DateTimeOffset.FromUnixTimeSeconds((projection.ExpectedAtMs + 500) / 1000));
    }

    [Fact]
    public void Projection_at_the_last_block_is_the_largest_cut_ever()
    {
        var projection = RetargetProjection.At(1623614836_000, 689471, 1625293501_000);

        Assert.Equal(2015, projection.Intervals);
        Assert.Equal(-0.279427, projection.Change, 0.5e-6);
    }

    [Fact]
    public void Blocks_of_exactly_ten_minutes_raise_the_difficulty_since_2015_intervals_are_measured()
    {
        var projection = RetargetProjection.At(0, EpochStart + 1000, 600_000 * 1000L);

        Assert.Equal(2016.0 / 2015 - 1, projection.Change, 1e-12);
    }

    [Theory]
    [InlineData(EpochStart, 5_000)]
    [InlineData(EpochStart + 7, 0)]
    [InlineData(EpochStart + 7, -7_200_000)]
    public void Projects_no_change_when_the_epoch_has_no_measurable_interval(int height, long sinceStartMs)
    {
        var projection = RetargetProjection.At(1_000_000_000_000, height, 1_000_000_000_000 + sinceStartMs);

        Assert.Equal(0, projection.Change);
        Assert.Equal(600, projection.MeanIntervalSec);
        Assert.True(projection.ExpectedAtMs > projection.AtMs);
    }

    [Theory]
    [InlineData(1, 3.0)]
    [InlineData(100_000, -0.75)]
    public void Clamps_the_change_to_a_factor_of_four(int intervalSec, double change)
    {
        var projection = RetargetProjection.At(0, EpochStart + 500, 500L * intervalSec * 1000);

        Assert.Equal(change, projection.Change, 1e-12);
    }

    [Property]
    public bool Change_stays_within_the_clamps_for_any_blocks(NonNegativeInt height, int startSec, int atSec)
    {
        var projection = RetargetProjection.At(startSec * 1000L, height.Get, atSec * 1000L);

        return projection.Change is >= -0.75 and <= 3 && projection.MeanIntervalSec > 0 && projection.Progress is >= 0 and < 1;
    }

    [Theory]
    [InlineData(1008, 1.57, 2.73)]
    [InlineData(504, 1.11, 1.58)]
    [InlineData(144, 0.60, 0.67)]
    [InlineData(72, 0.42, 0.45)]
    public void Deviation_of_the_forecast_has_a_part_for_blocks_and_one_for_the_rate(int remaining, double blocksAlonePct, double bothPct)
    {
        // Source: the table of the interval proposal; two decimals there are cut or rounded, hence 0.01.
        Assert.Equal(blocksAlonePct, 100 * RetargetForecast.RelativeDeviation(remaining, int.MaxValue), 0.0101);
        Assert.Equal(bothPct, 100 * RetargetForecast.RelativeDeviation(remaining, 504), 0.0101);
    }

    [Fact]
    public void Forecast_has_an_interval_around_its_change_and_the_hashrate_it_implies()
    {
        var projection = RetargetProjection.At(1769111289_000, 935051, 1770248421_000);

        var forecast = RetargetForecast.From(projection, s_february2026);

        // 373 blocks to come and a rate from 1643: 1.0612 % deviation, 1.645 of them to each side.
        Assert.Equal((1 + projection.Change) * Math.Exp(-1.644854 * 0.01061183) - 1, forecast.ChangeLow90!.Value, 1e-6);
        Assert.Equal((1 + projection.Change) * Math.Exp(1.644854 * 0.01061183) - 1, forecast.ChangeHigh90!.Value, 1e-6);
        Assert.Equal(872, RetargetForecast.ImpliedBy(s_february2026, -0.14).ExahashesPerSecond, 0.5);
        Assert.Equal(900.9, RetargetForecast.ImpliedBy(s_february2026, -0.1116).ExahashesPerSecond, 0.1);
    }

    [Fact]
    public void Forecast_has_no_interval_before_the_epochs_first_interval() =>
        Assert.Null(RetargetForecast.From(RetargetProjection.At(0, EpochStart, 0), s_february2026).ChangeLow90);

    [Theory]
    [InlineData(600, 1014.09981)]
    [InlineData(691.5, 879.9)]
    public void Difficulty_stands_for_a_hashrate_at_a_block_interval(double intervalSec, double exahashes) =>
        Assert.Equal(exahashes, s_february2026.HashrateAt(intervalSec).ExahashesPerSecond, intervalSec == 600 ? 1e-5 : 0.05);

    [Theory]
    [InlineData(144, 8.3)]
    [InlineData(432, 4.8)]
    [InlineData(1008, 3.1)]
    [InlineData(2016, 2.2)]
    [InlineData(4320, 1.5)]
    public void Sampling_error_falls_with_the_root_of_the_blocks(int blocks, double percent) =>
        Assert.Equal(percent, 100 * HashrateNoise.SamplingError(blocks), 0.05);

    [Fact]
    public void Noise_floor_of_a_drawdown_falls_with_smoothing()
    {
        Assert.Equal(0.069, HashrateNoise.DrawdownFloor(7));
        Assert.Equal(0.043, HashrateNoise.DrawdownFloor(14));
        Assert.InRange(HashrateNoise.DrawdownFloor(10), 0.043, 0.069);
        Assert.Equal(0.027, HashrateNoise.DrawdownFloor(90));
    }
}
