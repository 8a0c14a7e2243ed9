using System.Diagnostics;
using System.Globalization;

namespace MinerMonitor.Benchmarks.Durability;

/// <summary>A Redis of this benchmark's own with an append-only file; it can die and come back on the same port and folder.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly int _port;
    private Process _process;
    private Guard? _guard;

    private RedisServer(string folder, int port, Process process) => (_folder, _port, _process, _guard) = (folder, port, process, Guard.Over(process, folder));

    /// <summary>Settings below <c>Monitor</c> that put a server on it.</summary>
    public (string, string)[] Settings => [("Store", "redis"), ("Store:ConnectionString", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}"))];

    /// <summary>Starts it.</summary>
    /// <param name="folder">Folder of its file, which goes with it.</param>
    /// <param name="port">Port.</param>
    public static async Task<RedisServer> StartAsync(string folder, int port) => new(folder, port, await RunAsync(folder, port));

    /// <summary>kill -9, and at once another on the same file.</summary>
    public async Task KillAndRunAsync()
    {
        await EndAsync();
        _process = await RunAsync(_folder, _port);
        _guard = Guard.Over(_process, _folder);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await EndAsync();

    private async Task EndAsync()
    {
        await Children.EndAsync(_process);
        if (_guard is not null) await _guard.DisposeAsync();
    }

    /// <remarks>appendfsync no: what counts here is the death of the process, for which the file needs no sync.</remarks>
    private static async Task<Process> RunAsync(string folder, int port)
    {
        var process = Process.Start(new ProcessStartInfo(
            "redis-server",
            ["--bind", "127.0.0.1", "--port", Children.Text(port), "--dir", folder, "--appendonly", "yes", "--appendfsync", "no", "--save", ""])
        { RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync(); // or it would wait for a reader one day
                return process;
            }
        }

        throw new InvalidOperationException("Redis ended before it was ready.");
    }
}
