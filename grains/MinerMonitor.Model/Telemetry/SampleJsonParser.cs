using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MinerMonitor.Model.Telemetry;

/// <summary>
/// Reads one JSON object, a line of NDJSON or an item of an array, into a sample. Names are those of the wire contract's sample; numbers
/// may be numeric texts; unknown members are ignored; of a member given twice the last counts; null is absent.
/// </summary>
/// <remarks>Holds buffers and is used by one request at a time. Slices last until the object's memory or the next call.</remarks>
public sealed class SampleJsonParser : ISampleParser
{
    private const int LongestExcerpt = 60;
    private readonly Scratch _scratch = new();

    /// <inheritdoc/>
    public ParseOutcome Parse(ReadOnlySpan<byte> record, out RawSample sample, out ParseFault fault)
    {
        sample = default;
        fault = default;
        record = record.Trim(" \t\r\n"u8);
        if (record.IsEmpty)
        {
            return ParseOutcome.Nothing;
        }

        if (record[0] != '{')
        {
            fault = ParseFault.Malformed($"'{Excerpt(record)}' is not a sample; send a JSON object.");
            return ParseOutcome.Fault;
        }

        _scratch.Reset(record.Length);
        var draft = default(RawSample);
        ReadOnlySpan<byte> member = default;
        var reader = new Utf8JsonReader(record);
        try
        {
            if (!ReadObject(ref reader, ref member, ref draft, ref fault))
            {
                return ParseOutcome.Fault;
            }
        }
        catch (JsonException exception)
        {
            fault = Broken(record, member, exception);
            return ParseOutcome.Fault;
        }

        if (!SampleRules.Check(ref draft, out fault))
        {
            return ParseOutcome.Fault;
        }

        sample = draft;
        return ParseOutcome.Sample;
    }

    private bool ReadObject(scoped ref Utf8JsonReader reader, ref ReadOnlySpan<byte> member, ref RawSample sample, ref ParseFault fault)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            member = Text(ref reader);
            reader.Read();
            var known = SampleMembers.Find(member);
            if (known == SampleMember.None)
            {
                reader.Skip();
            }
            else if (!Take(known, member, ref reader, ref sample, ref fault))
            {
                return false;
            }
        }

        // Nothing may follow the object; the reader throws when something does.
        reader.Read();
        return true;
    }

    private bool Take(SampleMember member, ReadOnlySpan<byte> name, scoped ref Utf8JsonReader reader, ref RawSample sample, ref ParseFault fault)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            Forget(member, ref sample);
            return true;
        }

        if (member is SampleMember.AtMs or SampleMember.LastShareAtMs)
        {
            return TakeTime(member, name, ref reader, ref sample, ref fault);
        }

        var quantity = SampleMembers.Quantity(member);
        return quantity == SampleFields.None
            ? TakeText(member, name, ref reader, ref sample, ref fault)
            : TakeQuantity(quantity, name, ref reader, ref sample, ref fault);
    }

    private bool TakeQuantity(SampleFields quantity, ReadOnlySpan<byte> name, scoped ref Utf8JsonReader reader, ref RawSample sample, ref ParseFault fault)
    {
        if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String) || !Numerals.TryParse(Text(ref reader).Trim((byte)' '), out var number))
        {
            fault = WrongType(name, in reader, "a number");
            return false;
        }

        if (!sample.TrySet(quantity, number))
        {
            fault = new(ParseFaultCodes.OutOfRange, double.IsFinite(number)
                ? string.Create(CultureInfo.InvariantCulture, $"{Excerpt(name)} is {number:R}; it cannot be negative: leave the member out when there is no reading.")
                : $"{Excerpt(name)} is not a finite number; leave the member out when there is no reading.");
            return false;
        }

        return true;
    }

    private bool TakeTime(SampleMember member, ReadOnlySpan<byte> name, scoped ref Utf8JsonReader reader, ref RawSample sample, ref ParseFault fault)
    {
        if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String)
            || !Numerals.TryParseWhole(Text(ref reader).Trim((byte)' '), out var unixMs))
        {
            fault = WrongType(name, in reader, "a whole number, Unix milliseconds");
            return false;
        }

        if (member == SampleMember.AtMs)
        {
            sample.AtMs = unixMs;
            sample.Present |= SampleFields.AtMs;
        }
        else
        {
            sample.LastShareAtMs = unixMs;
            sample.Present |= SampleFields.LastShareAtMs;
        }

        return true;
    }

    private bool TakeText(SampleMember member, ReadOnlySpan<byte> name, scoped ref Utf8JsonReader reader, ref RawSample sample, ref ParseFault fault)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            fault = WrongType(name, in reader, "a text");
            return false;
        }

        var text = Text(ref reader);
        if (text.IsEmpty)
        {
            Forget(member, ref sample);
            return true;
        }

        switch (member)
        {
            case SampleMember.Fleet: sample.Fleet = text; break;
            case SampleMember.Miner: sample.Miner = text; break;
            case SampleMember.Algo when !Algorithms.IsSha256(text):
                fault = Algorithms.Fault(text);
                return false;
            default:
                return SampleTexts.TrySet(member, name, text, ref sample, ref fault);
        }

        return true;
    }

    private static void Forget(SampleMember member, ref RawSample sample)
    {
        switch (member)
        {
            case SampleMember.Fleet: sample.Fleet = default; break;
            case SampleMember.Miner: sample.Miner = default; break;
            case SampleMember.Site: sample.Site = default; break;
            case SampleMember.Model: sample.Model = default; break;
            case SampleMember.Firmware: sample.Firmware = default; break;
            case SampleMember.StateReason: sample.StateReason = default; break;
            case SampleMember.State: sample.Present &= ~SampleFields.State; break;
            case SampleMember.PowerSource: sample.Present &= ~SampleFields.PowerSource; break;
            case SampleMember.AtMs: sample.Present &= ~SampleFields.AtMs; break;
            case SampleMember.LastShareAtMs: sample.Present &= ~SampleFields.LastShareAtMs; break;
            default: sample.Present &= ~SampleMembers.Quantity(member); break;
        }
    }

    private ReadOnlySpan<byte> Text(scoped ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan;
        }

        var text = _scratch.Take(reader.ValueSpan.Length);
        try
        {
            return text[..reader.CopyString(text)];
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate or bytes that are no UTF-8: such a text means nothing.
            throw new JsonException("a text is not valid Unicode");
        }
    }

    private static ParseFault WrongType(ReadOnlySpan<byte> name, in Utf8JsonReader reader, string wanted) => ParseFault.Malformed(
        reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray
            ? $"{Excerpt(name)} is an {(reader.TokenType == JsonTokenType.StartObject ? "object" : "array")}, not {wanted}."
            : $"{Excerpt(name)} is '{Excerpt(reader.ValueSpan)}', not {wanted}.");

    private static ParseFault Broken(ReadOnlySpan<byte> json, ReadOnlySpan<byte> member, JsonException exception)
    {
        var at = (int)Math.Min(exception.BytePositionInLine ?? 0, json.Length);
        var place = member.IsEmpty ? "at its start" : $"at or after member {Excerpt(member)}";
        var rest = (exception.LineNumber ?? 0) == 0 ? json[at..].TrimStart("-+"u8) : default;
        return ParseFault.Malformed(rest.StartsWith("NaN"u8) || rest.StartsWith("Inf"u8) || rest.StartsWith("nan"u8) || rest.StartsWith("inf"u8)
            ? $"{Excerpt(member)} is not a finite number, and JSON has no NaN or infinity; leave the member out when there is no reading."
            : string.Create(CultureInfo.InvariantCulture, $"not valid JSON {place} (byte {at + 1}); send one JSON object."));
    }

    private static string Excerpt(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text[..Math.Min(text.Length, LongestExcerpt)]);
}
