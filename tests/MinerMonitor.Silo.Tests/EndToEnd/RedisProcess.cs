using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MinerMonitor.TestKit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>A real Redis as a process of its own, with an append-only file; it can die and come back on the same port and folder.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(30);
    private readonly TempFolder _folder = new();
    private readonly string _program = Optional.RequireTool("redis-server");
    private readonly string _port = FreePort();
    private ChildProcess? _process;

    private readonly string _appendOnly;

    private RedisProcess(string appendOnly) => _appendOnly = appendOnly;

    /// <summary>Where it is, in StackExchange.Redis' form.</summary>
    public string ConnectionString => $"127.0.0.1:{_port}";

    /// <summary>Settings that put a silo on it.</summary>
    public (string Name, string Value)[] Settings => [("Monitor__Store", "redis"), ("Monitor__Store__ConnectionString", ConnectionString)];

    public static async Task<RedisProcess> StartAsync(string appendOnly = "yes")
    {
        var redis = new RedisProcess(appendOnly);
        try
        {
            await redis.RunAsync();
            return redis;
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, again after <see cref="KillAsync"/>.</summary>
    public async Task RunAsync()
    {
        _process = ChildProcess.Start(
            _program,
            ["--bind", "127.0.0.1", "--port", _port, "--dir", _folder.Path, "--appendonly", _appendOnly, "--appendfsync", "no", "--save", ""],
            []);
        await _process.LineAsync(line => line.Contains("Ready to accept connections", StringComparison.Ordinal), s_startTimeout, "Redis to accept connections");
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        await _process!.DisposeAsync();
        _process = null;
    }

    /// <summary>Stops answering while connections stay open.</summary>
    public Task FreezeAsync() => _process!.SignalAsync("STOP");

    /// <summary>Answers again.</summary>
    public Task ThawAsync() => _process!.SignalAsync("CONT");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
