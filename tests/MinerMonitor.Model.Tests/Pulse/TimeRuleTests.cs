using MinerMonitor.Model.Pulse;
using Xunit;
using static MinerMonitor.Model.Tests.Pulse.ShardDriver;

namespace MinerMonitor.Model.Tests.Pulse;

/// <summary>Which samples are live, merged, late or stale.</summary>
public sealed class TimeRuleTests
{
    private readonly ShardDriver _shard = new("a", "b");

    [Fact]
    public void A_sample_without_a_time_is_live_at_its_receipt()
    {
        var result = _shard.Send(T0 + Second, new Reading("a") { HashrateThs = 100 });

        Assert.Equal(new BlockResult(1, 0, 0, 0), result);
        Assert.Equal(T0 + Second, _shard.Read("a").AtMs);
        Assert.Null(_shard.Read("b").AtMs);
    }

    [Fact]
    public void Readings_of_the_same_time_merge_into_one_sample()
    {
        _shard.Send(T0 + Minute, new Reading("a") { AtMs = T0 + Minute, HashrateThs = 100 });
        var result = _shard.Send(T0 + Minute + Second, new Reading("a") { AtMs = T0 + Minute, PowerW = 2_000 });

        Assert.Equal(new BlockResult(0, 1, 0, 0), result);
        var readout = _shard.Read("a");
        Assert.Equal((100, 2_000, 20), (readout.HashrateThs, readout.PowerW, readout.EfficiencyJth));
        Assert.Equal((1, 1), (_shard.Pulse.AppliedCount, _shard.Pulse.MergedCount));
    }

    [Fact]
    public void Lines_without_a_time_in_one_block_merge()
    {
        var result = _shard.Send(T0 + Minute, new Reading("a") { HashrateThs = 100 }, new Reading("a") { PowerW = 2_000 });

        Assert.Equal(new BlockResult(1, 1, 0, 0), result);
    }

    [Fact]
    public void A_repeated_sample_counts_once_in_the_mean_and_is_no_sign_of_life()
    {
        var reading = new Reading("a") { AtMs = T0 + Minute, HashrateThs = 100 };
        _shard.Send(T0 + Minute, reading);
        _shard.Send(T0 + 2 * Minute, new Reading("a") { AtMs = T0 + 2 * Minute, HashrateThs = 200 });
        _shard.Send(T0 + 3 * Minute, new Reading("a") { AtMs = T0 + 2 * Minute, HashrateThs = 200 });
        _shard.Send(T0 + 4 * Minute, new Reading("a") { AtMs = T0 + 2 * Minute, HashrateThs = 200 });

        Assert.Equal(150, _shard.Pulse.OpenMeans().Get(0, 1).HashrateThs);

        _shard.Pulse.AdvanceTo(T0 + 5 * Minute);
        Assert.Equal(MinerState.Silent, _shard.StateOf("a"));
    }

    [Fact]
    public void A_batch_with_several_times_a_miner_counts_once_when_it_is_sent_again()
    {
        _shard.Send(T0 + Hour, new Reading("a") { AtMs = T0 + Hour, HashrateThs = 90 });
        Reading[] batch =
        [
            new("a") { AtMs = T0 + 30 * Minute, HashrateThs = 50 },
            new("a") { AtMs = T0 + Hour + Minute, HashrateThs = 100 },
            new("a") { AtMs = T0 + Hour + 2 * Minute, HashrateThs = 200 },
            new("b") { AtMs = T0 + Hour + Minute, HashrateThs = 10 },
            new("a") { AtMs = T0 + Hour + 3 * Minute, HashrateThs = 300 },
        ];
        Assert.Equal(new BlockResult(5, 0, 0, 0), _shard.Send(T0 + Hour + 3 * Minute, batch));
        var mean = _shard.Pulse.OpenMeans().Get(0, 1).HashrateThs;
        var readout = _shard.Read("a");

        var restored = ShardDriver.NewPulse();
        restored.Restore(_shard.Pulse.Snapshot());
        var again = _shard.Block(T0 + Hour + 4 * Minute, batch);

        Assert.Equal(new BlockResult(0, 5, 0, 0), _shard.Commit(again, T0 + Hour + 4 * Minute));
        Assert.Equal((mean, readout), (_shard.Pulse.OpenMeans().Get(0, 1).HashrateThs, _shard.Read("a")));
        Assert.Single(_shard.Pulse.LateMeans);
        Assert.Equal(new BlockResult(0, 5, 0, 0), restored.Apply(again));
    }

    [Fact]
    public void Readings_of_one_passed_time_on_several_lines_are_one_sample_of_history()
    {
        _shard.Send(T0 + Hour, new Reading("a") { AtMs = T0 + Hour, HashrateThs = 90 });

        var result = _shard.Send(
            T0 + Hour + 2 * Minute,
            new Reading("a") { AtMs = T0 + Hour + Minute, HashrateThs = 100 },
            new Reading("a") { AtMs = T0 + Hour + 2 * Minute, HashrateThs = 200 },
            new Reading("a") { AtMs = T0 + Hour + Minute, PowerW = 2_000 },
            new Reading("a") { AtMs = T0 + Hour + 2 * Minute, PowerW = 4_000 });

        Assert.Equal(new BlockResult(2, 2, 0, 0), result);
        var mean = _shard.Pulse.OpenMeans().Get(0, 1);
        Assert.Equal((130, 3_000), (mean.HashrateThs, mean.PowerW));
    }

    [Fact]
    public void Times_that_were_passed_long_ago_are_forgotten()
    {
        var late = new Reading("a") { AtMs = T0 + Minute, HashrateThs = 50 };
        _shard.Send(T0 + Hour, new Reading("a") { AtMs = T0 + Hour, HashrateThs = 90 });
        Assert.Equal(1, _shard.Send(T0 + Hour, late).Applied);
        Assert.Equal(1, _shard.Send(T0 + 2 * Hour, late).Merged);

        Assert.Equal(1, _shard.Send(T0 + 2 * Hour + 1, late).Applied);
    }

    [Fact]
    public void A_late_sample_goes_to_history_and_leaves_the_live_state_alone()
    {
        _shard.Send(T0 + Hour, new Reading("a") { AtMs = T0 + Hour, HashrateThs = 100 });
        var result = _shard.Send(T0 + Hour + Second, new Reading("a") { AtMs = T0 + 30 * Minute, HashrateThs = 50, PowerW = 900 });

        Assert.Equal(new BlockResult(1, 0, 0, 0), result);
        Assert.Equal(100, _shard.Read("a").HashrateThs);
        var late = Assert.Single(_shard.Pulse.LateMeans);
        Assert.Equal(((T0 + 30 * Minute) / MeansColumn.WidthMs, 50f, 900f), (late.Index, late.HashrateThs, late.PowerW));
    }

    [Fact]
    public void A_late_sample_of_the_open_ten_minutes_is_in_their_mean()
    {
        var start = T0 + Hour;
        _shard.Send(start + 3 * Minute, new Reading("a") { AtMs = start + 3 * Minute, HashrateThs = 100 });
        _shard.Send(start + 4 * Minute, new Reading("a") { AtMs = start + 2 * Minute, HashrateThs = 200 });
        _shard.Pulse.AdvanceTo(start + 10 * Minute);

        var column = Assert.Single(_shard.Pulse.ClosedMeans);
        Assert.Equal(150, column.WithLate(_shard.Pulse.LateMeans, 2).Get(0, 1).HashrateThs);
    }

    [Theory]
    [InlineData(48 * Hour, false)]
    [InlineData(48 * Hour + 1, true)]
    public void A_sample_is_stale_beyond_48_hours(long ageMs, bool isStale)
    {
        var now = T0 + 3 * Day;
        var result = _shard.Send(now, new Reading("a") { AtMs = now - ageMs, HashrateThs = 1 });

        Assert.Equal(isStale ? new BlockResult(0, 0, 1, 0) : new BlockResult(1, 0, 0, 0), result);
        Assert.Equal(isStale ? 1 : 0, _shard.Pulse.StaleCount);
        Assert.Null(_shard.Read("a").HashrateThs);
    }

    [Fact]
    public void A_clock_that_stepped_back_is_anchored_anew_after_three_rising_samples()
    {
        const long Step = 2 * Hour;
        _shard.Send(T0 + 10 * Hour, new Reading("a") { AtMs = T0 + 10 * Hour, HashrateThs = 100 });
        for (var minute = 1; minute <= 2; minute++)
        {
            Step60(minute);
            Assert.Equal(100, _shard.Read("a").HashrateThs);
        }

        Step60(3);
        Assert.Equal((3, T0 + 10 * Hour + 3 * Minute), (_shard.Read("a").HashrateThs, _shard.Read("a").AtMs));

        Step60(4);
        Assert.Equal((4, T0 + 10 * Hour + 4 * Minute), (_shard.Read("a").HashrateThs, _shard.Read("a").AtMs));

        // The clock is put right: its own time holds again.
        _shard.Send(T0 + 10 * Hour + 5 * Minute, new Reading("a") { AtMs = T0 + 10 * Hour + 5 * Minute, HashrateThs = 5 });
        Assert.Equal((5, T0 + 10 * Hour + 5 * Minute), (_shard.Read("a").HashrateThs, _shard.Read("a").AtMs));

        void Step60(int minute)
        {
            var now = T0 + 10 * Hour + minute * Minute;
            _shard.Send(now, new Reading("a") { AtMs = now - Step, HashrateThs = minute });
        }
    }

    [Fact]
    public void A_buffer_sent_after_an_outage_is_history_however_many_of_its_samples_rise()
    {
        _shard.Send(T0 + Hour, new Reading("a") { AtMs = T0 + Hour, HashrateThs = 100 });
        for (var minute = 0; minute < 30; minute++)
        {
            _shard.Send(T0 + 2 * Hour + minute * Second, new Reading("a") { AtMs = T0 + Hour + (minute + 1) * Minute, HashrateThs = 50 });
        }

        Assert.Equal((100, T0 + Hour), (_shard.Read("a").HashrateThs, _shard.Read("a").AtMs));
    }

    [Fact]
    public void Rising_samples_of_one_block_are_no_proof_of_a_clock_that_stepped_back()
    {
        _shard.Send(T0 + Hour, new Reading("a") { AtMs = T0 + Hour, HashrateThs = 100 });
        _shard.Send(T0 + Hour + Minute, [.. Enumerable.Range(1, 5).Select(index => new Reading("a") { AtMs = T0 + index, HashrateThs = 50 })]);

        Assert.Equal(100, _shard.Read("a").HashrateThs);
        Assert.Equal(5, _shard.Pulse.LateMeans.Count);
    }

    [Fact]
    public void A_sample_for_a_slot_that_was_given_away_is_moved_and_changes_nothing()
    {
        var stale = _shard.Block(T0 + Minute, new Reading("a") { HashrateThs = 100 });
        _shard.Control(T0 + Second, "a", MinerControl.Retire);
        _shard.Assign(T0 + 2 * Second, "c");

        var result = _shard.Commit(stale, T0 + Minute);

        Assert.Equal(new BlockResult(0, 0, 0, 1), result);
        Assert.Equal((ushort)0, _shard.AddressOf("c").Slot);
        Assert.NotEqual(1, _shard.AddressOf("c").Generation);
        Assert.Null(_shard.Read("c").HashrateThs);
    }

    [Fact]
    public void Lines_that_are_no_samples_are_counted_with_the_block()
    {
        using var writer = new SampleBlockWriter(new TextTable());
        writer.CountLines(stale: 2, refused: 3, skewed: 4);
        _shard.Commit(writer.Finish(T0 + Second), T0 + Second);

        Assert.Equal((2, 3, 4), (_shard.Pulse.StaleCount, _shard.Pulse.RefusedCount, _shard.Pulse.SkewedCount));
    }

    [Fact]
    public void Blocks_that_were_applied_already_are_passed_over()
    {
        var block = _shard.Block(T0 + Second, new Reading("a") { HashrateThs = 100 });
        _shard.Commit(block, T0 + Second);
        var before = _shard.Pulse.Snapshot();

        Assert.Equal(default, _shard.Pulse.Apply(block));
        Assert.Equal(before, _shard.Pulse.Snapshot());
    }
}
