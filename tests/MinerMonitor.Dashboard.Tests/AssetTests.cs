using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace MinerMonitor.Dashboard.Tests;

public sealed partial class AssetTests
{
    [Fact]
    public void Vendored_files_are_the_ones_that_were_reviewed()
    {
        var folder = Path.Combine(FakeMonitor.WebRoot, "vendor");
        var rows = VendorRow().Matches(File.ReadAllText(Path.Combine(folder, "VENDOR.md"))).ToDictionary(row => row.Groups["file"].Value,
            row => row.Groups["hash"].Value);
        var files = Directory.GetFiles(folder, "*.js").ToDictionary(file => Path.GetFileName(file),
            file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));
        Assert.NotEmpty(rows);
        Assert.Equal(rows.OrderBy(row => row.Key, StringComparer.Ordinal), files.OrderBy(file => file.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Own_files_keep_to_the_content_security_policy_and_to_relative_addresses()
    {
        var files = Directory.GetFiles(FakeMonitor.WebRoot, "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}vendor{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToList();
        Assert.Contains(files, file => file.EndsWith("main.js", StringComparison.Ordinal));
        foreach (var file in files)
        {
            var forbidden = Forbidden().Match(File.ReadAllText(file));
            Assert.False(forbidden.Success, $"{Path.GetFileName(file)} has “{forbidden.Value}”.");
        }
    }

    [Fact]
    public void Every_module_that_the_first_screen_needs_is_asked_for_at_once()
    {
        var page = File.ReadAllText(Path.Combine(FakeMonitor.WebRoot, "index.html"));
        var preloaded = Preload().Matches(page).Select(one => one.Groups["file"].Value).Append("js/main.js").Order(StringComparer.Ordinal);
        var needed = new HashSet<string>(StringComparer.Ordinal);
        Follow("js/main.js", needed);

        Assert.Equal(needed.Order(StringComparer.Ordinal), preloaded);
    }

    private static void Follow(string file, HashSet<string> seen)
    {
        if (!seen.Add(file)) return;
        foreach (Match import in Import().Matches(File.ReadAllText(Path.Combine(FakeMonitor.WebRoot, file))))
            Follow(new Uri(new Uri($"file:///{file}"), import.Groups["file"].Value).AbsolutePath[1..], seen);
    }

    [GeneratedRegex("""<link rel="modulepreload" href="(?<file>[^"]+)">""")]
    private static partial Regex Preload();

    [GeneratedRegex("""^(?:import|export)[^;]*?from '(?<file>\.[^']+)'""", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex("""^\| (?<file>[\w.]+\.js) \|.*\| (?<hash>[0-9a-f]{64}) \|$""", RegexOptions.Multiline)]
    private static partial Regex VendorRow();

    /// <summary>Markup from text, inline styles and handlers, and addresses that begin at the root of the server or at another one.</summary>
    [GeneratedRegex("""innerHTML|insertAdjacentHTML|document\.write| style="|\son\w+="|(?:src|href)="/|https?://(?!www\.w3\.org/2000/svg)""")]
    private static partial Regex Forbidden();
}
