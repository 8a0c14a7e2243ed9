using System.Buffers;
using System.Text;

namespace MinerMonitor.Model.Telemetry;

/// <summary>
/// Reads one line of InfluxDB line protocol into a sample: our own names and those of pyasic. Lenient to what collectors really print:
/// empty tag values, <c>None</c>, double commas, unescaped quotes inside strings, escaped spaces inside and outside of them.
/// </summary>
/// <remarks>
/// Holds buffers and is used by one request at a time. Slices of the sample last until the line's memory or the next call. Allocates
/// nothing but the sentence of a fault.
/// </remarks>
public sealed partial class LineProtocolParser : ISampleParser
{
    private const int LongestExcerpt = 60;

    // Room beside the unescaped texts, the composed model and the reason: a MAC and the words around an error.
    private const int ScratchSlack = 256;

    private static readonly SearchValues<byte> s_timeCharacters = SearchValues.Create("-0123456789"u8);

    private readonly Scratch _scratch = new();
    private readonly TimestampPrecision _precision;

    /// <param name="precision">Unit of the timestamps.</param>
    public LineProtocolParser(TimestampPrecision precision = TimestampPrecision.Guess) => _precision = precision;

    /// <inheritdoc/>
    public ParseOutcome Parse(ReadOnlySpan<byte> record, out RawSample sample, out ParseFault fault)
    {
        sample = default;
        fault = default;
        record = record.Trim(" \t\r\n"u8);
        if (record.IsEmpty || record[0] == '#')
        {
            return ParseOutcome.Nothing;
        }

        _scratch.Reset((3 * record.Length) + ScratchSlack);
        var draft = default(RawSample);
        var device = default(DeviceReadings);
        var position = 0;
        if (!ReadTags(record, ref position, ref draft, ref device, ref fault)
            || !ReadFields(record, ref position, ref draft, ref device, ref fault)
            || !ReadTimestamp(record[position..], ref draft, ref fault))
        {
            return ParseOutcome.Fault;
        }

        device.Conclude(ref draft, _scratch);
        if (!SampleRules.Check(ref draft, out fault))
        {
            return ParseOutcome.Fault;
        }

        sample = draft;
        return ParseOutcome.Sample;
    }

    private bool ReadTags(ReadOnlySpan<byte> line, ref int position, ref RawSample sample, ref DeviceReadings device, ref ParseFault fault)
    {
        position = FindEnd(line, 0, (byte)',');
        while (position < line.Length && line[position] == ',')
        {
            var start = position + 1;
            var nameEnd = FindEnd(line, start, (byte)'=', (byte)',');
            if (nameEnd == start && (nameEnd == line.Length || line[nameEnd] != '='))
            {
                position = nameEnd;
                continue;
            }

            if (nameEnd == line.Length || line[nameEnd] != '=')
            {
                fault = ParseFault.Malformed(
                    $"tag '{Excerpt(line[start..nameEnd])}' has no '='; write measurement,tag=value field=value time, spaces in values escaped with a backslash.");
                return false;
            }

            position = FindEnd(line, nameEnd + 1, (byte)',');
            var member = SampleMembers.FindInLineProtocol(line[start..nameEnd]);
            if (member != SampleMember.None
                && !TakeText(member, line[start..nameEnd], Text(line[(nameEnd + 1)..position]), ref sample, ref device, ref fault))
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadFields(ReadOnlySpan<byte> line, ref int position, ref RawSample sample, ref DeviceReadings device, ref ParseFault fault)
    {
        while (position < line.Length && line[position] == ' ')
        {
            position++;
        }

        if (position == line.Length)
        {
            fault = ParseFault.Malformed($"'{Excerpt(line)}' has no '=' after a space, so no field; write measurement,tag=value field=value time.");
            return false;
        }

        while (true)
        {
            while (position < line.Length && line[position] == ',')
            {
                position++;
            }

            if (position >= line.Length || line[position] == ' ')
            {
                return true;
            }

            var start = position;
            var nameEnd = FindEnd(line, start, (byte)'=', (byte)',');
            if (nameEnd == line.Length || line[nameEnd] != '=')
            {
                fault = ParseFault.Malformed(
                    $"field '{Excerpt(line[start..nameEnd])}' has no '='; write measurement,tag=value field=value time, with at least one field.");
                return false;
            }

            var name = line[start..nameEnd];
            var valueStart = nameEnd + 1;
            ReadOnlySpan<byte> value;
            if (valueStart < line.Length && line[valueStart] == '"')
            {
                var quote = FindClosingQuote(line, valueStart + 1);
                if (quote < 0)
                {
                    fault = ParseFault.Malformed($"the text of field '{Excerpt(name)}' is not closed; end it with a double quote.");
                    return false;
                }

                value = line[(valueStart + 1)..quote];
                position = quote + 1;
            }
            else
            {
                position = FindEnd(line, valueStart, (byte)',');
                value = line[valueStart..position];
            }

            if (!TakeField(name, value, ref sample, ref device, ref fault))
            {
                return false;
            }

            if (position >= line.Length || line[position] == ' ')
            {
                return true;
            }
        }
    }

    private bool ReadTimestamp(ReadOnlySpan<byte> rest, ref RawSample sample, ref ParseFault fault)
    {
        rest = rest.Trim(" \t"u8);
        if (rest.IsEmpty)
        {
            return true;
        }

        if (!Numerals.TryParseWhole(rest, out var timestamp))
        {
            fault = ParseFault.Malformed(
                $"the time '{Excerpt(rest)}' is not a whole number; write Unix time, or nothing for the time of receipt, and escape spaces in values with a backslash.");
            return false;
        }

        sample.AtMs = Timestamps.ToUnixMs(timestamp, _precision);
        sample.Present |= SampleFields.AtMs;
        return true;
    }

    /// <summary>The first such byte, or space, that no backslash escapes; else the line's end.</summary>
    private static int FindEnd(ReadOnlySpan<byte> line, int start, byte stop, byte otherStop = (byte)' ')
    {
        for (var i = start; i < line.Length; i++)
        {
            var current = line[i];
            if (current == stop || current == otherStop || current == ' ')
            {
                return i;
            }

            if (current == '\\')
            {
                i++;
            }
        }

        return line.Length;
    }

    // A quote ends a text only where what follows can follow a text: the line's end, the time, or another field. Quotes inside that
    // their sender forgot to escape are thus part of the text.
    private static int FindClosingQuote(ReadOnlySpan<byte> line, int start)
    {
        for (var i = start; i < line.Length; i++)
        {
            var next = line[i..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                return -1;
            }

            i += next;
            if (line[i] == '\\')
            {
                i++;
            }
            else if (CanFollowText(line[(i + 1)..]))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool CanFollowText(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
        {
            return true;
        }

        if (rest[0] == ' ')
        {
            return !rest.Trim(" \t\r"u8).ContainsAnyExcept(s_timeCharacters);
        }

        if (rest[0] != ',')
        {
            return false;
        }

        rest = rest.TrimStart((byte)',');
        if (rest.IsEmpty || rest[0] == ' ')
        {
            return CanFollowText(rest);
        }

        var name = rest.IndexOfAny("= \""u8);
        return name > 0 && rest[name] == '=';
    }

    /// <summary>A text as it was meant: unescaped, and empty for Python's <c>None</c>.</summary>
    private ReadOnlySpan<byte> Text(ReadOnlySpan<byte> value)
    {
        if (value.SequenceEqual("None"u8))
        {
            return default;
        }

        var escape = value.IndexOf((byte)'\\');
        if (escape < 0)
        {
            return value;
        }

        var text = _scratch.Take(value.Length);
        var length = 0;
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length && value[i + 1] is (byte)' ' or (byte)',' or (byte)'=' or (byte)'"' or (byte)'\\')
            {
                i++;
            }

            text[length++] = value[i];
        }

        return text[..length];
    }

    private static string Excerpt(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text[..Math.Min(text.Length, LongestExcerpt)]);
}
