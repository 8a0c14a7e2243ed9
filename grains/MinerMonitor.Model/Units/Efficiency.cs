namespace MinerMonitor.Model.Units;

/// <summary>Energy per work, held in joules per terahash (equal to watts per TH/s). Lower is better.</summary>
/// <remarks>Never average efficiencies: divide the sum of power by the sum of hashrate over miners that report both.</remarks>
[GenerateSerializer, Immutable, Alias("mm.efficiency")]
public readonly record struct Efficiency([property: Id(0)] double JoulesPerTerahash) : IComparable<Efficiency>
{
    public static Power operator *(Efficiency efficiency, Hashrate hashrate) =>
        new(efficiency.JoulesPerTerahash * hashrate.TerahashesPerSecond);

    public static bool operator <(Efficiency left, Efficiency right) => left.JoulesPerTerahash < right.JoulesPerTerahash;

    public static bool operator >(Efficiency left, Efficiency right) => left.JoulesPerTerahash > right.JoulesPerTerahash;

    public static bool operator <=(Efficiency left, Efficiency right) => left.JoulesPerTerahash <= right.JoulesPerTerahash;

    public static bool operator >=(Efficiency left, Efficiency right) => left.JoulesPerTerahash >= right.JoulesPerTerahash;

    public int CompareTo(Efficiency other) => JoulesPerTerahash.CompareTo(other.JoulesPerTerahash);
}
