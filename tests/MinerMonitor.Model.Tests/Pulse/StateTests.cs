using MinerMonitor.Model.Pulse;
using MinerMonitor.Model.Telemetry;
using Xunit;
using static MinerMonitor.Model.Tests.Pulse.ShardDriver;

namespace MinerMonitor.Model.Tests.Pulse;

/// <summary>The states of a miner: the first that holds, at the moment from which it holds.</summary>
public sealed class StateTests
{
    private readonly ShardDriver _shard = new("a");

    [Theory]
    [InlineData(null, 100.0, MinerState.Hashing)]
    [InlineData(ReportedState.Hashing, 100.0, MinerState.Hashing)]
    [InlineData(ReportedState.Hashing, null, MinerState.Hashing)]
    [InlineData(ReportedState.Hashing, 0.0, MinerState.Idle)]
    [InlineData(null, 0.0, MinerState.Idle)]
    [InlineData(null, null, MinerState.Idle)]
    [InlineData(ReportedState.Idle, 100.0, MinerState.Idle)]
    [InlineData(ReportedState.Tuning, 0.0, MinerState.Tuning)]
    [InlineData(ReportedState.Tuning, 50.0, MinerState.Tuning)]
    [InlineData(ReportedState.Curtailed, 0.0, MinerState.Curtailed)]
    [InlineData(ReportedState.Fault, 0.0, MinerState.Fault)]
    [InlineData(ReportedState.Offline, null, MinerState.Offline)]
    [InlineData(ReportedState.Maintenance, 100.0, MinerState.Maintenance)]
    public void A_state_follows_from_what_is_reported(ReportedState? reported, double? hashrateThs, MinerState state)
    {
        _shard.Send(T0 + Second, new Reading("a") { State = reported, HashrateThs = hashrateThs, ChipTemperatureC = 60 });

        Assert.Equal(state, _shard.StateOf("a"));
    }

    [Fact]
    public void A_miner_is_silent_after_three_report_intervals_exactly_at_its_deadline()
    {
        _shard.Context(T0, TimeSpan.FromSeconds(20));
        _shard.Send(T0 + 5 * Second, new Reading("a") { HashrateThs = 100 });

        _shard.Pulse.AdvanceTo(T0 + 65 * Second - 1);
        Assert.Equal(MinerState.Hashing, _shard.StateOf("a"));
        Assert.True(_shard.Pulse.TallyOf(0).FreshMhs > 0);

        _shard.Pulse.AdvanceTo(T0 + 10 * Minute); // told long after: it is silent since its deadline all the same
        Assert.Equal(MinerState.Silent, _shard.StateOf("a"));
        Assert.Equal(T0 + 65 * Second, _shard.Read("a").StateSinceMs);
        Assert.Equal(0, _shard.Pulse.TallyOf(0).FreshMhs);
    }

    [Fact]
    public void Another_report_interval_moves_the_deadline()
    {
        _shard.Context(T0, TimeSpan.FromSeconds(600));
        _shard.Send(T0, new Reading("a") { HashrateThs = 100 });
        _shard.Pulse.AdvanceTo(T0 + 29 * Minute);
        Assert.Equal(MinerState.Hashing, _shard.StateOf("a"));

        _shard.Context(T0 + 29 * Minute, TimeSpan.FromSeconds(60));
        Assert.Equal(MinerState.Silent, _shard.StateOf("a"));
    }

    [Fact]
    public void A_miner_unheard_for_thirty_days_is_retired_and_comes_back_with_a_sample()
    {
        _shard.Send(T0, new Reading("a") { HashrateThs = 100 });

        _shard.Pulse.AdvanceTo(T0 + 30 * Day - 1);
        Assert.Equal(MinerState.Silent, _shard.StateOf("a"));

        _shard.Pulse.AdvanceTo(T0 + 30 * Day);
        Assert.Equal(MinerState.Retired, _shard.StateOf("a"));
        Assert.Equal(0, _shard.Pulse.TallyOf(0).NominalMhs);

        _shard.Send(T0 + 31 * Day, new Reading("a") { HashrateThs = 90 });
        Assert.Equal(MinerState.Hashing, _shard.StateOf("a"));
    }

    [Fact]
    public void Maintenance_comes_before_silence_and_ends_when_a_person_says_so()
    {
        _shard.Send(T0, new Reading("a") { HashrateThs = 100 });
        _shard.Control(T0 + Second, "a", MinerControl.BeginMaintenance);
        _shard.Pulse.AdvanceTo(T0 + Hour);
        Assert.Equal(MinerState.Maintenance, _shard.StateOf("a"));

        _shard.Control(T0 + Hour, "a", MinerControl.EndMaintenance);
        Assert.Equal(MinerState.Silent, _shard.StateOf("a"));
    }

    [Fact]
    public void A_miner_is_degraded_after_ten_minutes_under_three_quarters_of_nominal()
    {
        Feed(0, 149);
        Assert.Equal(MinerState.Hashing, _shard.StateOf("a"));
        for (var minute = 1; minute < 10; minute++)
        {
            Feed(minute, 149);
        }

        Assert.Equal(MinerState.Hashing, _shard.StateOf("a"));
        _shard.Pulse.AdvanceTo(T0 + 10 * Minute);
        Assert.Equal((MinerState.Degraded, T0 + 10 * Minute), (_shard.StateOf("a"), _shard.Read("a").StateSinceMs));

        Feed(11, 151);
        Assert.Equal(MinerState.Hashing, _shard.StateOf("a"));
    }

    [Fact]
    public void Share_noise_is_no_degradation()
    {
        // 140 TH/s over 600 s at difficulty 1e6: about 20 shares, so two standard errors are 45 %.
        for (var minute = 0; minute <= 15; minute++)
        {
            _shard.Send(
                T0 + minute * Minute,
                new Reading("a") { HashrateThs = 140, NominalThs = 200, HashrateWindowSec = 600, ShareDifficulty = 1e6 });
        }

        Assert.Equal(MinerState.Hashing, _shard.StateOf("a"));
    }

    [Fact]
    public void The_ten_minutes_begin_anew_after_a_stop()
    {
        for (var minute = 0; minute <= 30; minute++)
        {
            _shard.Send(T0 + minute * Minute, new Reading("a") { HashrateThs = 20, NominalThs = 200, State = ReportedState.Curtailed });
        }

        Feed(31, 60);
        Assert.Equal(MinerState.Hashing, _shard.StateOf("a"));

        _shard.Pulse.AdvanceTo(T0 + 60 * Minute);
        Assert.Equal(MinerState.Silent, _shard.StateOf("a"));
        Feed(60, 60);
        Assert.Equal(MinerState.Hashing, _shard.StateOf("a"));
    }

    [Fact]
    public void Transitions_are_numbered_in_order_of_time_whenever_time_was_moved_on()
    {
        var miners = new[] { "a", "b", "c" };
        var once = new ShardDriver(miners);
        var often = new ShardDriver(miners);
        foreach (var shard in new[] { once, often })
        {
            shard.Send(T0 + 3 * Second, new Reading("a") { HashrateThs = 1 });
            shard.Send(T0 + 4 * Second, new Reading("c") { HashrateThs = 1 });
            shard.Send(T0 + 5 * Second, new Reading("b") { HashrateThs = 1 });
        }

        once.Pulse.AdvanceTo(T0 + 31 * Day);
        for (var hour = 0; hour <= 31 * 24; hour++)
        {
            often.Pulse.AdvanceTo(T0 + hour * Hour);
        }

        Assert.Equal(often.Pulse.Transitions, once.Pulse.Transitions);
        Assert.Equal(once.Pulse.Transitions.OrderBy(transition => transition.AtMs), once.Pulse.Transitions);
    }

    [Fact]
    public void An_unreachable_miner_has_no_readings_of_now()
    {
        _shard.Send(T0, new Reading("a") { HashrateThs = 100, PowerW = 2_000 });
        _shard.Send(T0 + Second, new Reading("a") { State = ReportedState.Offline, Reason = "timeout" });

        var readout = _shard.Read("a");
        Assert.Equal((MinerState.Offline, "timeout"), (readout.State, readout.StateReason));
        Assert.Null(readout.HashrateThs);
        Assert.Equal(20, readout.EfficiencyJth);
    }

    private void Feed(int minute, double hashrateThs) =>
        _shard.Send(T0 + minute * Minute, new Reading("a") { HashrateThs = hashrateThs, NominalThs = 200 });
}
