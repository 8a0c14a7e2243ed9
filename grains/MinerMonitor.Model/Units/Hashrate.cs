namespace MinerMonitor.Model.Units;

/// <summary>Hashes attempted per unit of time, held in terahashes per second.</summary>
/// <remarks>The default value is <see cref="Zero"/>: measured, not hashing. No reading is null, never zero and never NaN.</remarks>
[GenerateSerializer, Immutable, Alias("mm.hashrate")]
public readonly record struct Hashrate([property: Id(0)] double TerahashesPerSecond) : IComparable<Hashrate>
{
    public static Hashrate Zero => default;

    public double PetahashesPerSecond => TerahashesPerSecond / 1e3;

    public double ExahashesPerSecond => TerahashesPerSecond / 1e6;

    public static Hashrate FromHashesPerSecond(double hashesPerSecond) => new(hashesPerSecond / 1e12);

    public static Hashrate FromPetahashesPerSecond(double petahashesPerSecond) => new(petahashesPerSecond * 1e3);

    public static Hashrate FromExahashesPerSecond(double exahashesPerSecond) => new(exahashesPerSecond * 1e6);

    public static Hashrate operator +(Hashrate left, Hashrate right) => new(left.TerahashesPerSecond + right.TerahashesPerSecond);

    public static Hashrate operator -(Hashrate left, Hashrate right) => new(left.TerahashesPerSecond - right.TerahashesPerSecond);

    public static bool operator <(Hashrate left, Hashrate right) => left.TerahashesPerSecond < right.TerahashesPerSecond;

    public static bool operator >(Hashrate left, Hashrate right) => left.TerahashesPerSecond > right.TerahashesPerSecond;

    public static bool operator <=(Hashrate left, Hashrate right) => left.TerahashesPerSecond <= right.TerahashesPerSecond;

    public static bool operator >=(Hashrate left, Hashrate right) => left.TerahashesPerSecond >= right.TerahashesPerSecond;

    public int CompareTo(Hashrate other) => TerahashesPerSecond.CompareTo(other.TerahashesPerSecond);
}
