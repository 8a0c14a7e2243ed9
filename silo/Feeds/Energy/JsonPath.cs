using System.Globalization;
using System.Text.Json;

namespace MinerMonitor.Silo.Feeds.Energy;

/// <summary>One place in a JSON document: RFC 6901 (<c>/data/0/price</c>), or the plain part of JSONPath (<c>$.data[0].price</c>, <c>$['a b'][-1]</c>).</summary>
internal sealed class JsonPath
{
    private readonly string _text;
    private readonly List<(string? Name, int? Index)> _steps;

    private JsonPath(string text, List<(string? Name, int? Index)> steps) => (_text, _steps) = (text, steps);

    /// <summary>Reads a path.</summary>
    /// <exception cref="FormatException">It is none; the sentence says what is wrong.</exception>
    public static JsonPath Parse(string text) => text.StartsWith('/')
        ? new JsonPath(text, [.. text[1..].Split('/').Select(Pointer)])
        : new JsonPath(text, Plain(text));

    /// <summary>What stands there.</summary>
    /// <exception cref="FeedFormatException">Nothing does; the sentence says up to where the path leads.</exception>
    public JsonElement Find(JsonElement root)
    {
        var element = root;
        foreach (var (name, index) in _steps)
        {
            element = element.ValueKind switch
            {
                JsonValueKind.Object when name is not null && element.TryGetProperty(name, out var member) => member,
                JsonValueKind.Array when index is { } at && (at < 0 ? element.GetArrayLength() + at : at) is var place && place >= 0 && place < element.GetArrayLength() => element[place],
                _ => throw new FeedFormatException($"The answer has nothing at {_text}: '{name ?? index?.ToString(CultureInfo.InvariantCulture)}' is missing."),
            };
        }

        return element;
    }

    private static (string? Name, int? Index) Pointer(string step) => (
        step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal),
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null);

    private static List<(string? Name, int? Index)> Plain(string text)
    {
        var steps = new List<(string? Name, int? Index)>();
        var rest = text.AsSpan(text.StartsWith('$') ? 1 : 0);
        while (!rest.IsEmpty)
        {
            if (rest[0] == '[')
            {
                var end = rest.IndexOf(']');
                if (end < 0)
                {
                    throw new FormatException($"'{text}' has an open bracket.");
                }

                steps.Add(Bracket(text, rest[1..end]));
                rest = rest[(end + 1)..];
                continue;
            }

            rest = rest[0] == '.' ? rest[1..] : steps.Count == 0 && !text.StartsWith('$') ? rest : throw new FormatException($"'{text}' lacks a dot between two names.");
            var length = rest.IndexOfAny('.', '[') is var next and >= 0 ? next : rest.Length;
            if (length == 0 || rest[..length].Contains('*'))
            {
                throw new FormatException($"'{text}' is no path to one value; write for example /data/0/price or $.data[0].price.");
            }

            steps.Add((rest[..length].ToString(), null));
            rest = rest[length..];
        }

        return steps.Count > 0 ? steps : throw new FormatException("The path is empty; write for example /data/0/price or $.data[0].price.");
    }

    private static (string? Name, int? Index) Bracket(string text, ReadOnlySpan<char> inside) => inside switch
    {
        ['\'', .. var name, '\''] => (name.ToString(), null),
        ['"', .. var name, '"'] => (name.ToString(), null),
        _ when int.TryParse(inside, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) => (null, index),
        _ => throw new FormatException($"'{text}' has brackets that hold neither an index nor a quoted name."),
    };
}
