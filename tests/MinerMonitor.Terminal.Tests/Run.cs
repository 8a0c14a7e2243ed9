using System.Globalization;

namespace MinerMonitor.Terminal.Tests;

/// <summary>One run of the program with streams, environment and config folder of its own.</summary>
internal sealed class Run : IDisposable
{
    private readonly StringWriter _out = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
    private readonly StringWriter _error = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    public string Folder { get; } = Directory.CreateTempSubdirectory("miner-monitor-test").FullName;

    public Dictionary<string, string> Variables { get; } = [];

    public string Input { get; set; } = "";

    public string Out => _out.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);

    public string Error => _error.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);

    public string ConfigFolder => Path.Combine(Folder, "config");

    public Task<int> DoAsync(params IReadOnlyList<string> args) => CommandLine.RunAsync(args, new Surroundings
    {
        Out = _out,
        Error = _error,
        In = new StringReader(Input),
        IsInteractive = false,
        CanAsk = false,
        Variable = Variables.GetValueOrDefault,
        ConfigFolder = ConfigFolder,
    });

    /// <summary>A file in the run's folder.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public static string Read(string path) => File.ReadAllText(path);

    public static string[] ReadLines(string path) => File.ReadAllLines(path);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
