using System.Text.RegularExpressions;
using Xunit;

namespace MinerMonitor.Architecture.Tests;

/// <summary>The solution holds every project, builds it, and <c>dotnet test</c> runs every test project.</summary>
public sealed partial class SolutionTests
{
    private static readonly string s_solution = Repository.Read("Monitor.sln");

    [Fact]
    public void Lists_every_project_and_nothing_else() =>
        Assert.Equal(Project.All.Select(project => project.File).Order(StringComparer.Ordinal), Listed().Select(entry => entry.File).Order(StringComparer.Ordinal));

    [Fact]
    public void Builds_every_project_in_both_configurations() =>
        Assert.All(Listed(), entry =>
        {
            Assert.Contains($"{entry.Id}.Debug|Any CPU.Build.0 = Debug|Any CPU", s_solution, StringComparison.Ordinal);
            Assert.Contains($"{entry.Id}.Release|Any CPU.Build.0 = Release|Any CPU", s_solution, StringComparison.Ordinal);
        });

    [Fact]
    public void Runs_every_project_that_holds_tests()
    {
        // tests/Directory.Build.props makes a project runnable by its name, so a test elsewhere would never run.
        var holders = Repository.Code
            .Where(file => TestAttribute().IsMatch(Repository.Read(file)))
            .Select(file => Project.All.Single(project => file.StartsWith(Path.GetDirectoryName(project.File)!.Replace('\\', '/') + "/", StringComparison.Ordinal)))
            .Distinct();

        Assert.All(holders, project => Assert.True(project.IsTests, $"{project} holds tests and is not named *.Tests"));
    }

    [Fact]
    public void Finds_tests_in_every_test_project() =>
        Assert.All(Project.All.Where(project => project.IsTests), project => Assert.Contains(
            Repository.Code.Where(file => file.StartsWith(Path.GetDirectoryName(project.File)!.Replace('\\', '/') + "/", StringComparison.Ordinal)),
            file => TestAttribute().IsMatch(Repository.Read(file))));

    private static IReadOnlyList<(string File, string Id)> Listed() =>
        [.. ProjectLine().Matches(s_solution).Select(match => (match.Groups["file"].Value.Replace('\\', '/'), match.Groups["id"].Value))];

    [GeneratedRegex("""^Project\("[^"]+"\) = "[^"]+", "(?<file>[^"]+\.csproj)", "(?<id>[^"]+)"\r?$""", RegexOptions.Multiline)]
    private static partial Regex ProjectLine();

    [GeneratedRegex(@"^\s*\[(Fact|Theory|Property)\b", RegexOptions.Multiline)]
    private static partial Regex TestAttribute();
}
