namespace MinerMonitor.Model.Units;

/// <summary>An exact amount of bitcoin, held in satoshi (1 BTC = 100,000,000).</summary>
[GenerateSerializer, Immutable, Alias("mm.sats")]
public readonly record struct Sats([property: Id(0)] long Value) : IComparable<Sats>
{
    public const long PerBitcoin = 100_000_000;

    public double Bitcoin => (double)Value / PerBitcoin;

    public static Sats operator +(Sats left, Sats right) => new(checked(left.Value + right.Value));

    public static bool operator <(Sats left, Sats right) => left.Value < right.Value;

    public static bool operator >(Sats left, Sats right) => left.Value > right.Value;

    public static bool operator <=(Sats left, Sats right) => left.Value <= right.Value;

    public static bool operator >=(Sats left, Sats right) => left.Value >= right.Value;

    public int CompareTo(Sats other) => Value.CompareTo(other.Value);
}
