using MinerMonitor.TestKit;

namespace MinerMonitor.Architecture.Tests;

/// <summary>The repository as files: what a clone holds, without what builds and runs leave behind.</summary>
internal static class Repository
{
    // The folders of .gitignore, and git's own entry (a folder, or a file in a linked work tree).
    private static readonly HashSet<string> s_leftovers =
        [".git", ".vs", ".idea", "bin", "obj", "TestResults", "BenchmarkDotNet.Artifacts", "artifacts"];

    private static readonly HashSet<string> s_textEndings =
        [".cs", ".csproj", ".props", ".json", ".md", ".yml", ".js", ".css", ".html", ".svg", ".txt", ".sln", ".editorconfig", ".globalconfig",
         ".gitignore", ".gitattributes", ".hex", ".csv", ""];

    /// <summary>Root folder.</summary>
    public static string Root { get; } = Optional.SolutionFolder();

    /// <summary>Every file, by its path from the root with <c>/</c>, in order.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(new DirectoryInfo(Root)).Order(StringComparer.Ordinal)];

    /// <summary>Every file that people read and edit: text, neither vendored nor a lock file.</summary>
    public static IEnumerable<string> OwnText { get; } = [.. Files.Where(IsOwnText)];

    /// <summary>Every C# file.</summary>
    public static IEnumerable<string> Code { get; } = [.. Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal))];

    /// <summary>Full path of a file.</summary>
    public static string PathOf(string file) => Path.Combine(Root, file);

    /// <summary>Text of a file.</summary>
    public static string Read(string file) => File.ReadAllText(PathOf(file));

    /// <summary>Names of the files and folders in the root.</summary>
    public static IEnumerable<string> RootEntries() => Files.Select(file => file.Split('/')[0]).Distinct();

    private static bool IsOwnText(string file) =>
        s_textEndings.Contains(Path.GetExtension(file).ToLowerInvariant())
        && !file.EndsWith("packages.lock.json", StringComparison.Ordinal)
        && !file.Contains("/vendor/", StringComparison.Ordinal);

    private static IEnumerable<string> Walk(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().Where(entry => !IsLeftover(entry)))
        {
            if (entry is DirectoryInfo inner)
            {
                foreach (var file in Walk(inner)) yield return file;
            }
            else
            {
                yield return Path.GetRelativePath(Root, entry.FullName).Replace('\\', '/');
            }
        }
    }

    private static bool IsLeftover(FileSystemInfo entry) =>
        s_leftovers.Contains(entry.Name)
        || entry.Name.EndsWith(".user", StringComparison.Ordinal)
        || string.Equals(entry.FullName, Path.Combine(Root, "data"), StringComparison.Ordinal);
}
