using System.Net.Http.Headers;
using System.Text;
using MinerMonitor.Benchmarks.Load;

namespace MinerMonitor.Benchmarks.FanOut.Systems;

/// <summary>The product: a price observation enters the spot market, and the frame of topic <c>sector</c> arrives at the viewers.</summary>
internal sealed class ProductSystem : FanOutSystem
{
    // What a whole frame is made of besides the price.
    private static readonly (string Path, string Body)[] s_inputs =
    [
        ("markets/spot", """{"supportUsd":45000}"""),
        ("network", """{"blockHeight":935053,"difficulty":141668107417558.2,"feePerBlockBtc":0.02,"supplyBtc":19984543.75,"epochStartHeight":933408}"""),
        ("markets/liquidations", """{"rolling24hUsd":800000000}"""),
        ("markets/etf", """{"date":"2026-02-03","netFlowUsdM":-500}"""),
        ("markets/sentiment", """{"date":"2026-02-04","value":11}"""),
    ];

    private readonly ServerProcess _server;
    private readonly HttpClient _http;

    private ProductSystem(ServerProcess server, HttpClient http, string mode, SectorPayload payload)
        : base(server.Process, "product", mode == "latest" ? "watch-latest" : "watch", server.Url.Port)
    {
        (_server, _http) = (server, http);
        Payload = payload;
    }

    /// <summary>A frame as the product sends it.</summary>
    public SectorPayload Payload { get; }

    /// <summary>Starts it on an empty folder and feeds it until its frames are whole.</summary>
    /// <param name="mode">Mode of the viewers' watch.</param>
    /// <param name="firstNumber">Number of a first frame, the one that <see cref="Payload"/> is.</param>
    public static async Task<ProductSystem> StartAsync(string mode, int firstNumber)
    {
        var server = await ServerProcess.StartAsync([("Enabled", "false")]);
        var http = new HttpClient { BaseAddress = new Uri(server.Url, "/api/v1/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await server.ReadKeyAsync());
        foreach (var (path, body) in s_inputs)
        {
            await PostAsync(http, path, body);
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        using var lines = new StreamReader(await http.GetStreamAsync(new Uri("stream?topic=sector&mode=every", UriKind.Relative), limit.Token));
        await PostAsync(http, "markets/spot", PriceOf(firstNumber));
        while (await lines.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal) && line.Contains($"\"priceUsd\":{firstNumber}", StringComparison.Ordinal))
            {
                return new ProductSystem(server, http, mode, new SectorPayload(Encoding.UTF8.GetBytes(line[6..])));
            }
        }

        throw new InvalidOperationException("The product ended the stream before its first frame.");
    }

    /// <inheritdoc/>
    public override Task TickAsync(int number) => PostAsync(_http, "markets/spot", PriceOf(number));

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private static string PriceOf(int number) => $$"""{"priceUsd":{{number}},"venue":"desk"}""";

    private static async Task PostAsync(HttpClient http, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(path + "/observations", UriKind.Relative), content);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"The product refused {body}: {await answer.Content.ReadAsStringAsync()}");
        }
    }
}
