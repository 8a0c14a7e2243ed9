using Microsoft.Extensions.DependencyInjection;
using MinerMonitor.Model.Chain;
using MinerMonitor.Model.Economics;
using MinerMonitor.Model.Stress;
using MinerMonitor.Model.Units;
using Orleans.Serialization;
using Xunit;

namespace MinerMonitor.Model.Tests;

/// <summary>What crosses grain calls or is stored comes back as it was.</summary>
public sealed class SerializationTests
{
    private static readonly Serializer s_serializer =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    private static T RoundTrip<T>(T value) where T : notnull => s_serializer.Deserialize<T>(s_serializer.SerializeToArray(value))!;

    [Fact]
    public void Units_and_terms_survive()
    {
        var terms = new MiningTerms(new Efficiency(19.5), 0.065, 1.08, 0.015, 2.5);

        Assert.Equal(terms, RoundTrip(terms));
        Assert.Equal(new Sats(312_500_000), RoundTrip(new Sats(312_500_000)));
        Assert.Equal(new Difficulty(141.67e12), RoundTrip(new Difficulty(141.67e12)));
    }

    [Fact]
    public void Input_keeps_value_time_and_reason()
    {
        Assert.Equal(StressInput.Of(70000, 17), RoundTrip(StressInput.Of(70000, 17)));
        Assert.Equal("older than 5 min", RoundTrip(StressInput.Missing("older than 5 min", 17)).MissingReason);
        Assert.Equal("never provided", RoundTrip(default(StressInput)).MissingReason);
    }

    [Fact]
    public void Regime_state_keeps_its_timers()
    {
        var state = RegimeTracker.Observe(RegimeState.Cold, 5, 40, 1, new RegimeOptions());

        Assert.Equal(state, RoundTrip(state));
    }

    [Fact]
    public void Assessment_survives_with_its_contributions()
    {
        var inputs = new SectorInputs
        {
            AtMs = 1770249600000,
            PriceUsd = StressInput.Of(70000, 1770249600000),
            SupplyBtc = StressInput.Of(19.985e6, 1770249600000),
            Difficulty = StressInput.Of(141.67e12, 1770249600000),
            Height = 935_051,
            Retarget = RetargetProjection.At(1769111289_000, 935_051, 1770249600000),
            FeePerBlockBtc = 0.02,
            Daily = new DailyWindows { Date = new(2026, 2, 4), EfficiencyJth = 19.75, HashRibbon = 0.95 },
        };
        var model = new SectorModel(StressModelOptions.Default);

        var before = model.Assess(inputs);
        var after = RoundTrip(before);
        var again = model.Assess(RoundTrip(inputs));

        Assert.Equal(before.Stress.Contributions, after.Stress.Contributions);
        Assert.Equal(before.Relief, after.Relief);
        Assert.Equal(before.Retarget, after.Retarget);
        Assert.Equal(before.ProductionCost, after.ProductionCost);
        Assert.Equal(before.Daily, after.Daily);
        Assert.Equal(before.Stress.Index, again.Stress.Index);
    }
}
