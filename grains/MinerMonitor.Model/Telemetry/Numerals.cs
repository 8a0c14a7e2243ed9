using System.Buffers.Text;
using System.Globalization;

namespace MinerMonitor.Model.Telemetry;

/// <summary>Numbers from UTF-8 text, invariant. Telemetry prints few digits, for which a fixed-point reading is exact and fast.</summary>
internal static class Numerals
{
    // Up to 2^53 a mantissa is exact as a double, up to 10^22 a power of ten is: one division of the two is then rounded correctly
    // (Clinger 1990, the fast path).
    private const long MaxExactMantissa = 1L << 53;

    private static readonly double[] s_powersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

    /// <summary>Reads a decimal number, with exponent or without. "NaN" and "Infinity" are read as what they say.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        long mantissa = 0;
        var decimals = -1;
        var digits = 0;
        var i = text is [(byte)'-', ..] ? 1 : 0;
        for (; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                mantissa = (mantissa * 10) + digit;
                digits++;
                decimals += decimals >= 0 ? 1 : 0;
            }
            else if (text[i] == '.' && decimals < 0)
            {
                decimals = 0;
            }
            else
            {
                return TryParseSlowly(text, out value);
            }
        }

        if (digits is 0 or > 18 || mantissa > MaxExactMantissa)
        {
            return TryParseSlowly(text, out value);
        }

        value = mantissa;
        if (decimals > 0)
        {
            value /= s_powersOfTen[decimals];
        }

        value = text[0] == '-' ? -value : value;
        return true;
    }

    /// <summary>Reads a whole number; one written with a zero fraction or an exponent counts too.</summary>
    public static bool TryParseWhole(ReadOnlySpan<byte> text, out long value)
    {
        if (Utf8Parser.TryParse(text, out value, out var consumed) && consumed == text.Length)
        {
            return true;
        }

        if (TryParse(text, out var number) && Math.Abs(number) <= MaxExactMantissa)
        {
            value = (long)number;
            return value == number;
        }

        value = 0;
        return false;
    }

    /// <summary>A number of line protocol without the letter that tells its type: <c>12i</c>, <c>12u</c>.</summary>
    public static ReadOnlySpan<byte> WithoutType(ReadOnlySpan<byte> text) =>
        text.Length > 1 && text[^1] is (byte)'i' or (byte)'u' && char.IsAsciiDigit((char)text[^2]) ? text[..^1] : text;

    private static bool TryParseSlowly(ReadOnlySpan<byte> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
