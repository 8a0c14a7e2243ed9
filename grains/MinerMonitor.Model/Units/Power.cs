namespace MinerMonitor.Model.Units;

/// <summary>Electrical power, held in watts.</summary>
/// <remarks>No reading is null, never zero.</remarks>
[GenerateSerializer, Immutable, Alias("mm.power")]
public readonly record struct Power([property: Id(0)] double Watts) : IComparable<Power>
{
    /// <summary>Efficiency of a machine; null when it does not hash. 3500 W / 120 TH/s = 29.2 J/TH.</summary>
    public static Efficiency? operator /(Power power, Hashrate hashrate) =>
        hashrate.TerahashesPerSecond > 0 ? new Efficiency(power.Watts / hashrate.TerahashesPerSecond) : null;

    public static Power operator +(Power left, Power right) => new(left.Watts + right.Watts);

    public static Power operator -(Power left, Power right) => new(left.Watts - right.Watts);

    public static bool operator <(Power left, Power right) => left.Watts < right.Watts;

    public static bool operator >(Power left, Power right) => left.Watts > right.Watts;

    public static bool operator <=(Power left, Power right) => left.Watts <= right.Watts;

    public static bool operator >=(Power left, Power right) => left.Watts >= right.Watts;

    public int CompareTo(Power other) => Watts.CompareTo(other.Watts);
}
