using System.Reflection;
using MinerMonitor.Grains;
using MinerMonitor.Model.Units;
using Xunit;

namespace MinerMonitor.Architecture.Tests;

/// <summary>Who may know whom. The tables are the rule; a change here is a change of the architecture.</summary>
public sealed class DependencyTests
{
    private const string Silo = "MinerMonitor.Silo";

    // Analyzers never reach an output; the abstractions of connections come with Orleans' own packages and bring no web server.
    private static readonly string[] s_harmless =
    [
        "Microsoft.CodeAnalysis.BannedApiAnalyzers", "Microsoft.CodeAnalysis.PublicApiAnalyzers", "Microsoft.VisualStudio.Threading.Analyzers",
        "Microsoft.AspNetCore.Connections.Abstractions",
    ];

    /// <summary>Projects that a project may reference, and exactly those.</summary>
    public static TheoryData<string, string[]> AllowedReferences() => new()
    {
        { "MinerMonitor.Model", [] },
        { "MinerMonitor.Grains", ["MinerMonitor.Model"] },
        { "MinerMonitor.Protocol", [] },
        { "MinerMonitor.Client", ["MinerMonitor.Protocol"] },
        { "MinerMonitor.Terminal", ["MinerMonitor.Client", "MinerMonitor.Model"] },
        { "MinerMonitor.Dashboard", [] },
        { Silo, ["MinerMonitor.Dashboard", "MinerMonitor.Grains", "MinerMonitor.Protocol"] },
        { "PageOnRegimeChange", ["MinerMonitor.Client"] },
        { "UploadSamples", ["MinerMonitor.Client"] },
        { "WatchSector", ["MinerMonitor.Client"] },
        { "WatchWithPosition", ["MinerMonitor.Client"] },
    };

    /// <summary>Packages that a project's file may name, and no others.</summary>
    public static TheoryData<string, string[]> AllowedPackages() => new()
    {
        { "MinerMonitor.Model", ["Microsoft.Orleans.Sdk"] },
        { "MinerMonitor.Grains", ["Microsoft.Orleans.Sdk", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Reminders", "System.IO.Hashing"] },
        { "MinerMonitor.Protocol", ["Microsoft.CodeAnalysis.PublicApiAnalyzers"] },
        {
            "MinerMonitor.Client",
            ["Microsoft.AspNetCore.SignalR.Client", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.CodeAnalysis.PublicApiAnalyzers"]
        },
        { "MinerMonitor.Terminal", ["Spectre.Console", "System.CommandLine"] },
        { "MinerMonitor.Dashboard", [] },
    };

    /// <summary>Beginnings of names that must not appear in what restore resolved for a project.</summary>
    public static TheoryData<string, string[]> ForbiddenInClosure() => new()
    {
        { "MinerMonitor.Model", ["Microsoft.AspNetCore", "Microsoft.Garnet", "StackExchange.Redis", "Microsoft.Orleans.Runtime", "MinerMonitor"] },
        {
            "MinerMonitor.Grains",
            ["Microsoft.AspNetCore", "Microsoft.Garnet", "StackExchange.Redis", "Microsoft.Extensions.Http", "MinerMonitor.Protocol", "MinerMonitor.Client"]
        },
        { "MinerMonitor.Protocol", [""] },
        { "MinerMonitor.Client", ["Microsoft.Orleans", "Microsoft.Garnet", "StackExchange.Redis", "MinerMonitor.Model", "MinerMonitor.Grains"] },
        { "MinerMonitor.Terminal", ["Microsoft.Orleans.Runtime", "Microsoft.Garnet", "StackExchange.Redis", "MinerMonitor.Grains", Silo] },
        { "MinerMonitor.Dashboard", [""] },
        { Silo, ["MinerMonitor.Client", "MinerMonitor.Terminal", "MinerMonitor.TestKit"] },
    };

    /// <summary>Assemblies that the compiled code of the grains and the model must not use.</summary>
    public static TheoryData<string> ForbiddenAssemblies() => ["System.Net.Http", "System.Net.Sockets", "Microsoft.AspNetCore", "StackExchange.Redis"];

    [Theory]
    [MemberData(nameof(AllowedReferences))]
    public void References_its_projects_and_no_others(string name, string[] allowed) =>
        Assert.Equal(allowed, Project.Of(name).References.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(AllowedPackages))]
    public void Names_only_the_packages_of_its_room(string name, string[] allowed)
    {
        Findings.None(Project.Of(name).Packages.Except(allowed));
        Findings.None(Project.Of(name).Frameworks);
    }

    [Theory]
    [MemberData(nameof(ForbiddenInClosure))]
    public void Resolves_nothing_of_another_room(string name, string[] forbidden) =>
        Assert.DoesNotContain(
            Project.Of(name).Closure().Except(s_harmless),
            library => forbidden.Any(start => library.StartsWith(start, StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(ForbiddenAssemblies))]
    public void Grains_and_model_use_no_network(string forbidden)
    {
        Assembly[] assemblies = [typeof(StorageNames).Assembly, typeof(Hashrate).Assembly];

        Assert.DoesNotContain(
            assemblies.SelectMany(assembly => assembly.GetReferencedAssemblies()),
            used => used.Name!.StartsWith(forbidden, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_project_outside_of_tests_has_its_rule() =>
        Assert.Equal(
            Project.All.Where(project => !project.IsBelowTests).Select(project => project.Name).Order(StringComparer.Ordinal),
            AllowedReferences().Select(row => row.Data.Item1).Order(StringComparer.Ordinal));

    [Fact]
    public void Silo_is_referenced_by_tests_alone() =>
        Assert.All(Project.All.Where(project => project.References.Contains(Silo)), project => Assert.True(project.IsBelowTests, project.File));

    [Fact]
    public void Web_sdk_is_for_the_silo_alone() =>
        Assert.Equal([Silo], Project.All.Where(project => project.Sdk == "Microsoft.NET.Sdk.Web").Select(project => project.Name));

    [Fact]
    public void Dashboard_holds_no_code() =>
        Assert.DoesNotContain(Repository.Code, file => file.StartsWith("client/MinerMonitor.Dashboard/", StringComparison.Ordinal));

    [Fact]
    public void Versions_stand_in_the_central_file_alone() =>
        Assert.All(Project.All, project => Assert.DoesNotContain(" Version=\"", Repository.Read(project.File), StringComparison.Ordinal));

    [Fact]
    public void Internals_are_opened_once_a_project_and_to_its_own_tests() =>
        Assert.All(Project.All, project =>
        {
            var friends = project.Friends;
            Assert.True(friends.Count <= 1, $"{project} opens its internals to {string.Join(", ", friends)}");
            Assert.All(friends, friend => Assert.Equal($"{project}.Tests", friend));
        });
}
