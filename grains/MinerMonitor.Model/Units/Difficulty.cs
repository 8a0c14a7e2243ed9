namespace MinerMonitor.Model.Units;

/// <summary>Difficulty of a block or a share, relative to the easiest target Bitcoin allows. It has no unit.</summary>
/// <remarks>A block of difficulty D takes D x 2^32 hashes on average.</remarks>
[GenerateSerializer, Immutable, Alias("mm.difficulty")]
public readonly record struct Difficulty([property: Id(0)] double Value) : IComparable<Difficulty>
{
    /// <summary>Expected hashes for one unit of difficulty: 2^32.</summary>
    public const double HashesPerUnit = 4294967296.0;

    /// <summary>Hashes that a block of this difficulty takes on average.</summary>
    public double ExpectedHashes => Value * HashesPerUnit;

    /// <summary>Hashrate that finds a block of this difficulty each <paramref name="blockIntervalSec"/> seconds on average.</summary>
    /// <remarks>D = 141.668107417558e12 at 600 s: 1,014.1 EH/s.</remarks>
    public Hashrate HashrateAt(double blockIntervalSec) => Hashrate.FromHashesPerSecond(ExpectedHashes / blockIntervalSec);

    public static bool operator <(Difficulty left, Difficulty right) => left.Value < right.Value;

    public static bool operator >(Difficulty left, Difficulty right) => left.Value > right.Value;

    public static bool operator <=(Difficulty left, Difficulty right) => left.Value <= right.Value;

    public static bool operator >=(Difficulty left, Difficulty right) => left.Value >= right.Value;

    public int CompareTo(Difficulty other) => Value.CompareTo(other.Value);
}
