using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace MinerMonitor.Architecture.Tests;

/// <summary>One project: what its file asks for, and what restore made of it.</summary>
internal sealed class Project
{
    private readonly XDocument _document;

    private Project(string file)
    {
        File = file;
        Name = Path.GetFileNameWithoutExtension(file);
        _document = XDocument.Load(Repository.PathOf(file));
    }

    /// <summary>Path from the root.</summary>
    public string File { get; }

    /// <summary>Name, for example <c>MinerMonitor.Model</c>.</summary>
    public string Name { get; }

    /// <summary>All projects, in order of their paths.</summary>
    public static IReadOnlyList<Project> All { get; } =
        [.. Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Select(file => new Project(file))];

    /// <summary>True for a project that <c>dotnet test</c> runs.</summary>
    public bool IsTests => Name.EndsWith(".Tests", StringComparison.Ordinal);

    /// <summary>True for a project below <c>tests/</c>.</summary>
    public bool IsBelowTests => File.StartsWith("tests/", StringComparison.Ordinal);

    /// <summary>Names of the packages in the file.</summary>
    public IReadOnlyList<string> Packages => Includes("PackageReference");

    /// <summary>Names of the shared frameworks in the file.</summary>
    public IReadOnlyList<string> Frameworks => Includes("FrameworkReference");

    /// <summary>Names of the projects in the file.</summary>
    public IReadOnlyList<string> References =>
        [.. Includes("ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))];

    /// <summary>Names of the assemblies that see the internals.</summary>
    public IReadOnlyList<string> Friends => Includes("InternalsVisibleTo");

    /// <summary>The SDK of the file, for example <c>Microsoft.NET.Sdk</c>.</summary>
    public string Sdk => (string?)_document.Root?.Attribute("Sdk") ?? "";

    /// <summary>One project by name.</summary>
    public static Project Of(string name) => All.Single(project => project.Name == name);

    /// <summary>Names of all packages and projects that restore resolved, transitive ones included.</summary>
    public IReadOnlyList<string> Closure()
    {
        var assets = Path.Combine(Path.GetDirectoryName(Repository.PathOf(File))!, "obj", "project.assets.json");
        Assert.True(System.IO.File.Exists(assets), $"{Name} is not restored: run `dotnet restore Monitor.sln`, or `dotnet test` in the root.");
        using var document = JsonDocument.Parse(System.IO.File.ReadAllText(assets));
        return
        [
            .. document.RootElement.GetProperty("targets").EnumerateObject()
                .SelectMany(target => target.Value.EnumerateObject())
                .Select(library => library.Name.Split('/')[0])
                .Distinct(),
        ];
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private IReadOnlyList<string> Includes(string element) =>
        [.. _document.Descendants(element).Select(item => (string?)item.Attribute("Include")).OfType<string>()];
}
