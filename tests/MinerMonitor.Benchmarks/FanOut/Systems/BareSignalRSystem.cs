using System.Globalization;

namespace MinerMonitor.Benchmarks.FanOut.Systems;

/// <summary>A bare SignalR hub: a request makes it send the frame to a group.</summary>
internal sealed class BareSignalRSystem : FanOutSystem
{
    private readonly HttpClient _http;

    private BareSignalRSystem(System.Diagnostics.Process process, int port)
        : base(process, "bare SignalR group", "group", port) => _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

    /// <summary>Starts it.</summary>
    public static async Task<BareSignalRSystem> StartAsync(SectorPayload payload)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, payload.Original);
        var process = Children.Start(["fanout-bare", file], isServer: true);
        var port = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The bare hub ended before it was ready.");
        return new BareSignalRSystem(process, int.Parse(port, CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public override async Task TickAsync(int number)
    {
        using var answer = await _http.PostAsync(new Uri($"/tick/{Children.Text(number)}", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Children.EndAsync(Process);
    }
}
