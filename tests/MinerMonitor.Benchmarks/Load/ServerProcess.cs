using System.Diagnostics;

namespace MinerMonitor.Benchmarks.Load;

/// <summary>The server as a process of its own. Without a folder it has one that goes with it; without a port it chooses. It does not outlive this program.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private readonly bool _isOwnFolder;
    private readonly Guard? _guard;

    private ServerProcess(Process process, Guard? guard, string folder, bool isOwnFolder, Uri url) =>
        (Process, _guard, Folder, _isOwnFolder, Url) = (process, guard, folder, isOwnFolder, url);

    /// <summary>The process.</summary>
    public Process Process { get; }

    /// <summary>Its address.</summary>
    public Uri Url { get; }

    /// <summary>Its data folder.</summary>
    public string Folder { get; }

    /// <summary>Starts it and waits until it is up.</summary>
    /// <param name="feeds">Settings below <c>Monitor:Feeds</c>.</param>
    /// <param name="keptFolder">Data folder that stays; null: one that goes with the process.</param>
    /// <param name="port">Port; 0: one of its choice.</param>
    /// <param name="settings">Settings below <c>Monitor</c>.</param>
    public static async Task<ServerProcess> StartAsync(
        IEnumerable<(string Name, string Value)> feeds, string? keptFolder = null, int port = 0, params IEnumerable<(string Name, string Value)> settings)
    {
        var folder = keptFolder ?? Directory.CreateTempSubdirectory("miner-monitor-load").FullName;
        var start = new ProcessStartInfo(
            Children.Host, [Path.Combine(AppContext.BaseDirectory, "MinerMonitor.Silo.dll"), "--data", folder, "--urls", $"http://127.0.0.1:{port}"])
        {
            RedirectStandardOutput = true,
            Environment = { ["Logging__LogLevel__Default"] = "Error", ["Logging__LogLevel__Orleans"] = "None", ["Monitor__Store__MinimumFreeDiskPercent"] = "0" },
        };
        foreach (var (name, value) in feeds.Select(feed => ($"Feeds:{feed.Name}", feed.Value)).Concat(settings))
        {
            start.Environment[$"Monitor__{name.Replace(":", "__", StringComparison.Ordinal)}"] = value;
        }

        var process = Process.Start(start)!;
        var guard = Guard.Over(process, folder);
        try
        {
            return new ServerProcess(process, guard, folder, keptFolder is null, await PageAsync(process));
        }
        catch
        {
            await Children.EndAsync(process);
            if (guard is not null) await guard.DisposeAsync();
            if (keptFolder is null) Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>The admin key that it made at its first start.</summary>
    public async Task<string> ReadKeyAsync() => (await File.ReadAllTextAsync(Path.Combine(Folder, "admin.key"))).Trim();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Children.EndAsync(Process);
        if (_guard is not null) await _guard.DisposeAsync();
        if (_isOwnFolder) Directory.Delete(Folder, recursive: true);
    }

    private static async Task<Uri> PageAsync(Process server)
    {
        using var limit = new CancellationTokenSource(s_patience, TimeProvider.System);
        var page = "";
        while (await server.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            page = line.Contains("  Page  ", StringComparison.Ordinal) ? line.Trim().Split(' ')[^1] : page;
            if (line.StartsWith("Ctrl-C stops it", StringComparison.Ordinal))
            {
                return new Uri(new UriBuilder(page) { Host = "127.0.0.1" }.Uri.GetLeftPart(UriPartial.Authority));
            }
        }

        throw new InvalidOperationException("The server ended before it was ready.");
    }
}
