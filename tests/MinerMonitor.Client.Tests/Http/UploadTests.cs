using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MinerMonitor.Client.Tests.Scripted;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using Xunit;

namespace MinerMonitor.Client.Tests.Http;

public sealed class UploadTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sends_all_samples_compressed_and_in_order()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Results.NoContent();
        await using var client = new MonitorClient(server.Url);

        var result = await client.UploadSamplesAsync("acme", Samples(25_000), Stop);

        Assert.Equal((25_000, 0), (result.Acknowledged, result.RefusedCount));
        var sent = server.Requests.SelectMany(request => JsonSerializer.Deserialize(Unzip(request), ProtocolJson.Default.IReadOnlyListSample)!);
        Assert.Equal(Enumerable.Range(0, 25_000).Select(i => $"m{i}"), sent.Select(sample => sample.Miner));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Reports_refused_samples_by_their_place_among_all()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, before) => before == 0 ? Results.NoContent() : Refused(9_999, 7);
        await using var client = new MonitorClient(server.Url);

        var result = await client.UploadSamplesAsync("acme", Samples(20_000), Stop);

        Assert.Equal((19_999, 1), (result.Acknowledged, result.RefusedCount));
        Assert.Equal(new Refusal { Line = 10_007, Code = ErrorCodes.Algorithm, Reason = "Scrypt." }, Assert.Single(result.Refused));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Tries_again_no_sooner_than_the_server_says(int status)
    {
        var time = new SteppedTime();
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (context, before) =>
        {
            context.Response.Headers.RetryAfter = "7";
            return before == 0 ? RequestTests.Problem(status, status == 429 ? ErrorCodes.Overloaded : ErrorCodes.StoreUnavailable, "Later.") : Results.NoContent();
        };
        await using var client = new MonitorClient(new MonitorClientOptions { Url = server.Url, TimeProvider = time });

        var upload = client.UploadSamplesAsync("acme", Samples(3), Stop);
        var wait = await time.NextWaitAsync(wait => wait != TimeSpan.FromSeconds(30), "the second try"); // 30 s: the time-out of the request
        Assert.Single(server.Requests);
        time.Advance(wait);
        var result = await upload;

        Assert.Equal(TimeSpan.FromSeconds(7), wait);
        Assert.Equal(3, result.Acknowledged);
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(server.Requests.First().Body, server.Requests.Last().Body);
    }

    [Fact]
    public async Task Gives_up_when_the_server_asks_for_more_patience_than_there_is()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (context, _) =>
        {
            context.Response.Headers.RetryAfter = "600";
            return RequestTests.Problem(503, ErrorCodes.StoreUnavailable, "The store has stopped.");
        };
        await using var client = new MonitorClient(server.Url);

        var error = await Assert.ThrowsAsync<MonitorUnavailableException>(() => client.UploadSamplesAsync("acme", Samples(1), Stop));

        Assert.Equal((ErrorCodes.StoreUnavailable, "The store has stopped.", TimeSpan.FromSeconds(600)), (error.Code, error.Message, error.RetryAfter));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Does_not_try_again_when_the_store_is_full()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => RequestTests.Problem(507, ErrorCodes.StoreFull, "Full.");
        await using var client = new MonitorClient(server.Url);

        await Assert.ThrowsAsync<MonitorUnavailableException>(() => client.UploadSamplesAsync("acme", Samples(1), Stop));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Counts_the_lines_that_hold_something()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Results.NoContent();
        await using var client = new MonitorClient(server.Url);

        var result = await client.UploadTextAsync("acme", SampleFormat.LineProtocol, "# head\nm,miner=a hashrateThs=1\r\n\nm,miner=b hashrateThs=2"u8.ToArray(), Stop);

        Assert.Equal(2, result.Acknowledged);
        Assert.Equal(("text/plain", "gzip"), (server.Requests.Single().ContentType, server.Requests.Single().Encoding));
    }

    private static List<Sample> Samples(int count) => [.. Enumerable.Range(0, count).Select(i => new Sample { Miner = $"m{i}", HashrateThs = 100 })];

    private static byte[] Unzip(Heard request)
    {
        using var gzip = new GZipStream(new MemoryStream(request.Body), CompressionMode.Decompress);
        using var body = new MemoryStream();
        gzip.CopyTo(body);
        return body.ToArray();
    }

    private static IResult Refused(int acknowledged, int line) => Results.Json(
        new ProblemDocument
        {
            Title = "Partly refused",
            Status = 422,
            Code = ErrorCodes.PartlyRefused,
            Acknowledged = acknowledged,
            RefusedCount = 1,
            Refused = [new Refusal { Line = line, Code = ErrorCodes.Algorithm, Reason = "Scrypt." }],
        },
        ProtocolJson.Default.ProblemDocument, "application/problem+json", 422);
}
