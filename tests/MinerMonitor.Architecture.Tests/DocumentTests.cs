using System.Reflection;
using System.Text.RegularExpressions;
using MinerMonitor.Protocol;
using Xunit;

namespace MinerMonitor.Architecture.Tests;

/// <summary>Documents say what is so: links lead somewhere, every code is explained, the two commands are there.</summary>
public sealed partial class DocumentTests
{
    private static readonly IEnumerable<string> s_documents = Repository.OwnText.Where(file => file.EndsWith(".md", StringComparison.Ordinal));

    [Fact]
    public void Links_lead_to_files_and_headings_that_exist() =>
        Findings.None(
            from document in s_documents
            from match in Link().Matches(WithoutCode(Repository.Read(document)))
            let target = match.Groups["target"].Value
            where !target.Contains("://", StringComparison.Ordinal) && !Leads(document, target)
            select $"{document}: {target}");

    [Fact]
    public void Every_error_code_is_explained_and_no_other()
    {
        var codes = typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
        var explained = ErrorRow().Matches(Repository.Read("docs/errors.md")).Select(match => match.Groups["code"].Value);

        Assert.Equal(codes.Order(StringComparer.Ordinal), explained.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_route_of_the_server_is_listed()
    {
        var listed = Repository.Read("docs/http.md");
        var routes = Repository.Code
            .Where(file => file.StartsWith("silo/", StringComparison.Ordinal))
            .SelectMany(file => Route().Matches(Repository.Read(file)).Select(match => match.Groups["path"].Value.Replace("**", "", StringComparison.Ordinal)))
            .ToList();

        Assert.NotEmpty(routes);
        Findings.None(routes.Where(route => !listed.Contains(route, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("dotnet run --project silo")]
    [InlineData("dotnet test")]
    public void Readme_gives_the_two_commands_in_a_block_to_copy(string command) =>
        Assert.Contains(
            BashBlock().Matches(Repository.Read("README.md")).SelectMany(match => match.Groups["lines"].Value.Split('\n')),
            line => line.Split('#')[0].Trim() == command);

    [Theory]
    [InlineData("silo")]
    [InlineData("grains")]
    [InlineData("client")]
    [InlineData("tests")]
    public void Each_folder_says_what_it_is(string folder) => Assert.True(Repository.Read($"{folder}/README.md").Length > 500);

    private static bool Leads(string document, string target)
    {
        var parts = target.Split('#', 2);
        var folder = Path.GetDirectoryName(document) ?? "";
        var path = parts[0].Length == 0 ? Repository.PathOf(document) : Path.GetFullPath(Path.Combine(Repository.Root, folder, parts[0]));
        if (!File.Exists(path) && !Directory.Exists(path)) return false;
        return parts.Length == 1 || File.ReadLines(path).Any(line => line.StartsWith('#') && Anchor(line) == parts[1]);
    }

    /// <summary>A heading's address as code hosts make it: lower case, blanks as hyphens, punctuation gone.</summary>
    private static string Anchor(string heading) =>
        NotInAnchor().Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static string WithoutCode(string text) => CodeBlock().Replace(text, "");

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\.Map(Get|Post|Put|Patch|Delete|Methods)\(""(?<path>/[^""]+)""")]
    private static partial Regex Route();

    [GeneratedRegex(@"^\| `(?<code>[a-z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex ErrorRow();

    [GeneratedRegex(@"^```bash\n(?<lines>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex BashBlock();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
