using System.Net;
using Microsoft.Extensions.Logging;
using MinerMonitor.Client.Http;
using MinerMonitor.Client.Watching;

namespace MinerMonitor.Client;

/// <summary>
/// A connection to one Miner Stress Monitor: live watches that survive bad lines, requests, and uploads. Make one and share it; it is safe
/// for use from many threads.
/// </summary>
/// <remarks>
/// Every method throws a <see cref="MonitorException"/> when the server refuses or cannot be reached, and
/// <see cref="OperationCanceledException"/> when its token is cancelled or the client is disposed.
/// </remarks>
public sealed partial class MonitorClient : IAsyncDisposable
{
    private readonly MonitorClientOptions _options;
    private readonly HttpClient _http;
    private readonly Requests _requests;
    private readonly ConnectionBoard _connections;
    private readonly Random _jitter;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _lifetime = new();

    /// <summary>Makes a client. Nothing is connected before the first watch or request.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public MonitorClient(MonitorClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _jitter = options.JitterSeed is { } seed ? new Random(seed) : new Random();
        _log = options.LoggerFactory.CreateLogger<MonitorClient>();
        _connections = new ConnectionBoard(options.TimeProvider);

        // A pooled connection that lives for ever would never follow a change of the server's address.
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = options.ConnectTimeout,
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri(options.Url.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan, // bounded per request by RequestTimeout: whole files take as long as they take
        };
        if (options.Key is { Length: > 0 } key)
        {
            _http.DefaultRequestHeaders.Add("Authorization", $"Bearer {key}");
        }

        _requests = new Requests(_http, options, _lifetime.Token);
    }

    /// <summary>Makes a client with default options.</summary>
    /// <param name="url">Address of the server.</param>
    /// <param name="key">Access key; null for what is public.</param>
    public MonitorClient(Uri url, string? key = null)
        : this(new MonitorClientOptions { Url = url, Key = key })
    {
    }

    /// <summary>The server's clock as heartbeats tell it, or the local clock before the first: ages on a screen are computed from it.</summary>
    public DateTimeOffset ServerNow => _connections.ServerNow;

    /// <summary>
    /// Changes of the connections of all watches of this client, each with its cause, from the moment of this call until the client is
    /// disposed. A listener that falls 256 changes behind loses the oldest.
    /// </summary>
    public IAsyncEnumerable<ConnectionChange> ConnectionChangesAsync() => _connections.ListenAsync();

    /// <summary>Ends all watches and requests.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lifetime.CancelAsync();
        _connections.Close();
        _http.Dispose();
        _lifetime.Dispose();
    }
}
