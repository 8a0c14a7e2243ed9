using System.Text.RegularExpressions;
using Xunit;

namespace MinerMonitor.Architecture.Tests;

/// <summary>Every setting is documented, and nothing else is.</summary>
public sealed partial class ConfigurationTests
{
    private static readonly string s_document = Repository.Read("docs/configuration.md");

    [Fact]
    public void Every_setting_of_an_options_class_stands_below_its_section()
    {
        var options = Options().ToList();

        Assert.NotEmpty(options);
        Findings.None(options
            .Where(option => !Documented(option.Section).Contains(option.Setting))
            .Select(option => $"{option.Section}:{option.Setting}"));
    }

    [Fact]
    public void Nothing_is_documented_that_no_options_class_has() =>
        Findings.None(
            from section in Options().Select(option => option.Section).Distinct()
            from setting in Documented(section)
            where !Options().Contains((section, setting))
            select $"{section}:{setting}");

    private static IEnumerable<(string Section, string Setting)> Options() =>
        from file in Repository.Code
        where file.StartsWith("silo/", StringComparison.Ordinal) && file.EndsWith("Options.cs", StringComparison.Ordinal)
        let text = Repository.Read(file)
        let section = SectionName().Match(text)
        where section.Success
        from property in Property().Matches(text)
        select (section.Groups["name"].Value, property.Groups["name"].Value);

    private static HashSet<string> Documented(string section)
    {
        var start = s_document.IndexOf($"## `{section}`", StringComparison.Ordinal);
        if (start < 0) return [];
        var end = s_document.IndexOf("\n## ", start, StringComparison.Ordinal);
        return [.. SettingRow().Matches(s_document[start..(end < 0 ? s_document.Length : end)]).Select(match => match.Groups["name"].Value)];
    }

    [GeneratedRegex(@"const string Section = ""(?<name>Monitor:\w+)""")]
    private static partial Regex SectionName();

    [GeneratedRegex(@"^    public [\w<>?\[\], ]+ (?<name>\w+) \{ get; (set|init); \}", RegexOptions.Multiline)]
    private static partial Regex Property();

    // The kind of store stands as | `Monitor:Store` (`Kind`) |, every other setting as | `Name` |.
    [GeneratedRegex(@"^\| (`[\w:]+` \()?`(?<name>\w+)`\)? \|", RegexOptions.Multiline)]
    private static partial Regex SettingRow();
}
