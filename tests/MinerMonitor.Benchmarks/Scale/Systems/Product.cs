using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using MinerMonitor.Benchmarks.Load;
using MinerMonitor.Client;
using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Benchmarks.Scale.Systems;

/// <summary>The product with its embedded store, all feeds off, a fleet with tariffs, and a price and difficulty, so that every sample is valued.</summary>
internal sealed class Product : IntakeSystem
{
    /// <summary>Fleet that takes the samples.</summary>
    public const string Fleet = "scale";

    /// <summary>Its sites.</summary>
    public const int Sites = 8;

    private readonly ServerProcess _server;

    private Product(ServerProcess server, string key)
        : base("product", server.Process, server.Url)
    {
        _server = server;
        Key = key;
        Client = new MonitorClient(new MonitorClientOptions { Url = server.Url, Key = key });
        Http = new HttpClient { BaseAddress = new Uri(server.Url, "/api/v1/"), Timeout = TimeSpan.FromMinutes(2) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <inheritdoc/>
    public override string Key { get; }

    /// <inheritdoc/>
    public override bool IsPeer => false;

    /// <inheritdoc/>
    public override string Folder => _server.Folder;

    /// <inheritdoc/>
    public override string Durability => "embedded store, as it comes: in the append-only file before the answer, so it survives kill -9; the file is not synced to disk";

    /// <inheritdoc/>
    public override string Keeps => "each miner's state and ledger, 24 hours of means, valued in USD; not each sample";

    /// <inheritdoc/>
    public override IReadOnlyList<SampleFormat> Formats => [SampleFormat.LineProtocol, SampleFormat.Ndjson];

    /// <summary>Its SDK.</summary>
    public MonitorClient Client { get; }

    /// <summary>Its API, below <c>/api/v1/</c>.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts it.</summary>
    /// <param name="keptFolder">Data folder that stays; null: one that goes with the process.</param>
    /// <param name="port">Port; 0: one of its choice.</param>
    public static async Task<Product> StartAsync(string? keptFolder = null, int port = 0)
    {
        var server = await ServerProcess.StartAsync([("Enabled", "false")], keptFolder, port);
        return new Product(server, await server.ReadKeyAsync());
    }

    /// <summary>Makes the fleet, and says what money depends on.</summary>
    public async Task PrepareAsync()
    {
        await Client.PutFleetAsync(Fleet, new FleetSettings { ReportIntervalSec = 60 });
        for (var site = 0; site < Sites; site++)
        {
            await SendAsync(HttpMethod.Put, $"fleets/{Fleet}/sites/s{Children.Text(site)}", string.Create(CultureInfo.InvariantCulture, $"{{\"tariffUsdKwh\":{0.03 + (site * 0.01):F2}}}"));
        }

        await ObserveAsync();
    }

    /// <summary>Tells it a price and a difficulty as of now.</summary>
    public async Task ObserveAsync()
    {
        await SendAsync(HttpMethod.Post, "network/observations", """{"blockHeight":935000,"difficulty":125000000000000,"feePerBlockBtc":0.02}""");
        await SendAsync(HttpMethod.Post, "markets/spot/observations", """{"priceUsd":70000,"venue":"desk"}""");
    }

    /// <inheritdoc/>
    public override async Task<long> CountAsync() => (await Client.GetFleetAsync(Fleet)).Samples.Applied;

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        Http.Dispose();
        await _server.DisposeAsync();
    }

    private async Task SendAsync(HttpMethod method, string path, string json)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        using var answer = await Http.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }
}
