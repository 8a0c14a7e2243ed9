using System.Numerics;
using FsCheck;
using FsCheck.Xunit;
using MinerMonitor.Model.Chain;
using MinerMonitor.Model.Units;
using Xunit;

namespace MinerMonitor.Model.Tests.Chain;

public sealed class CompactTargetTests
{
    /// <summary>The vectors of Bitcoin Core's pow_tests.cpp.</summary>
    [Theory]
    [InlineData(0x1d00ffff, 1261130161, 1262152739, 0x1d00d86a)]
    [InlineData(0x1d00ffff, 1231006505, 1233061996, 0x1d00ffff)]
    [InlineData(0x1c05a3f4, 1279008237, 1279297671, 0x1c0168fd)]
    [InlineData(0x1c387f6f, 1263163443, 1269211443, 0x1d00e1fd)]
    public void Retargets_as_consensus_does(uint bits, long firstSec, long lastSec, uint expected) =>
        Assert.Equal(new CompactTarget(expected), new CompactTarget(bits).Retarget(lastSec - firstSec));

    [Theory]
    [InlineData(0x1d00ffff, 1)]
    [InlineData(0x1b0404cb, 16307.420938523983)]
    [InlineData(0x1a05db8b, 2864140.507811)]
    public void Bits_stand_for_a_difficulty(uint bits, double difficulty) =>
        Assert.Equal(difficulty, new CompactTarget(bits).ToDifficulty().Value, 1e-6 * difficulty);

    [Theory]
    [InlineData(0x00000000)]
    [InlineData(0x1d800001)]
    [InlineData(0xff7fffff)]
    [InlineData(0x01000001)]
    public void Bits_of_no_valid_header_are_told_apart(uint bits) => Assert.False(new CompactTarget(bits).IsValid);

    [Property]
    public bool Bits_to_target_to_bits_is_the_identity(uint mantissa, byte exponent)
    {
        // Canonical form: a mantissa of two or three bytes without the sign bit.
        var bits = new CompactTarget(((uint)(3 + exponent % 30) << 24) | Math.Clamp(mantissa % 0x800000, 0x8000, 0x7fffff));

        return bits.IsValid && CompactTarget.FromTarget(bits.Target()) == bits;
    }

    [Property]
    public bool Difficulty_to_bits_to_difficulty_keeps_the_compact_precision(NormalFloat value)
    {
        var difficulty = 1 + Math.Abs(value.Get) % 1e18;

        var back = CompactTarget.FromDifficulty(new Difficulty(difficulty)).ToDifficulty().Value;

        // A mantissa of at least 15 bits, cut downwards, makes a target up to 2^-15 smaller.
        return back >= difficulty * (1 - 1e-12) && back <= difficulty * (1 + 1.0 / 32768);
    }

    [Fact]
    public void Target_of_difficulty_one_is_the_easiest() =>
        Assert.Equal(new BigInteger(0xffff) << 208, CompactTarget.Easiest.Target());

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Refuses_a_difficulty_that_is_none(double value) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CompactTarget.FromDifficulty(new Difficulty(value)));
}
