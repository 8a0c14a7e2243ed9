namespace MinerMonitor.TestKit;

/// <summary>Things a test may need that a machine may not have: the shared folder, a tool, a setting.</summary>
/// <remarks>A missing one skips the test with its reason, and fails it when <c>MINERMONITOR_REQUIRE_ALL=1</c>.</remarks>
public static class Optional
{
    private const string SolutionFile = "Monitor.sln";

    /// <summary>The folder <c>shared</c> beside the repository, with <c>data</c> and <c>fixtures</c>.</summary>
    public static string RequireSharedFolder()
    {
        var root = SolutionFolder();
        var shared = Path.GetFullPath(Path.Combine(root, "..", "shared"));
        // A linked work tree lies one folder deeper than the repository it belongs to.
        if (!Directory.Exists(Path.Combine(shared, "data"))) shared = Path.GetFullPath(Path.Combine(root, "..", "..", "shared"));
        return Directory.Exists(Path.Combine(shared, "data")) ? shared : Missing<string>("needs the folder ../shared with data and fixtures");
    }

    /// <summary>Path of an executable on PATH, such as <c>redis-server</c>.</summary>
    public static string RequireTool(string name) => FindTool(name) ?? Missing<string>($"needs the program {name} on PATH");

    /// <summary>Path of a Chromium or Chrome.</summary>
    public static string RequireChromium() =>
        FindTool("chromium") ?? FindTool("chromium-browser") ?? FindTool("google-chrome")
        ?? Missing<string>("needs chromium, chromium-browser or google-chrome on PATH");

    /// <summary>Value of an environment variable, such as the connection string of a real Redis.</summary>
    public static string RequireVariable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : Missing<string>($"needs the environment variable {name}");

    /// <summary>Something that turned out not to be there.</summary>
    /// <param name="isThere">True when it is.</param>
    /// <param name="reason">What the test needs: "needs …".</param>
    public static void Require(bool isThere, string reason) => _ = isThere || Missing<bool>(reason);

    /// <summary>The folder that holds the solution file.</summary>
    public static string SolutionFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, SolutionFile))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds {SolutionFile}.");
    }

    private static string? FindTool(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    private static T Missing<T>(string reason)
    {
        if (Environment.GetEnvironmentVariable("MINERMONITOR_REQUIRE_ALL") == "1")
            throw new InvalidOperationException($"This test {reason}, and MINERMONITOR_REQUIRE_ALL=1 allows no skips.");
        // xunit's contract for a dynamic skip: an exception whose message begins with this token.
        throw new SkipTestException(reason);
    }

    private sealed class SkipTestException(string reason) : Exception($"$XunitDynamicSkip${reason}");
}
