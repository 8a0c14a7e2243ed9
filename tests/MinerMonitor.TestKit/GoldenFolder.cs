using System.Globalization;
using System.Text;

namespace MinerMonitor.TestKit;

/// <summary>A folder of golden files of stored bytes: <c>NAME.vN.txt</c>, the bytes in hex, an empty line, and what they said when they were written.</summary>
/// <remarks>
/// What is stored outlives the program that stored it, so a file is never changed: with <c>MINERMONITOR_WRITE_GOLDEN=1</c> other bytes
/// become the next version, and the older files stay and must stay readable. Before a change is handed on, versions of it that nobody
/// ever ran may be deleted by hand.
/// </remarks>
public sealed class GoldenFolder(string testProject)
{
    private const int BytesPerLine = 64;
    private const string Suffix = ".txt";

    private string Folder { get; } = Path.Combine(Optional.SolutionFolder(), "tests", testProject, "Golden");

    /// <summary>Names that there are files of.</summary>
    public IEnumerable<string> Names => Directory.Exists(Folder)
        ? Directory.GetFiles(Folder, "*" + Suffix).Select(path => Split(path).Name).Distinct().Order(StringComparer.Ordinal)
        : [];

    /// <summary>Every version of a name, oldest first.</summary>
    public IReadOnlyList<GoldenFile> VersionsOf(string name) => Directory.Exists(Folder)
        ? [.. Directory.GetFiles(Folder, $"{name}.v*{Suffix}").Where(path => Split(path).Name == name).OrderBy(path => Split(path).Version).Select(Read)]
        : [];

    /// <summary>The newest version of a name. When asked to write, other bytes are written as a new one first.</summary>
    /// <param name="name">Name.</param>
    /// <param name="bytes">What is written today.</param>
    /// <param name="says">What these bytes say, a line a value.</param>
    public GoldenFile Newest(string name, byte[] bytes, IReadOnlyList<string> says)
    {
        var newest = VersionsOf(name) is [.., var last] ? last : null;
        if (Environment.GetEnvironmentVariable("MINERMONITOR_WRITE_GOLDEN") == "1" && (newest is null || !newest.Bytes.AsSpan().SequenceEqual(bytes)))
        {
            var hex = bytes.Chunk(BytesPerLine).Select(Convert.ToHexStringLower);
            Directory.CreateDirectory(Folder);
            var path = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{name}.v{(newest?.Version ?? 0) + 1}{Suffix}"));
            File.WriteAllText(path, string.Join('\n', [.. hex, "", .. says]) + "\n", new UTF8Encoding(false));
            return Read(path);
        }

        return newest ?? throw new FileNotFoundException(
            $"{name} is stored and has no golden file in {testProject}/Golden; run this test with MINERMONITOR_WRITE_GOLDEN=1 and add what it writes.");
    }

    private static GoldenFile Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var end = Array.IndexOf(lines, "");
        return new GoldenFile(Split(path).Version, Convert.FromHexString(string.Concat(lines[..end])), lines[(end + 1)..]);
    }

    private static (string Name, int Version) Split(string path)
    {
        var file = Path.GetFileName(path)[..^Suffix.Length];
        var mark = file.LastIndexOf(".v", StringComparison.Ordinal);
        return (file[..mark], int.Parse(file[(mark + 2)..], CultureInfo.InvariantCulture));
    }
}

/// <summary>One version of stored bytes.</summary>
/// <param name="Version">From 1.</param>
/// <param name="Bytes">The bytes.</param>
/// <param name="Says">What they said when they were written.</param>
public sealed record GoldenFile(int Version, byte[] Bytes, IReadOnlyList<string> Says);
