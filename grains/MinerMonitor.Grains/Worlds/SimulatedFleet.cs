using System.Collections.Immutable;

namespace MinerMonitor.Grains.Worlds;

/// <summary>A site of a simulated fleet with its electricity contract.</summary>
/// <param name="Site">Site.</param>
/// <param name="TariffUsdKwh">Tariff, USD per kWh.</param>
/// <param name="Pue">Power usage effectiveness.</param>
/// <param name="PoolFee">Pool fee, fraction.</param>
/// <param name="OtherUsdPhDay">Other cost, USD per PH/s and day.</param>
public sealed record SimulatedSite(string Site, double TariffUsdKwh, double Pue, double PoolFee, double OtherUsdPhDay);

/// <summary>A simulated machine.</summary>
/// <param name="Miner">Id.</param>
/// <param name="Site">Site.</param>
/// <param name="Model">Model.</param>
/// <param name="NominalThs">Nominal hashrate, TH/s.</param>
/// <param name="NominalPowerW">Nominal power at the wall, W.</param>
public sealed record SimulatedMiner(string Miner, SimulatedSite Site, string Model, double NominalThs, double NominalPowerW)
{
    /// <summary>Efficiency, J/TH.</summary>
    public double EfficiencyJth => NominalPowerW / NominalThs;

    /// <summary>Hashprice below which the machine earns less than it costs, USD per PH/s and day: (24 η c PUE + other) / (1 - fee).</summary>
    public double BreakEvenUsdPhDay => ((24 * EfficiencyJth * Site.TariffUsdKwh * Site.Pue) + Site.OtherUsdPhDay) / (1 - Site.PoolFee);
}

/// <summary>What a simulated machine does.</summary>
public enum SimulatedState
{
    /// <summary>Hashes.</summary>
    Hashing = 0,

    /// <summary>Hashes far below nominal.</summary>
    Degraded = 1,

    /// <summary>Stands with a fault.</summary>
    Fault = 2,

    /// <summary>Switched off, since it would lose money.</summary>
    SwitchedOff = 3,
}

/// <summary>One sample of a simulated machine. All of it is simulated and must be labelled so.</summary>
/// <param name="Index">Index in <see cref="SimulatedFleet.Miners"/>.</param>
/// <param name="State">What it does.</param>
/// <param name="HashrateThs">Hashrate, TH/s.</param>
/// <param name="PowerW">Power, W.</param>
/// <param name="ChipTemperatureC">Hottest chip, °C; null when off.</param>
/// <param name="InletTemperatureC">Inlet air, °C.</param>
/// <param name="SharesAccepted">Shares accepted since the simulation's midnight.</param>
/// <param name="SharesRejected">Shares rejected since then.</param>
public readonly record struct SimulatedSample(
    int Index, SimulatedState State, double HashrateThs, double PowerW, double? ChipTemperatureC, double InletTemperatureC,
    long SharesAccepted, long SharesRejected);

/// <summary>The fleet of a replay world: 600 machines on four sites with different tariffs.</summary>
/// <remarks>
/// Pure and without memory: a sample is a function of the machine, the minute and the hashprice, with noise from a hash of machine and minute,
/// so that two replays have the same fleet. A machine is switched off while the hashprice lies below its break-even times a patience of
/// 0.85 to 1.05 of its own: owners do not all act at the same price.
/// </remarks>
public static class SimulatedFleet
{
    private const int MinersPerSite = 150;
    private const int MinutesPerDay = 1440;
    private const double SharesPerThMinute = 0.02;

    private static readonly ImmutableArray<(string Model, double NominalThs, double PowerW)> s_models =
    [
        ("Antminer S19j Pro", 104, 3068),
        ("Antminer S19 XP", 141, 3010),
        ("Antminer S21", 200, 3500),
        ("Antminer S21 XP", 270, 3645),
        ("Whatsminer M50S", 126, 3276),
        ("Whatsminer M60S", 186, 3441),
    ];

    /// <summary>The sites.</summary>
    public static ImmutableArray<SimulatedSite> Sites { get; } =
    [
        new("hydro-paraguay", 0.039, 1.04, 0.02, 1.5),
        new("plains-dakota", 0.047, 1.06, 0.02, 1.5),
        new("permian-texas", 0.055, 1.10, 0.02, 2.0),
        new("grid-georgia", 0.068, 1.12, 0.02, 2.0),
    ];

    /// <summary>The machines, by site.</summary>
    public static ImmutableArray<SimulatedMiner> Miners { get; } =
        [.. Sites.SelectMany((site, siteIndex) => Enumerable.Range(0, MinersPerSite).Select(index => Machine(site, siteIndex, index)))];

    /// <summary>Samples of all machines at one minute.</summary>
    /// <param name="atMs">World time, Unix milliseconds; its minute counts.</param>
    /// <param name="hashpriceUsdPhDay">Hashprice then; null: nobody switches off.</param>
    public static IEnumerable<SimulatedSample> SamplesAt(long atMs, double? hashpriceUsdPhDay)
    {
        var minute = atMs / 60_000;
        for (var index = 0; index < Miners.Length; index++)
        {
            yield return SampleAt(index, minute, hashpriceUsdPhDay);
        }
    }

    private static SimulatedMiner Machine(SimulatedSite site, int siteIndex, int index)
    {
        // Sites with dear power have newer machines, as in the field; each still keeps some old ones.
        var draw = Noise(siteIndex, index, 1) + (siteIndex * 0.08);
        var model = s_models[draw switch { < 0.22 => 0, < 0.36 => 4, < 0.55 => 1, < 0.75 => 5, < 0.95 => 2, _ => 3 }];
        return new SimulatedMiner($"{site.Site}-r{(index / 25) + 1:00}-{(index % 25) + 1:00}", site, model.Model, model.NominalThs, model.PowerW);
    }

    private static SimulatedSample SampleAt(int index, long minute, double? hashprice)
    {
        var miner = Miners[index];
        var day = minute / MinutesPerDay;
        var ofDay = minute % MinutesPerDay;
        var state = StateAt(index, minute, hashprice, miner);
        var load = state switch { SimulatedState.Hashing => 1.0, SimulatedState.Degraded => 0.6, _ => 0.0 };
        var hashrate = miner.NominalThs * load * (0.985 + (0.03 * Noise(index, minute, 2)));
        var power = state switch
        {
            SimulatedState.SwitchedOff => 18 + (4 * Noise(index, minute, 3)),
            SimulatedState.Fault => 45 + (10 * Noise(index, minute, 3)),
            _ => miner.NominalPowerW * (0.15 + (0.85 * load)) * (0.99 + (0.02 * Noise(index, minute, 3))),
        };
        var inlet = 14 + (8 * Math.Sin(2 * Math.PI * (ofDay - 540) / MinutesPerDay)) + (1.5 * Noise(index, minute / 10, 4));
        var shares = miner.NominalThs * SharesPerThMinute * ofDay * (load > 0 ? 1 : Noise(index, day, 5));
        return new SimulatedSample(
            index, state, hashrate, power, load > 0 ? inlet + 44 + (10 * load) + (3 * Noise(index, minute, 6)) : null, inlet,
            (long)shares, (long)(shares * 0.002));
    }

    private static SimulatedState StateAt(int index, long minute, double? hashprice, SimulatedMiner miner)
    {
        var patience = 0.85 + (0.2 * Noise(index, 0, 7));
        if (hashprice < miner.BreakEvenUsdPhDay * patience)
        {
            return SimulatedState.SwitchedOff;
        }

        // In each stretch of six hours one machine in 70 stands with a fault, and one in 40 runs on two of its three boards.
        var luck = Noise(index, minute / 360, 8);
        return luck < 1 / 70.0 ? SimulatedState.Fault : luck < (1 / 70.0) + (1 / 40.0) ? SimulatedState.Degraded : SimulatedState.Hashing;
    }

    /// <summary>A number from 0 to 1 that depends on nothing but its arguments (SplitMix64).</summary>
    private static double Noise(long a, long b, int kind)
    {
        unchecked
        {
            var x = ((ulong)a * 0x9E3779B97F4A7C15) + ((ulong)b * 0xD1B54A32D192ED03) + ((ulong)kind * 0x8CB92BA72F3D8DD7);
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            return ((x ^ (x >> 31)) >> 11) * (1.0 / (1UL << 53));
        }
    }
}
