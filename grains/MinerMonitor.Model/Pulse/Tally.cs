namespace MinerMonitor.Model.Pulse;

/// <summary>Counts and exact sums over the miners of one site of one shard, kept up to date in O(1) at each sample.</summary>
[GenerateSerializer, Alias("mm.pulse.tally")]
public sealed class Tally
{
    /// <summary>Miners by <see cref="MinerState"/>.</summary>
    [Id(0)] public int[] Miners { get; set; } = new int[MinerStates.Count];

    /// <summary>Hashrate of fresh miners, MH/s.</summary>
    [Id(1)] public long FreshMhs { get; set; }

    /// <summary>Nominal hashrate of all miners but retired ones, MH/s.</summary>
    [Id(2)] public long NominalMhs { get; set; }

    /// <summary>Nominal hashrate of fresh miners, MH/s.</summary>
    [Id(3)] public long FreshNominalMhs { get; set; }

    /// <summary>Power of fresh miners that report it, mW.</summary>
    [Id(4)] public long PowerMw { get; set; }

    /// <summary>Hashrate of fresh miners that report both hashrate and power, MH/s.</summary>
    [Id(5)] public long MeteredMhs { get; set; }

    /// <summary>Hashrate of fresh miners whose break-even is known, MH/s.</summary>
    [Id(6)] public long PricedMhs { get; set; }

    /// <summary>Sum over those of hashrate (GH/s) times break-even (US cents per PH/s and day).</summary>
    [Id(7)] public long PricedCentGhs { get; set; }

    /// <summary>Nominal hashrate of miners (fresh or not) whose break-even is known, MH/s.</summary>
    [Id(8)] public long PricedNominalMhs { get; set; }

    /// <summary>Power of fresh miners that report both hashrate and power, mW.</summary>
    [Id(9)] public long MeteredPowerMw { get; set; }

    /// <summary>Adds (<paramref name="sign"/> 1) or takes out (−1) another tally.</summary>
    public void Add(Tally other, int sign = 1)
    {
        for (var state = 0; state < Miners.Length; state++)
        {
            Miners[state] += sign * other.Miners[state];
        }

        FreshMhs += sign * other.FreshMhs;
        NominalMhs += sign * other.NominalMhs;
        FreshNominalMhs += sign * other.FreshNominalMhs;
        PowerMw += sign * other.PowerMw;
        MeteredMhs += sign * other.MeteredMhs;
        PricedMhs += sign * other.PricedMhs;
        PricedCentGhs += sign * other.PricedCentGhs;
        PricedNominalMhs += sign * other.PricedNominalMhs;
        MeteredPowerMw += sign * other.MeteredPowerMw;
    }

    /// <summary>Adds (<paramref name="sign"/> 1) or takes out (−1) one miner.</summary>
    public void Apply(in Contribution row, int sign)
    {
        Miners[(int)row.State] += sign;
        if (row.State == MinerState.Retired)
        {
            return;
        }

        NominalMhs += sign * row.NominalMhs;
        var isPriced = row.Bin != BreakEvenBins.None;
        if (isPriced)
        {
            PricedNominalMhs += sign * row.NominalMhs;
        }

        if (!row.State.IsFresh())
        {
            return;
        }

        FreshMhs += sign * row.HashrateMhs;
        FreshNominalMhs += sign * row.NominalMhs;
        PowerMw += sign * row.PowerMw;
        if (row.IsMetered)
        {
            MeteredMhs += sign * row.HashrateMhs;
            MeteredPowerMw += sign * row.PowerMw;
        }

        if (isPriced)
        {
            PricedMhs += sign * row.HashrateMhs;
            PricedCentGhs += sign * (row.HashrateMhs / 1000 * row.Bin);
        }
    }

    /// <summary>Miners that are not retired.</summary>
    public int Live => Miners.Sum() - Miners[(int)MinerState.Retired];

    /// <summary>A copy.</summary>
    public Tally Clone()
    {
        var copy = new Tally();
        copy.Add(this);
        return copy;
    }
}

/// <summary>What one miner adds to its site's tally.</summary>
/// <param name="State">State.</param>
/// <param name="HashrateMhs">Hashrate, MH/s.</param>
/// <param name="NominalMhs">Nominal hashrate, MH/s.</param>
/// <param name="PowerMw">Power where reported, mW.</param>
/// <param name="IsMetered">True when both hashrate and power are reported.</param>
/// <param name="Bin">Bin of the break-even, or <see cref="BreakEvenBins.None"/>.</param>
public readonly record struct Contribution(MinerState State, long HashrateMhs, long NominalMhs, long PowerMw, bool IsMetered, int Bin)
{
    /// <summary>Weights of the miner in the supply curve of its site.</summary>
    public CurveWeights Weights => State == MinerState.Retired
        ? default
        : new CurveWeights(State.IsFresh() ? HashrateMhs : 0, NominalMhs, State == MinerState.Curtailed ? NominalMhs : 0);
}
