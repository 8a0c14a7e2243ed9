using System.Text.Json;

namespace MinerMonitor.Silo.Feeds;

/// <summary>Reads members of JSON that may be absent or null and must be in range when they are there.</summary>
internal static class ChainJson
{
    /// <summary>A member; null when it is absent or null, or when there is no object at all.</summary>
    public static JsonElement? Member(this JsonElement? parent, string name) => parent is { } element ? element.Member(name) : null;

    /// <summary>A member; null when it is absent or null.</summary>
    /// <exception cref="FeedFormatException">This is no object.</exception>
    public static JsonElement? Member(this JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object)
        {
            throw new FeedFormatException($"There is {parent.ValueKind} where an object with '{name}' should be.");
        }

        return parent.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;
    }

    /// <summary>A number from a range; null when it is absent or null.</summary>
    /// <exception cref="FeedFormatException">It is no number, or lies outside.</exception>
    public static double? Number(this JsonElement? parent, string name, double least, double most)
    {
        if (parent.Member(name) is not { } member)
        {
            return null;
        }

        // A number too large for a double becomes infinite, which no range holds.
        return member.ValueKind == JsonValueKind.Number && member.TryGetDouble(out var number) && number >= least && number <= most
            ? number
            : throw new FeedFormatException($"'{name}' is no number between {least} and {most}.");
    }

    /// <summary>A whole number from a range; null when it is absent or null.</summary>
    /// <exception cref="FeedFormatException">It is no whole number, or lies outside.</exception>
    public static long? Whole(this JsonElement? parent, string name, long least, long most)
    {
        var number = parent.Number(name, least, most);
        return number is null || number == Math.Round(number.Value) ? (long?)number : throw new FeedFormatException($"'{name}' is no whole number.");
    }

    /// <summary>An array; empty when it is absent or null.</summary>
    /// <exception cref="FeedFormatException">It is none.</exception>
    public static IEnumerable<JsonElement> Items(this JsonElement parent, string name) =>
        parent.Member(name) is not { } member ? []
        : member.ValueKind == JsonValueKind.Array ? member.EnumerateArray()
        : throw new FeedFormatException($"'{name}' is no array.");

    /// <summary>A block hash, 64 hex digits; null when it is absent or null.</summary>
    /// <exception cref="FeedFormatException">It is none.</exception>
    public static string? Hash(this JsonElement? parent, string name)
    {
        if (parent.Member(name) is not { } member)
        {
            return null;
        }

        return member.ValueKind == JsonValueKind.String && member.GetString() is { Length: 64 } hash && hash.All(char.IsAsciiHexDigit)
            ? hash
            : throw new FeedFormatException($"'{name}' is no hash of 64 hex digits.");
    }

    /// <summary>The value, which must be there.</summary>
    /// <exception cref="FeedFormatException">It is not.</exception>
    public static T Needed<T>(this T? value, string name)
        where T : struct => value ?? throw new FeedFormatException($"'{name}' is missing.");

    /// <summary>The value, which must be there.</summary>
    /// <exception cref="FeedFormatException">It is not.</exception>
    public static T Needed<T>(this T? value, string name)
        where T : class => value ?? throw new FeedFormatException($"'{name}' is missing.");
}
