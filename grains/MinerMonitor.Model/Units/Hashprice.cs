namespace MinerMonitor.Model.Units;

/// <summary>Money per hashrate and day, held in USD per PH/s and day.</summary>
/// <remarks>Income, energy cost (hashcost), break-even and margin share this unit; a margin may be negative.</remarks>
[GenerateSerializer, Immutable, Alias("mm.hashprice")]
public readonly record struct Hashprice([property: Id(0)] double UsdPerPetahashDay) : IComparable<Hashprice>
{
    public static Hashprice operator +(Hashprice left, Hashprice right) => new(left.UsdPerPetahashDay + right.UsdPerPetahashDay);

    public static Hashprice operator -(Hashprice left, Hashprice right) => new(left.UsdPerPetahashDay - right.UsdPerPetahashDay);

    public static bool operator <(Hashprice left, Hashprice right) => left.UsdPerPetahashDay < right.UsdPerPetahashDay;

    public static bool operator >(Hashprice left, Hashprice right) => left.UsdPerPetahashDay > right.UsdPerPetahashDay;

    public static bool operator <=(Hashprice left, Hashprice right) => left.UsdPerPetahashDay <= right.UsdPerPetahashDay;

    public static bool operator >=(Hashprice left, Hashprice right) => left.UsdPerPetahashDay >= right.UsdPerPetahashDay;

    public int CompareTo(Hashprice other) => UsdPerPetahashDay.CompareTo(other.UsdPerPetahashDay);
}
