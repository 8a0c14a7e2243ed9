using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MinerMonitor.Silo.Feeds;

/// <summary>Reads members that sources write in more than one way: numbers as text, and nothing as null, as "" or not at all.</summary>
internal static class FeedJson
{
    private const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>A price or amount; null where there is none.</summary>
    /// <exception cref="FeedFormatException">It is no number.</exception>
    public static decimal? Number(this JsonElement element, string name) => element.TryGetProperty(name, out var member) ? member.Number() : null;

    /// <summary>A price or amount; null where there is none.</summary>
    /// <exception cref="FeedFormatException">It is no number.</exception>
    public static decimal? Number(this JsonElement element)
    {
        var digits = Digits(element);
        return digits.IsEmpty ? null
            : decimal.TryParse(digits, Styles, CultureInfo.InvariantCulture, out var number) ? number
            : throw Bad(element);
    }

    /// <summary>A time, an id or a sequence number; null where there is none.</summary>
    /// <exception cref="FeedFormatException">It is no whole number.</exception>
    public static long? Whole(this JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var member))
        {
            return null;
        }

        var digits = Digits(member);
        return digits.IsEmpty ? null
            : long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : throw Bad(member);
    }

    /// <summary>A text; null where there is none.</summary>
    /// <exception cref="InvalidOperationException">It is no text.</exception>
    public static string? Text(this JsonElement element, string name) => element.TryGetProperty(name, out var member) ? member.GetString() : null;

    /// <summary>A text that has to be there.</summary>
    /// <exception cref="FeedFormatException">It is not.</exception>
    public static string NeedText(this JsonElement element, string name) => element.Text(name) ?? throw new FeedFormatException($"{name} is missing.");

    /// <summary>An ISO time as Unix milliseconds; null where there is none.</summary>
    /// <exception cref="FormatException">It is no time.</exception>
    public static long? IsoTime(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member.GetDateTimeOffset().ToUnixTimeMilliseconds() : null;

    private static ReadOnlySpan<byte> Digits(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Number => JsonMarshal.GetRawUtf8Value(element),
        JsonValueKind.String => JsonMarshal.GetRawUtf8Value(element)[1..^1],
        _ => throw Bad(element),
    };

    private static FeedFormatException Bad(JsonElement element) => new($"{element.GetRawText()} stands where a number is expected.");
}
