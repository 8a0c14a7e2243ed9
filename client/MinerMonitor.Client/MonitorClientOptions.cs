using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MinerMonitor.Client;

/// <summary>How a <see cref="MonitorClient"/> reaches its server and behaves on a bad line.</summary>
public sealed record MonitorClientOptions
{
    /// <summary>Address of the server, path prefix included. Default: <c>http://localhost:5080</c>.</summary>
    public Uri Url { get; init; } = new("http://localhost:5080");

    /// <summary>Access key. Sector, market and network topics are readable without one unless the server says otherwise. Default: none.</summary>
    public string? Key { get; init; }

    /// <summary>Longest wait for a connection of a watch. Default: 15 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest wait for the answer to one request; imports and exports of whole files are not bound by it. Default: 30 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A watch that hears nothing for this long, not even a heartbeat (one every 5 s), takes its connection for dead and makes a new
    /// one. Default: 20 s.
    /// </summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Upper bound of the first wait before a reconnect; it doubles with each failure. The wait itself is drawn evenly between zero and the
    /// bound (full jitter), so that thousands of viewers do not come back at once. Default: 500 ms.
    /// </summary>
    public TimeSpan ReconnectMin { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Upper bound that the waits do not grow beyond. Default: 15 s.</summary>
    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Seed of the jitter; null: a different one in each process. Default: null.</summary>
    public int? JitterSeed { get; init; }

    /// <summary>
    /// True: a watch whose very first connection fails goes on trying. False: it ends with <see cref="MonitorUnreachableException"/>, which
    /// suits a program that a person just started. Once connected, a watch always goes on trying. Default: false.
    /// </summary>
    public bool RetryFirstConnection { get; init; }

    /// <summary>
    /// Frames that wait for a slow consumer. When more arrive the watch lets go and resumes from the last frame that was taken, so memory is
    /// bounded and what the server still has is not lost. Default: 1,024, the length of the server's own ring.
    /// </summary>
    public int BufferedFrames { get; init; } = 1024;

    /// <summary>How long an upload keeps trying while the server answers 429 or 503 or cannot be reached. Default: 2 minutes.</summary>
    public TimeSpan UploadRetryFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Where the client logs. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Clock of time-outs and waits. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        if (!Url.IsAbsoluteUri || Url.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"Url is '{Url}'; give an absolute http or https address such as http://localhost:5080.", nameof(Url));
        }

        Positive(ConnectTimeout, nameof(ConnectTimeout));
        Positive(RequestTimeout, nameof(RequestTimeout));
        Positive(SilenceTimeout, nameof(SilenceTimeout));
        Positive(ReconnectMin, nameof(ReconnectMin));
        ArgumentOutOfRangeException.ThrowIfLessThan(ReconnectMax, ReconnectMin, nameof(ReconnectMax));
        ArgumentOutOfRangeException.ThrowIfLessThan(UploadRetryFor, TimeSpan.Zero, nameof(UploadRetryFor));
        ArgumentOutOfRangeException.ThrowIfLessThan(BufferedFrames, 1, nameof(BufferedFrames));
    }

    private static void Positive(TimeSpan value, string name) => ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, name);
}
