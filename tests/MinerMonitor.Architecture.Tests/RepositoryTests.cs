using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace MinerMonitor.Architecture.Tests;

/// <summary>What lies in the repository and how it is written.</summary>
public sealed partial class RepositoryTests
{
    private const int LineLimit = 300;

    // A style sheet has one declaration a line and no logic to get lost in.
    private const int StyleLineLimit = 650;

    private static readonly string[] s_rootEntries =
    [
        ".ci", ".dockerignore", ".editorconfig", ".gitattributes", ".gitignore", ".globalconfig", "BannedSymbols.txt", "Directory.Build.props",
        "Directory.Packages.props", "Dockerfile", "LICENSE", "Monitor.sln", "README.md", "client", "docker-compose.yml", "docs", "global.json",
        "grains", "silo", "tests",
    ];

    // Files over the limit, with their length: it may only fall, and a file within the limit leaves the list.
    private static readonly Dictionary<string, int> s_longFiles = new()
    {
        ["tests/MinerMonitor.Client.Tests/Watching/WatchTests.cs"] = 356,
    };

    // Words are put together here, so that this file does not hold them.
    private static readonly string[] s_unfinished = ["TO" + "DO", "FIX" + "ME", "HA" + "CK:", "NotImplemented" + "Exception"];

    private static readonly string[] s_elsewhere =
    [
        "/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/tm" + "p/", "C:\\" + "Users", "nuget" + ".org", "npmjs" + ".org", "pkgs." + "dev", "artifact" + "ory",
    ];

    [Fact]
    public void Root_holds_only_the_agreed_entries() => Findings.None(Repository.RootEntries().Except(s_rootEntries));

    [Fact]
    public void Code_files_stay_short()
    {
        var lengths = Repository.Files
            .Where(file => IsCode(file) && !file.Contains("/vendor/", StringComparison.Ordinal))
            .ToDictionary(file => file, file => File.ReadLines(Repository.PathOf(file)).Count());

        var tooLong = lengths.Where(file => file.Value > s_longFiles.GetValueOrDefault(file.Key, LimitOf(file.Key))).Select(file => $"{file.Key}: {file.Value}");
        var shortened = s_longFiles.Where(file => lengths.GetValueOrDefault(file.Key) <= LimitOf(file.Key)).Select(file => $"{file.Key}: no longer an exception");
        Findings.None(tooLong.Concat(shortened));
    }

    [Fact]
    public void Nothing_is_left_unfinished() => Findings.None(Holding(Repository.OwnText, s_unfinished));

    [Fact]
    public void Nothing_speaks_of_one_machine_or_of_a_package_registry() => Findings.None(Holding(Repository.OwnText, s_elsewhere));

    [Fact]
    public void Text_is_utf8_with_unix_lines_and_no_byte_order_mark() =>
        Assert.All(Repository.OwnText.Where(file => !file.EndsWith(".sln", StringComparison.Ordinal)), file =>
        {
            var bytes = File.ReadAllBytes(Repository.PathOf(file));
            Assert.False(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble), $"{file} begins with a byte order mark");
            Assert.False(bytes.Contains((byte)'\r'), $"{file} has carriage returns");
            // Throws on bytes that are not UTF-8.
            Assert.NotNull(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes));
        });

    [Fact]
    public void Code_keeps_the_names_of_the_product() =>
        Assert.All(Repository.Code, file => Assert.All(
            Namespace().Matches(Repository.Read(file)).Select(match => match.Groups["name"].Value),
            name => Assert.True(name.StartsWith("MinerMonitor", StringComparison.Ordinal), $"{file}: namespace {name}")));

    private static IEnumerable<string> Holding(IEnumerable<string> files, string[] words) =>
        from file in files
        let text = Repository.Read(file)
        from word in words
        where text.Contains(word, StringComparison.Ordinal)
        select $"{file}: {word}";

    private static int LimitOf(string file) => file.EndsWith(".css", StringComparison.Ordinal) ? StyleLineLimit : LineLimit;

    private static bool IsCode(string file) => Path.GetExtension(file) is ".cs" or ".js" or ".css" or ".html";

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
