using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace MinerMonitor.Grains.Fleets;

/// <summary>Which names fleets, sites and operators may have.</summary>
public static partial class FleetName
{
    /// <summary>Checks the name of a fleet or operator that a person wants to make.</summary>
    public static bool IsValid(string name, [NotNullWhen(false)] out string? fault)
    {
        fault = Pattern().IsMatch(name)
            ? null
            : $"'{name}' cannot be a name: use 1 to 63 lower-case letters, digits, dots, dashes or underscores, beginning with a letter or digit.";
        return fault is null;
    }

    /// <summary>Checks the name of a site.</summary>
    public static bool IsValidSite(string name, [NotNullWhen(false)] out string? fault)
    {
        fault = name.Length is > 0 and <= 64 && !name.Any(character => char.IsControl(character) || character == '/')
            ? null
            : "A site's name has 1 to 64 characters, without control characters and slashes.";
        return fault is null;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,62}$")]
    private static partial Regex Pattern();
}
