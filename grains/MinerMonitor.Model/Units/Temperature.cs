namespace MinerMonitor.Model.Units;

/// <summary>A temperature in degrees Celsius.</summary>
/// <remarks>No reading is null, never zero.</remarks>
[GenerateSerializer, Immutable, Alias("mm.temperature")]
public readonly record struct Temperature([property: Id(0)] double Celsius) : IComparable<Temperature>
{
    public static bool operator <(Temperature left, Temperature right) => left.Celsius < right.Celsius;

    public static bool operator >(Temperature left, Temperature right) => left.Celsius > right.Celsius;

    public static bool operator <=(Temperature left, Temperature right) => left.Celsius <= right.Celsius;

    public static bool operator >=(Temperature left, Temperature right) => left.Celsius >= right.Celsius;

    public int CompareTo(Temperature other) => Celsius.CompareTo(other.Celsius);
}
