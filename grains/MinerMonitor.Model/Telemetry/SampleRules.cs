using System.Globalization;
using System.Text.Unicode;

namespace MinerMonitor.Model.Telemetry;

/// <summary>Rules that a sample obeys whatever format it came in: an identity, a reading, values that make sense.</summary>
public static class SampleRules
{
    /// <summary>Longest identity of a miner, site or fleet, bytes of UTF-8.</summary>
    public const int MaxIdBytes = 128;

    /// <summary>Longest model or firmware that is kept, bytes of UTF-8; the rest is cut.</summary>
    public const int MaxTextBytes = 128;

    /// <summary>Longest reason that is kept, bytes of UTF-8; the rest is cut.</summary>
    public const int MaxReasonBytes = 256;

    /// <summary>Highest hashrate of one miner or pool worker, TH/s: 1,000 EH/s, the whole network's. Sums stay exact below it.</summary>
    public const double MaxHashrateThs = 1e9;

    /// <summary>Highest power of one miner or pool worker, W: 100 GW.</summary>
    public const double MaxPowerW = 1e11;

    private const double MaxCount = 1e15;
    private const double MinTemperatureC = -100;
    private const double MaxTemperatureC = 1000;

    /// <summary>Checks a sample, cuts texts that are longer than what is kept, and marks in <see cref="RawSample.Present"/> which texts there are.</summary>
    /// <returns>False when it is refused.</returns>
    public static bool Check(ref RawSample sample, out ParseFault fault)
    {
        if (sample.Miner.IsEmpty)
        {
            fault = new(ParseFaultCodes.NoIdentity, "nothing identifies the miner; give it a 'miner', in line protocol a tag miner, worker, mac or ip.");
            return false;
        }

        if (!CheckId(sample.Miner, "miner", out fault) || !CheckId(sample.Site, "site", out fault) || !CheckId(sample.Fleet, "fleet", out fault))
        {
            return false;
        }

        if ((sample.Present & SampleFields.AnyReading) == 0)
        {
            fault = new(ParseFaultCodes.NoReading, "there is no reading; give at least one, for example hashrateThs (absent, NaN and infinite values are none).");
            return false;
        }

        sample.Model = Cut(sample.Model, MaxTextBytes);
        sample.Firmware = Cut(sample.Firmware, MaxTextBytes);
        sample.StateReason = Cut(sample.StateReason, MaxReasonBytes);
        MarkTexts(ref sample);
        return CheckRanges(in sample, out fault);
    }

    /// <summary>What is wrong with the identity of a miner that is not empty, or null.</summary>
    public static ParseFault? FaultOfMiner(ReadOnlySpan<byte> miner) => CheckId(miner, "miner", out var fault) ? null : fault;

    private static void MarkTexts(ref RawSample sample)
    {
        const SampleFields Texts = SampleFields.Site | SampleFields.Model | SampleFields.Firmware | SampleFields.StateReason;
        sample.Present = (sample.Present & ~Texts)
            | (sample.Site.IsEmpty ? 0 : SampleFields.Site)
            | (sample.Model.IsEmpty ? 0 : SampleFields.Model)
            | (sample.Firmware.IsEmpty ? 0 : SampleFields.Firmware)
            | (sample.StateReason.IsEmpty ? 0 : SampleFields.StateReason);
    }

    private static bool CheckId(ReadOnlySpan<byte> id, string name, out ParseFault fault)
    {
        fault = default;
        if (id.Length > MaxIdBytes)
        {
            fault = new(ParseFaultCodes.OutOfRange, string.Create(CultureInfo.InvariantCulture,
                $"{name} has {id.Length} bytes; use at most {MaxIdBytes} bytes of UTF-8."));
            return false;
        }

        if (id.ContainsAnyInRange((byte)0, (byte)31) || id.Contains((byte)127))
        {
            fault = ParseFault.Malformed($"{name} holds a control character; remove it.");
            return false;
        }

        if (!Utf8.IsValid(id))
        {
            fault = ParseFault.Malformed($"{name} is not valid UTF-8; send UTF-8.");
            return false;
        }

        return true;
    }

    private static bool CheckRanges(in RawSample sample, out ParseFault fault)
    {
        fault = default;
        return Within(sample, SampleFields.HashrateThs, sample.HashrateThs, 0, MaxHashrateThs, "hashrateThs", "TH/s", ref fault)
            && Within(sample, SampleFields.NominalHashrateThs, sample.NominalHashrateThs, 0, MaxHashrateThs, "nominalHashrateThs", "TH/s", ref fault)
            && Within(sample, SampleFields.PowerW, sample.PowerW, 0, MaxPowerW, "powerW", "W", ref fault)
            && Within(sample, SampleFields.HashrateWindowSec, sample.HashrateWindowSec, 0, MaxCount, "hashrateWindowSec", "s", ref fault)
            && Within(sample, SampleFields.UptimeSec, sample.UptimeSec, 0, MaxCount, "uptimeSec", "s", ref fault)
            && Within(sample, SampleFields.SharesAccepted, sample.SharesAccepted, 0, MaxCount, "sharesAccepted", "shares", ref fault)
            && Within(sample, SampleFields.SharesRejected, sample.SharesRejected, 0, MaxCount, "sharesRejected", "shares", ref fault)
            && Within(sample, SampleFields.SharesStale, sample.SharesStale, 0, MaxCount, "sharesStale", "shares", ref fault)
            && Within(sample, SampleFields.ChipTemperatureC, sample.ChipTemperatureC, MinTemperatureC, MaxTemperatureC, "chipTemperatureC", "°C", ref fault)
            && Within(sample, SampleFields.InletTemperatureC, sample.InletTemperatureC, MinTemperatureC, MaxTemperatureC, "inletTemperatureC", "°C", ref fault);
    }

    private static bool Within(
        in RawSample sample, SampleFields field, double value, double min, double max, string name, string unit, ref ParseFault fault)
    {
        if ((sample.Present & field) == 0 || (value >= min && value <= max))
        {
            return true;
        }

        fault = new(ParseFaultCodes.OutOfRange, string.Create(CultureInfo.InvariantCulture,
            $"{name} is {value:R}; it is in {unit} and lies between {min:R} and {max:R}: check the unit."));
        return false;
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int maxBytes)
    {
        if (text.Length <= maxBytes)
        {
            return text;
        }

        // Not in the middle of a character: continuation bytes are 10xxxxxx.
        var end = maxBytes;
        while (end > 0 && (text[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return text[..end];
    }
}
