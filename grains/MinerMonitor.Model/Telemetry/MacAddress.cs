namespace MinerMonitor.Model.Telemetry;

/// <summary>Hardware addresses as identities.</summary>
internal static class MacAddress
{
    /// <summary>Length of the normal form.</summary>
    public const int Length = 17;

    /// <summary>
    /// Writes the normal form, six upper-case pairs with colons, so that two collectors that differ in case name one miner. False for
    /// anything but six hex pairs, and for the addresses that stand for none.
    /// </summary>
    public static bool TryNormalize(ReadOnlySpan<byte> text, Span<byte> target)
    {
        var stride = text.Length switch { Length => 3, 12 => 2, _ => 0 };
        if (stride == 0)
        {
            return false;
        }

        var ones = 0;
        var zeros = 0;
        for (var pair = 0; pair < 6; pair++)
        {
            var high = text[pair * stride];
            var low = text[(pair * stride) + 1];
            if (!char.IsAsciiHexDigit((char)high) || !char.IsAsciiHexDigit((char)low)
                || (stride == 3 && pair > 0 && text[(pair * stride) - 1] is not ((byte)':' or (byte)'-')))
            {
                return false;
            }

            target[pair * 3] = (byte)char.ToUpperInvariant((char)high);
            target[(pair * 3) + 1] = (byte)char.ToUpperInvariant((char)low);
            if (pair > 0)
            {
                target[(pair * 3) - 1] = (byte)':';
            }

            zeros += high == '0' && low == '0' ? 1 : 0;
            ones += (high | 0x20) == 'f' && (low | 0x20) == 'f' ? 1 : 0;
        }

        return zeros < 6 && ones < 6;
    }
}
