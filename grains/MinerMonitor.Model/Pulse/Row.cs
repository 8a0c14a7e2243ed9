using MinerMonitor.Model.Telemetry;

namespace MinerMonitor.Model.Pulse;

/// <summary>Marks of a row. Stored: never renumber.</summary>
[Flags]
internal enum RowFlags : byte
{
    None = 0,
    WeakIdentity = 1,
    Maintenance = 2,
    Retired = 4,

    /// <summary>A hashrate was read at the time of the last live sample.</summary>
    HashrateRead = 8,

    /// <summary>A power was read at the time of the last live sample.</summary>
    PowerRead = 16,
}

/// <summary>The last known of one miner. Absent quantities are NaN, absent times 0, absent texts number 0.</summary>
internal struct Row
{
    public byte[]? Id;
    public byte Generation;
    public RowFlags Flags;
    public MinerState State;
    public ReportedState Reported;
    public PowerSource PowerSource;
    public ushort Site;
    public ushort Model;
    public ushort Firmware;
    public ushort Reason;
    public int BreakEvenBin;
    public float HashrateThs;
    public float HashrateWindowSec;
    public float NominalThs;

    /// <summary>Moving mean of the hashrate while running: stands for the nominal one where nobody says it.</summary>
    public float TypicalThs;

    /// <summary>Nominal hashrate that counts: reported, else nameplate, else typical; never NaN.</summary>
    public float EffectiveNominalThs;

    public float PowerW;
    public float EfficiencyJth;
    public float ChipTemperatureC;
    public float InletTemperatureC;
    public float UptimeSec;
    public double SharesAccepted;
    public double SharesRejected;
    public double SharesStale;
    public double ShareDifficulty;
    public long LastShareAtMs;

    /// <summary>Time of the last live sample by the miner's clock (skew taken off), Unix milliseconds.</summary>
    public long AtMs;

    /// <summary>Shard time of the last live sample, Unix milliseconds; for a miner that never reported, when it got its slot.</summary>
    public long HeardAtMs;

    public long StateSinceMs;

    /// <summary>Since when the hashrate lies under 75 % of nominal, or 0.</summary>
    public long LowSinceMs;

    // Sums of the open ten minutes, for history.
    public float MeanHashrateSum;
    public float MeanPowerSum;
    public ushort MeanHashrateCount;
    public ushort MeanPowerCount;

    public static Row Fresh(byte[] id, byte generation, bool weak, long nowMs) => new()
    {
        Id = id,
        Generation = generation,
        Flags = weak ? RowFlags.WeakIdentity : RowFlags.None,
        State = MinerState.Idle,
        BreakEvenBin = BreakEvenBins.None,
        HashrateThs = float.NaN,
        HashrateWindowSec = float.NaN,
        NominalThs = float.NaN,
        TypicalThs = float.NaN,
        PowerW = float.NaN,
        EfficiencyJth = float.NaN,
        ChipTemperatureC = float.NaN,
        InletTemperatureC = float.NaN,
        UptimeSec = float.NaN,
        SharesAccepted = double.NaN,
        SharesRejected = double.NaN,
        SharesStale = double.NaN,
        ShareDifficulty = double.NaN,
        HeardAtMs = nowMs,
        StateSinceMs = nowMs,
    };
}

/// <summary>A clock that seems to have stepped back: the time of the newest late sample, how many rose in a row, block and receipt of the last one.</summary>
internal readonly record struct BackwardClock(long AtMs, int Rising, long Block, long ReceivedAtMs);

/// <summary>What became of a block's samples.</summary>
/// <param name="Applied">Applied to live state or history.</param>
/// <param name="Merged">Merged into one of the same time.</param>
/// <param name="Stale">Older than 48 hours.</param>
/// <param name="Moved">For slots that belong to another miner now: the sender's route is stale, nothing was applied.</param>
[GenerateSerializer, Immutable, Alias("mm.pulse.block-result")]
public readonly record struct BlockResult([property: Id(0)] int Applied, [property: Id(1)] int Merged, [property: Id(2)] int Stale, [property: Id(3)] int Moved)
{
    /// <summary>Sum of two results.</summary>
    public static BlockResult operator +(BlockResult left, BlockResult right) =>
        new(left.Applied + right.Applied, left.Merged + right.Merged, left.Stale + right.Stale, left.Moved + right.Moved);
}
