using MinerMonitor.Model.Pulse;
using MinerMonitor.Model.Telemetry;
using Xunit;
using static MinerMonitor.Model.Tests.Pulse.ShardDriver;

namespace MinerMonitor.Model.Tests.Pulse;

/// <summary>What a person sets of many miners in one block.</summary>
public sealed class ChangesTests
{
    private readonly ShardDriver _shard = new("a", "b", "c");

    [Fact]
    public void What_is_set_of_one_leaves_the_others_and_what_is_not_said()
    {
        _shard.Send(T0 + Second, new Reading("a") { HashrateThs = 100, PowerW = 3_000, Site = "north" }, new Reading("b") { HashrateThs = 50, Site = "north" });

        var result = _shard.Changes(T0 + (2 * Second), ("a", new MinerChange("Rack 7", 0.06, true, "south"), false));

        Assert.Equal(default, result);
        var (a, b) = (_shard.Read("a"), _shard.Read("b"));
        Assert.Equal(("Rack 7", 0.06, MinerState.Maintenance, "south", 100.0), (a.Label, a.TariffOverrideUsdKwh, a.State, a.Site, a.HashrateThs!.Value));
        Assert.Equal((null, null, MinerState.Hashing, "north"), (b.Label, b.TariffOverrideUsdKwh, b.State, b.Site));

        _shard.Changes(T0 + (3 * Second), ("a", new MinerChange("", double.NaN, false), false));
        a = _shard.Read("a");
        Assert.Equal((null, null, MinerState.Hashing, "south"), (a.Label, a.TariffOverrideUsdKwh, a.State, a.Site));
    }

    [Fact]
    public void A_model_that_is_set_brings_its_data_sheet_until_the_machine_says_more()
    {
        _shard.Changes(T0 + Second, ("a", new MinerChange(Model: "S21"), false), ("b", new MinerChange(Model: "S21", NominalHashrateThs: 190), false));
        Assert.Equal((17.5, 200.0, PowerSource.Nameplate), (_shard.Read("a").EfficiencyJth!.Value, _shard.Read("a").NominalHashrateThs!.Value, _shard.Read("a").PowerSource));
        Assert.Equal(190, _shard.Read("b").NominalHashrateThs);

        _shard.Changes(T0 + (2 * Second), ("a", new MinerChange(Model: ""), false), ("b", new MinerChange(NominalHashrateThs: double.NaN), false));
        Assert.Equal((null, null, null), (_shard.Read("a").Model, _shard.Read("a").EfficiencyJth, _shard.Read("a").NominalHashrateThs));
        Assert.Equal(200, _shard.Read("b").NominalHashrateThs);

        _shard.Send(T0 + (3 * Second), new Reading("b") { HashrateThs = 210, PowerW = 4_200, NominalThs = 205, Model = "S19" });
        Assert.Equal(("S19", 20.0, 205.0), (_shard.Read("b").Model, _shard.Read("b").EfficiencyJth!.Value, _shard.Read("b").NominalHashrateThs!.Value));
    }

    [Fact]
    public void What_holds_already_is_known_and_what_does_not_is_too()
    {
        var change = new MinerChange("Rack 7", 0.06, true, "south", "S21", 190);
        var slot = _shard.AddressOf("a").Slot;
        Assert.False(_shard.Pulse.IsAlready(slot, change));

        _shard.Changes(T0 + Second, ("a", change, false));

        Assert.True(_shard.Pulse.IsAlready(slot, change));
        Assert.True(_shard.Pulse.IsAlready(slot, MinerChange.None));
        MinerChange[] others =
        [
            change with { Label = "" }, change with { TariffOverrideUsdKwh = double.NaN }, change with { Maintenance = false }, change with { Site = "north" },
            change with { Model = "" }, change with { NominalHashrateThs = 191 },
        ];
        Assert.All(others, other => Assert.False(_shard.Pulse.IsAlready(slot, other)));
    }

    [Fact]
    public void Who_is_deleted_leaves_a_free_slot_and_nothing_of_its_own_in_it()
    {
        _shard.Changes(T0 + Second, ("b", new MinerChange("Rack 7", 0.06), false));
        _shard.Changes(T0 + (2 * Second), ("b", MinerChange.None, true));
        var former = _shard.AddressOf("b");
        Assert.False(_shard.Pulse.Holds(former.Slot, former.Generation));

        _shard.Assign(T0 + (3 * Second), "d");

        Assert.Equal(former.Slot, _shard.AddressOf("d").Slot);
        Assert.Equal((null, null), (_shard.Read("d").Label, _shard.Read("d").TariffOverrideUsdKwh));
        Assert.Equal(1, _shard.Changes(T0 + (4 * Second), ("b", new MinerChange("Rack 8"), false)).Moved);
        Assert.Null(_shard.Read("d").Label);
    }

    [Fact]
    public void Who_comes_back_from_maintenance_and_is_not_heard_falls_silent_in_time()
    {
        _shard.Send(T0 + Second, new Reading("a") { HashrateThs = 100 });
        _shard.Changes(T0 + (2 * Second), ("a", new MinerChange(Maintenance: true), false), ("b", MinerChange.None, true), ("c", MinerChange.None, true));
        _shard.Pulse.AdvanceTo(T0 + Minute); // the deadlines are looked at; the next one is days away
        _shard.Changes(T0 + Minute + Second, ("a", new MinerChange(Maintenance: false), false));

        _shard.Pulse.AdvanceTo(T0 + (3 * Minute) + Second);

        Assert.Equal(MinerState.Silent, _shard.StateOf("a"));
    }

    [Fact]
    public void Slots_of_a_query_are_those_that_it_finds()
    {
        _shard.Send(T0 + Second, new Reading("a") { HashrateThs = 100, Site = "north" }, new Reading("b") { HashrateThs = 50, Site = "south" }, new Reading("c") { HashrateThs = 9, Site = "north" });

        Assert.Equal([_shard.AddressOf("a").Slot, _shard.AddressOf("c").Slot], _shard.Pulse.Where(new MinerQuery(Site: "north")));
        Assert.Equal(3, _shard.Pulse.Where(new MinerQuery()).Count);
        Assert.Empty(_shard.Pulse.Where(new MinerQuery(Site: "east")));
    }
}
