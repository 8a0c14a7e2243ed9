using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MinerMonitor.Silo.Http;

/// <summary>One observation of a body, or why it is none.</summary>
/// <param name="Number">Line of NDJSON, or place in an array, from 1.</param>
/// <param name="Value">The observation; null when it could not be read.</param>
/// <param name="Fault">Fault and remedy; null when it could be read.</param>
internal readonly record struct ObservationLine<T>(int Number, T? Value, string? Fault) where T : class;

/// <summary>Reads a body of one JSON object, an array of them, or one a line. A bad one leaves the others alone.</summary>
internal static class ObservationLines
{
    private static readonly byte[] s_blanks = " \t\r\n"u8.ToArray();

    /// <summary>Reads the body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="json">How one observation is read.</param>
    /// <param name="lines">The observations.</param>
    /// <param name="fault">What is wrong with the body as a whole, when false.</param>
    public static bool TryRead<T>(
        ReadOnlyMemory<byte> body, JsonTypeInfo<T> json, out List<ObservationLine<T>> lines, [NotNullWhen(false)] out string? fault) where T : class
    {
        lines = [];
        fault = null;
        var text = body.Span.Trim(s_blanks);
        if (text.IsEmpty)
        {
            fault = "The body is empty; send a JSON object, an array of objects, or one object a line.";
        }
        else if (text[0] == '[')
        {
            fault = ReadArray(body, json, lines);
        }
        else if (Read(text, json) is { Fault: null } one)
        {
            lines.Add(one with { Number = 1 });
        }
        else
        {
            ReadLines(body.Span, json, lines);
        }

        return fault is null;
    }

    private static string? ReadArray<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> json, List<ObservationLine<T>> lines) where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            foreach (var element in document.RootElement.EnumerateArray())
            {
                lines.Add(Read(System.Text.Encoding.UTF8.GetBytes(element.GetRawText()), json) with { Number = lines.Count + 1 });
            }

            return null;
        }
        catch (JsonException malformed)
        {
            return $"The array is no JSON: {malformed.Message}";
        }
    }

    private static void ReadLines<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> json, List<ObservationLine<T>> lines) where T : class
    {
        var number = 0;
        foreach (var range in body.Split((byte)'\n'))
        {
            number++;
            var line = body[range].Trim(s_blanks);
            if (!line.IsEmpty) lines.Add(Read(line, json) with { Number = number });
        }
    }

    private static ObservationLine<T> Read<T>(ReadOnlySpan<byte> text, JsonTypeInfo<T> json) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(text, json) is { } value
                ? new ObservationLine<T>(0, value, null)
                : new ObservationLine<T>(0, null, "null is no observation; send an object.");
        }
        catch (JsonException malformed)
        {
            return new ObservationLine<T>(0, null, $"Not an observation: {malformed.Message}");
        }
    }
}
