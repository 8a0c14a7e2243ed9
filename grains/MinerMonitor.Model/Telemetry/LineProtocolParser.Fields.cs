using System.Text;

namespace MinerMonitor.Model.Telemetry;

// What the names mean.
public sealed partial class LineProtocolParser
{
    private enum Reading
    {
        Number,
        Absent,
        Text,
    }

    private bool TakeField(
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref RawSample sample, ref DeviceReadings device, ref ParseFault fault)
    {
        var member = SampleMembers.FindInLineProtocol(name);
        switch (member)
        {
            case SampleMember.None:
                return true;
            case SampleMember.Indexed:
                device.TakeIndexed(name, name.EndsWith("error_message"u8) ? Text(value) : Numerals.WithoutType(value));
                return true;
            case SampleMember.IsMining:
                device.IsMining = Truth(value) ?? device.IsMining;
                return true;
        }

        var quantity = SampleMembers.Quantity(member);
        if (quantity == SampleFields.None && member is not (SampleMember.AtMs or SampleMember.LastShareAtMs or SampleMember.TotalChips))
        {
            return TakeText(member, name, Text(value), ref sample, ref device, ref fault);
        }

        switch (Read(value, out var number))
        {
            case Reading.Text:
                fault = ParseFault.Malformed($"field {Excerpt(name)} is '{Excerpt(value)}', not a number; send a number or leave the field out.");
                return false;
            case Reading.Absent:
                if (member == SampleMember.TotalChips)
                {
                    device.SawTotalChips(0);
                }

                return true;
            default:
                TakeNumber(member, quantity, number, ref sample, ref device);
                return true;
        }
    }

    private static void TakeNumber(
        SampleMember member, SampleFields quantity, double number, ref RawSample sample, ref DeviceReadings device)
    {
        switch (member)
        {
            case SampleMember.AtMs when IsTime(number):
                sample.AtMs = (long)number;
                sample.Present |= SampleFields.AtMs;
                break;
            case SampleMember.LastShareAtMs when IsTime(number):
                sample.LastShareAtMs = (long)number;
                sample.Present |= SampleFields.LastShareAtMs;
                break;
            case SampleMember.AtMs or SampleMember.LastShareAtMs:
                break;
            case SampleMember.TotalChips:
                device.SawTotalChips(number);
                break;

            // Collectors print zero where a device gave no watts, no target and no temperature.
            case SampleMember.Wattage when number > 0:
                if (sample.TrySet(quantity, number) && (sample.Present & SampleFields.PowerSource) == 0)
                {
                    sample.PowerSource = PowerSource.Device;
                    sample.Present |= SampleFields.PowerSource;
                }

                break;
            case SampleMember.ExpectedHashrate when number > 0:
                sample.TrySet(quantity, number);
                break;
            case SampleMember.EnvTemp when number is not (0 or -1 or <= -273):
                sample.TrySet(quantity, number);
                break;
            case SampleMember.Wattage or SampleMember.ExpectedHashrate or SampleMember.EnvTemp:
                break;
            default:
                sample.TrySet(quantity, number);
                break;
        }
    }

    private static bool TakeText(
        SampleMember member,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> text,
        ref RawSample sample,
        ref DeviceReadings device,
        ref ParseFault fault)
    {
        if (text.IsEmpty)
        {
            return true;
        }

        switch (member)
        {
            case SampleMember.Fleet: sample.Fleet = text; break;
            case SampleMember.Miner: sample.Miner = text; break;
            case SampleMember.Worker: device.Worker = text; break;
            case SampleMember.Mac: device.Mac = text; break;
            case SampleMember.Ip: device.Ip = text; break;
            case SampleMember.Make: device.Make = text; break;
            case SampleMember.Algo when !Algorithms.IsSha256(text):
                fault = Algorithms.Fault(text);
                return false;
            default:
                return SampleTexts.TrySet(member, name, text, ref sample, ref fault);
        }

        return true;
    }

    private static Reading Read(ReadOnlySpan<byte> value, out double number)
    {
        number = 0;
        if (value.IsEmpty)
        {
            return Reading.Absent;
        }

        if (Numerals.TryParse(Numerals.WithoutType(value), out number))
        {
            return double.IsFinite(number) ? Reading.Number : Reading.Absent;
        }

        var unsigned = value.TrimStart("+-"u8);
        return value.SequenceEqual("None"u8) || value.SequenceEqual("null"u8)
            || Ascii.EqualsIgnoreCase(unsigned, "nan"u8) || Ascii.EqualsIgnoreCase(unsigned, "inf"u8)
            || Ascii.EqualsIgnoreCase(unsigned, "infinity"u8)
                ? Reading.Absent : Reading.Text;
    }

    private static bool? Truth(ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(value, "true"u8) || Ascii.EqualsIgnoreCase(value, "t"u8))
        {
            return true;
        }

        return Ascii.EqualsIgnoreCase(value, "false"u8) || Ascii.EqualsIgnoreCase(value, "f"u8) ? false : null;
    }

    private static bool IsTime(double unixMs) => Math.Abs(unixMs) < 1L << 53;
}
