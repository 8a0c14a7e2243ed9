using System.Text.Json;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Chain;
using MinerMonitor.Model.Stress;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Networks;
using MinerMonitor.Protocol.Sectors;
using MinerMonitor.Silo.Live.Wire;
using Xunit;

namespace MinerMonitor.Silo.Tests.Live;

public sealed class SectorWireTests
{
    private const long AtMs = 1_770_249_600_000;

    [Fact]
    public void Every_input_has_a_public_name()
    {
        var view = Empty() with
        {
            Inputs = [.. Enum.GetValues<SectorInputId>().Where(id => id != SectorInputId.Unknown)
                .Select(id => new SectorInput(id, 1, AtMs, 1000, Origin.Measured, "test", null, InputState.Live))],
        };

        var wire = Encode<SectorView, SectorSnapshot>(view, ProtocolJson.Default.SectorSnapshot);

        Assert.Equal(view.Inputs.Length, wire.Inputs.Select(input => input.Id).Distinct().Count());
        Assert.All(wire.Inputs, input => Assert.NotEmpty(input.Unit));
    }

    [Fact]
    public void What_is_missing_is_absent_and_has_its_reason()
    {
        var wire = Encode<SectorView, SectorSnapshot>(Empty(), ProtocolJson.Default.SectorSnapshot);

        Assert.Null(wire.Stress);
        Assert.Null(wire.Regime);
        Assert.Null(wire.Band);
        Assert.Null(wire.ProductionCostUsd);
        Assert.Null(wire.Support);
        Assert.Equal(10, wire.Contributions.Count);
        Assert.All(wire.Contributions, part => Assert.NotNull(part.MissingReason));
        Assert.Equal(100, wire.Contributions.Sum(part => part.Weight));
    }

    [Fact]
    public void Lines_of_a_change_add_up_with_availability_on_its_own_line()
    {
        var view = Empty() with
        {
            Change24h = new Model.Stress.StressChange
            {
                Total = 3, Components = [new ComponentChange(StressComponent.CostGap, 1)], Availability = 2, Appeared = [], Vanished = [],
            },
        };

        var wire = Encode<SectorView, SectorSnapshot>(view, ProtocolJson.Default.SectorSnapshot);

        Assert.Equal([("cost_gap", 1.0), ("availability", 2.0)], wire.Change24h.Select(change => (change.Id, change.Points)));
    }

    [Fact]
    public void Retarget_of_the_chain_keeps_its_interval()
    {
        var projection = RetargetProjection.At(1_769_111_289_000, 935_051, 1_770_248_421_000);
        var view = new NetworkView
        {
            World = "live",
            AsOfMs = AtMs,
            State = InputState.Live,
            Tip = new KnownBlock { BlockHeight = 935_051, HeardAtMs = AtMs },
            Difficulty = 141_668_107_417_558.2,
            Retarget = Model.Chain.RetargetForecast.From(projection, new(141_668_107_417_558.2)),
        };

        var wire = Encode<NetworkView, NetworkSnapshot>(view, ProtocolJson.Default.NetworkSnapshot);

        Assert.Equal(463, wire.Epoch);
        Assert.Equal(-0.132652, wire.Retarget!.Change, 1e-6);
        Assert.InRange(wire.Retarget.Change, wire.Retarget.ChangeLow!.Value, wire.Retarget.ChangeHigh!.Value);
        Assert.Equal(373, wire.Retarget.RemainingBlocks);
        Assert.Equal(141_668_107_417_558.2 * (1 + wire.Retarget.Change), wire.Retarget.ProjectedDifficulty!.Value, 1);
    }

    private static SectorView Empty() => new()
    {
        World = "live",
        Assessment = new SectorModel(StressModelOptions.Default).Assess(new SectorInputs { AtMs = AtMs }),
        Regime = RegimeState.Cold,
    };

    private static TWire Encode<TDomain, TWire>(TDomain value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TWire> json) where TDomain : notnull
    {
        var map = new WireMap();
        NetworkWire.Register(map);
        SectorWire.Register(map);
        return JsonSerializer.Deserialize(new PayloadEncoder(map).Encode(value), json)!;
    }
}
