using System.Collections.Immutable;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Model.Pulse;
using Xunit;

namespace MinerMonitor.Grains.Tests.Fleets;

/// <summary>Which events transitions become.</summary>
public sealed class FleetEventDigestTests
{
    private FleetEventDigest _digest = new(new FleetTold());
    private long _nowMs = 1_000_000;

    [Fact]
    public void A_site_whose_miners_fall_silent_one_after_another_is_one_event()
    {
        var told = new List<string>();
        for (var silent = 1; silent <= 100; silent++)
        {
            Add([Change($"m{silent}", MinerState.Hashing, MinerState.Silent)], []);
            told.AddRange(Take(silent, 100 - silent));
            _nowMs += 500;
        }

        Assert.Equal(["site-silent"], told);
    }

    [Fact]
    public void A_site_that_falls_silent_at_once_is_one_event()
    {
        Add([Change("a", MinerState.Hashing, MinerState.Silent)], [new TransitionCount("north", MinerState.Hashing, MinerState.Silent, 4_095)]);

        Assert.Equal(["site-silent"], Take(4_096, 0));
        Assert.Empty(Take(4_096, 0));
    }

    [Fact]
    public void A_site_that_comes_back_is_one_event()
    {
        Add([Change("a", MinerState.Hashing, MinerState.Silent)], []);
        Take(3, 0);
        var told = new List<string>();
        for (var back = 1; back <= 3; back++)
        {
            Add([Change($"m{back}", MinerState.Silent, MinerState.Hashing)], []);
            told.AddRange(Take(3 - back, back));
            _nowMs += 10_000;
        }

        Assert.Equal(["site-back"], told);
    }

    [Fact]
    public void A_miner_that_stays_silent_alone_is_told_after_one_interval()
    {
        Add([Change("a", MinerState.Hashing, MinerState.Silent)], []);
        Assert.Empty(Take(1, 99));
        Assert.True(_digest.HasHeld);

        _nowMs += 60_000;
        Assert.Equal(["miner-state"], Take(1, 99));
        Assert.False(_digest.HasHeld);
    }

    [Fact]
    public void A_silence_is_told_before_the_return_that_ends_it()
    {
        Add([Change("a", MinerState.Hashing, MinerState.Silent)], []);
        Take(1, 99);
        Add([Change("a", MinerState.Silent, MinerState.Hashing)], []);

        var events = _digest.Take(Figures(0, 100));

        Assert.Equal(["silent", "hashing"], events.Select(item => item.Words!["to"]));
    }

    [Fact]
    public void A_site_that_was_silent_before_the_fleet_woke_is_not_told_again() => Assert.Empty(Take(5, 0));

    [Fact]
    public void Many_changes_of_one_kind_are_one_event_with_their_number()
    {
        Add(
            [.. Enumerable.Range(0, 10).Select(index => Change($"m{index}", MinerState.Hashing, MinerState.Fault))],
            [new TransitionCount("north", MinerState.Hashing, MinerState.Fault, 20)]);

        var told = Assert.Single(_digest.Take(Figures(0, 100)));

        Assert.Equal(("miners-state", 30), (told.Type, told.Figures!["miners"]));
    }

    [Fact]
    public void What_is_held_back_and_what_is_silent_outlives_the_fleet()
    {
        Add([Change("a", MinerState.Hashing, MinerState.Silent)], [new TransitionCount("south", MinerState.Hashing, MinerState.Silent, 2)]);
        Assert.Empty(Take(1, 99));
        Wake();
        Add([Change("b", MinerState.Hashing, MinerState.Silent)], []);
        Assert.Equal(["site-silent"], Take(100, 0));
        Wake();
        Assert.Empty(Take(100, 0));
        Add([Change("b", MinerState.Silent, MinerState.Hashing)], []);
        Assert.Equal(["site-back"], Take(99, 1));
        Wake();
        Add([Change("a", MinerState.Silent, MinerState.Hashing)], []);
        Assert.Empty(Take(98, 2));
    }

    [Fact]
    public void A_silent_site_whose_miners_are_deleted_is_not_heard_again()
    {
        Add([Change("a", MinerState.Hashing, MinerState.Silent)], []);
        Assert.Equal(["site-silent"], Take(1, 0));

        Assert.Empty(Take(0, 0));
        Assert.Empty(Take(0, 0));
    }

    [Fact]
    public void Changes_that_no_shard_keeps_any_more_are_told_to_be_lost()
    {
        _digest.Add(0, new ShardTransitions(new ShardMark(9, _nowMs), [], [], 8));

        var told = Assert.Single(_digest.Take(Figures(0, 1)));

        Assert.Equal(("changes-lost", 8), (told.Type, told.Figures!["changes"]));
        Assert.Empty(Take(0, 1));
    }

    private void Add(ImmutableArray<MinerTransitionReport> told, ImmutableArray<TransitionCount> more) =>
        _digest.Add(0, new ShardTransitions(default, told, more, 0));

    private void Wake() => _digest = new FleetEventDigest(_digest.ToStored(1, []));

    private IEnumerable<string> Take(int silent, int hashing) => _digest.Take(Figures(silent, hashing)).Select(item => item.Type);

    private MinerTransitionReport Change(string miner, MinerState from, MinerState to) => new(miner, "north", _nowMs, from, to, null);

    private FleetFigures Figures(int silent, int hashing)
    {
        var miners = new int[MinerStates.Count];
        miners[(int)MinerState.Silent] = silent;
        miners[(int)MinerState.Hashing] = hashing;
        var totals = new TallyFigures { Miners = [.. miners], HashrateThs = hashing, NominalHashrateThs = silent + hashing, PowerW = 0 };
        return new FleetFigures
        {
            Fleet = "acme",
            Description = new FleetDescription("live", null, false, TimeSpan.FromSeconds(60), ImmutableDictionary<string, SiteTerms>.Empty),
            AsOfMs = _nowMs,
            Samples = default,
            Totals = totals,
            Sites = [new SiteFigures("north", null, totals)],
        };
    }
}
