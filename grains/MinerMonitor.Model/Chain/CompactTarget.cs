using System.Numerics;
using MinerMonitor.Model.Units;

namespace MinerMonitor.Model.Chain;

/// <summary>The "bits" field of a block header: a target as one byte of exponent and three of mantissa.</summary>
/// <remarks>Conversions follow Bitcoin Core's <c>arith_uint256::SetCompact</c>, <c>GetCompact</c> and <c>GetDifficulty</c>.</remarks>
[GenerateSerializer, Immutable, Alias("mm.chain.bits")]
public readonly record struct CompactTarget([property: Id(0)] uint Bits)
{
    /// <summary>The easiest target of the main network, difficulty 1.</summary>
    public static CompactTarget Easiest => new(0x1d00ffff);

    private int Exponent => (int)(Bits >> 24);

    private uint Mantissa => Bits & 0x007fffff;

    /// <summary>False for zero, negative and overflowing targets, which no valid header carries.</summary>
    public bool IsValid => Mantissa != 0 && (Bits & 0x00800000) == 0 && Target() >> 256 == 0 && Target() > 0;

    /// <summary>A hash must not exceed this number.</summary>
    public BigInteger Target() => Exponent <= 3
        ? Mantissa >> (8 * (3 - Exponent))
        : (BigInteger)Mantissa << (8 * (Exponent - 3));

    /// <summary>The target as header bits; the mantissa is cut to 23 bits, as consensus does.</summary>
    public static CompactTarget FromTarget(BigInteger target)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(target);
        var size = target.GetByteCount(isUnsigned: true);
        var mantissa = size <= 3 ? (uint)target << (8 * (3 - size)) : (uint)(target >> (8 * (size - 3)));
        // The mantissa's top bit is a sign; a set one moves a byte into the exponent.
        if ((mantissa & 0x00800000) != 0)
        {
            mantissa >>= 8;
            size++;
        }

        return new CompactTarget(((uint)size << 24) | mantissa);
    }

    /// <summary>Difficulty of this target: the easiest target divided by it.</summary>
    public Difficulty ToDifficulty() => new(0xffff / (double)Mantissa * Math.Pow(256, 0x1d - Exponent));

    /// <summary>The compact target nearest below the one that <paramref name="difficulty"/> asks for.</summary>
    public static CompactTarget FromDifficulty(Difficulty difficulty)
    {
        if (!double.IsFinite(difficulty.Value) || difficulty.Value <= 0)
            throw new ArgumentOutOfRangeException(nameof(difficulty), difficulty, "A difficulty is a finite number above zero.");
        // 53 extra bits keep the double's whole mantissa through the integer division.
        var scaled = new BigInteger(Math.ScaleB(difficulty.Value, 53));
        return FromTarget((Easiest.Target() << 53) / scaled);
    }

    /// <summary>The consensus retarget: target x clamped timespan / two weeks, never easier than <see cref="Easiest"/>.</summary>
    /// <param name="timespanSec">Seconds from the first to the last block of the epoch: 2015 intervals.</param>
    public CompactTarget Retarget(long timespanSec)
    {
        var clamped = Math.Clamp(timespanSec, RetargetProjection.MinTimespanSec, RetargetProjection.MaxTimespanSec);
        var target = Target() * clamped / RetargetProjection.TargetTimespanSec;
        return FromTarget(BigInteger.Min(target, Easiest.Target()));
    }
}
