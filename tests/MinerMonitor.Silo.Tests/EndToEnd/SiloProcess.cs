using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using MinerMonitor.Client;
using MinerMonitor.TestKit;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>The built server as a process of its own.</summary>
internal sealed class SiloProcess : IRunningSilo, IAsyncDisposable
{
    /// <summary>Longest wait for a start, generous: the machine may be busy with other tests.</summary>
    public static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(60);
    private readonly ChildProcess _process;

    private SiloProcess(ChildProcess process, Uri url, string key)
    {
        _process = process;
        Url = url;
        Key = key;
        Http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(60) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        Client = new MonitorClient(new MonitorClientOptions { Url = url, Key = key, UploadRetryFor = TimeSpan.Zero });
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>The admin key.</summary>
    public string Key { get; }

    /// <summary>Client with the admin key.</summary>
    public HttpClient Http { get; }

    /// <summary>Client with the admin key.</summary>
    public MonitorClient Client { get; }

    /// <summary>Everything it printed.</summary>
    public string Output => _process.Output;

    public bool HasExited => _process.HasExited;

    /// <summary>A port that was free a moment ago: for a silo that comes back at the same address.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts it and waits until it is ready. A setting <c>urls</c> says where it listens; else on a free port.</summary>
    public static async Task<SiloProcess> StartAsync(string dataFolder, params (string Name, string Value)[] settings)
    {
        Optional.RequireTool("kill");
        var process = Run(dataFolder, settings);
        try
        {
            var page = await process.LineAsync(line => line.Contains("  Page  ", StringComparison.Ordinal), StartTimeout, "the link of the page");
            await process.LineAsync(line => line.StartsWith("Ctrl-C stops it", StringComparison.Ordinal), StartTimeout, "the last line of the notes");
            var key = await File.ReadAllTextAsync(Path.Combine(dataFolder, "admin.key"), TestContext.Current.CancellationToken);
            var silo = new SiloProcess(process, new Uri(page.Trim().Split(' ')[^1]), key.Trim());
            await silo.ReadyAsync(StartTimeout);
            return silo;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one that is expected to end by itself.</summary>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(string dataFolder, params (string Name, string Value)[] settings)
    {
        await using var process = Run(dataFolder, settings);
        var code = await process.ExitAsync(StartTimeout);
        return (code, process.Output);
    }

    /// <summary>Waits until <c>/health/ready</c> says yes.</summary>
    public Task ReadyAsync(TimeSpan timeout) => UntilHealthAsync(true, timeout);

    /// <summary>Waits until <c>/health/ready</c> says no.</summary>
    public Task NotReadyAsync(TimeSpan timeout) => UntilHealthAsync(false, timeout);

    /// <summary>Ctrl-C; answers the exit code.</summary>
    public async Task<int> StopAsync()
    {
        await _process.SignalAsync("INT");
        return await _process.ExitAsync(s_stopTimeout);
    }

    /// <summary>kill -9.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        Http.Dispose();
        await _process.DisposeAsync();
    }

    private static ChildProcess Run(string dataFolder, (string Name, string Value)[] settings)
    {
        var urls = settings.FirstOrDefault(setting => setting.Name == "urls").Value ?? "http://127.0.0.1:0";

        // The host that runs the tests runs the server too, whatever PATH says.
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        return ChildProcess.Start(
            dotnet,
            [Path.Combine(AppContext.BaseDirectory, "MinerMonitor.Silo.dll"), "--data", dataFolder, "--urls", urls],
            [
                ("Monitor__Store__MinimumFreeDiskPercent", "0"),
                ("Monitor__Feeds__Enabled", "false"), // a test that wants a feed names its stub
                ("Logging__LogLevel__Default", "Error"),
                ("Logging__LogLevel__Orleans", "None"),
                ("DOTNET_gcServer", "0"),
                .. settings,
            ]);
    }

    private Task UntilHealthAsync(bool isReady, TimeSpan timeout) => Until.TrueAsync(
        async () =>
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"The silo ended. Output:\n{Output}");
            }

            using var answer = await Http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            return (answer.IsSuccessStatusCode == isReady, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        },
        timeout,
        isReady ? "/health/ready is green" : "/health/ready is red");
}
