using MinerMonitor.Grains.Worlds;
using Xunit;

namespace MinerMonitor.Grains.Tests.Worlds;

public sealed class SimulatedFleetTests
{
    private const long AtMs = 1_770_249_900_000;

    [Fact]
    public void Same_minute_gives_the_same_fleet()
    {
        Assert.Equal(SimulatedFleet.SamplesAt(AtMs, 31), SimulatedFleet.SamplesAt(AtMs + 59_000, 31));
        Assert.NotEqual(SimulatedFleet.SamplesAt(AtMs, 31), SimulatedFleet.SamplesAt(AtMs + 60_000, 31));
        Assert.Equal(SimulatedFleet.Miners.Length, SimulatedFleet.Miners.Select(miner => miner.Miner).Distinct().Count());
    }

    [Fact]
    public void Fewer_machines_hash_as_the_hashprice_falls()
    {
        var off = new double?[] { null, 60, 40, 33, 28, 20 }
            .Select(hashprice => SimulatedFleet.SamplesAt(AtMs, hashprice).Count(sample => sample.State == SimulatedState.SwitchedOff))
            .ToList();

        Assert.Equal(off.Order(), off);
        Assert.Equal(0, off[0]);
        Assert.InRange(off[3], 60, 300);
    }

    [Fact]
    public void Some_stand_with_a_fault_and_all_samples_make_sense()
    {
        var samples = SimulatedFleet.SamplesAt(AtMs, null).ToList();

        Assert.InRange(samples.Count(sample => sample.State == SimulatedState.Fault), 1, 30);
        Assert.All(samples, sample => Assert.InRange(sample.HashrateThs, 0, SimulatedFleet.Miners[sample.Index].NominalThs * 1.02));
        Assert.All(samples, sample => Assert.Equal(sample.HashrateThs > 0, sample.ChipTemperatureC is not null));
    }

    [Fact]
    public void Break_even_follows_the_formula()
    {
        var miner = new SimulatedMiner("m", new SimulatedSite("s", 0.06, 1, 0, 0), "21.5 J/TH", 100, 2150);

        // 21.5 J/TH at 0.06 USD/kWh costs 30.96 USD per PH/s and day.
        Assert.Equal(30.96, miner.BreakEvenUsdPhDay, 10);
    }
}
