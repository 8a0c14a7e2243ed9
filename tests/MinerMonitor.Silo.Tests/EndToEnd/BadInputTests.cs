using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Access;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>Bad input gets a status and a sentence, what is good beside it is kept, and nothing is poisoned. One silo takes all of it.</summary>
[Collection(ProcessGroup.Name)]
public sealed class BadInputTests(LoneSilo lone) : IClassFixture<LoneSilo>
{
    private const string Good = "miners,miner=good hashrateThs=100,powerW=3000";
    private static readonly TimeSpan s_counted = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wrong_key_is_401_foreign_key_403_unknown_fleet_404()
    {
        await lone.Silo.MakeFleetAsync("keys-a");
        await lone.Silo.MakeFleetAsync("keys-b");
        var foreign = (await lone.Silo.Client.CreateKeyAsync(new KeyRequest { Name = "b", Scopes = ["fleet:keys-b:write"] }, Cancelled)).Key;

        using var none = await SendAsync("keys-a", null);
        using var wrong = await SendAsync("keys-a", lone.Silo.Key[..^4] + "abcd");
        using var other = await SendAsync("keys-a", foreign);
        using var own = await SendAsync("keys-b", foreign);
        using var unknown = await SendAsync("keys-c", lone.Silo.Key);

        Assert.Equal(ErrorCodes.Unauthenticated, (await SiloRequests.ProblemAsync(HttpStatusCode.Unauthorized, none)).Code);
        Assert.Equal(ErrorCodes.InvalidKey, (await SiloRequests.ProblemAsync(HttpStatusCode.Unauthorized, wrong)).Code);
        Assert.Equal(ErrorCodes.Forbidden, (await SiloRequests.ProblemAsync(HttpStatusCode.Forbidden, other)).Code);
        Assert.Equal(ErrorCodes.UnknownFleet, (await SiloRequests.ProblemAsync(HttpStatusCode.NotFound, unknown)).Code);
        await SiloRequests.StatusAsync(HttpStatusCode.NoContent, own);
    }

    [Fact]
    public async Task Oversized_body_is_413_and_nothing_of_it_is_kept()
    {
        await lone.Silo.MakeFleetAsync("large");
        var lines = string.Join('\n', Enumerable.Range(0, 40_000).Select(line => $"miners,miner=m{line} hashrateThs=100"));

        using var plain = await lone.Silo.WriteAsync("large", lines);
        using var packed = await PackedAsync("large", Gzip(lines));

        Assert.Equal(ErrorCodes.TooLarge, (await SiloRequests.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, plain)).Code);
        Assert.Equal(ErrorCodes.TooLarge, (await SiloRequests.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, packed)).Code);
        await OnlyGoodCountsAsync("large");
    }

    [Theory]
    [InlineData("PUT", "/api/v1/fleets/kept/miners", "no inventory\nat all", HttpStatusCode.UnprocessableEntity)]
    [InlineData("POST", "/api/v1/fleets/kept/samples", "neither this nor that", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/v2/write?bucket=nobody", Good, HttpStatusCode.NotFound)]
    public async Task A_body_that_is_refused_leaves_its_connection_to_the_next_request(string method, string path, string body, HttpStatusCode expected)
    {
        await lone.Silo.MakeFleetAsync("kept");
        var connections = 0;
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 1, ConnectCallback = ConnectAsync };
        using var client = new HttpClient(handler) { BaseAddress = lone.Silo.Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", lone.Silo.Key);

        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(body) };
            using var answer = await client.SendAsync(request, Cancelled);
            await SiloRequests.StatusAsync(expected, answer);
        }

        Assert.Equal(1, connections);

        async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
        {
            connections++;
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
    }

    [Fact]
    public async Task Truncated_gzip_is_422_and_the_whole_lines_are_kept()
    {
        await lone.Silo.MakeFleetAsync("packed");
        var random = new Random(5);
        var whole = Gzip(string.Join('\n', Enumerable.Range(0, 10_000).Select(line => $"miners,miner=m{line} hashrateThs={random.Next(1, 100_000)}")));

        using var cut = await PackedAsync("packed", whole[..(whole.Length / 2)]);
        using var junk = await PackedAsync("packed", Encoding.UTF8.GetBytes(Good));

        var problem = await SiloRequests.ProblemAsync(HttpStatusCode.UnprocessableEntity, cut);
        Assert.Equal((ErrorCodes.PartlyRefused, 1), (problem.Code, problem.RefusedCount));
        Assert.InRange(problem.Acknowledged!.Value, 1000, 9000);
        Assert.Equal(ErrorCodes.Malformed, (await SiloRequests.ProblemAsync(HttpStatusCode.BadRequest, junk)).Code);
        await lone.Silo.CountedAsync("packed", problem.Acknowledged.Value, s_counted);
    }

    [Theory]
    [InlineData("hashrateThs=NaN", "nan")]
    [InlineData("hashrateThs=Infinity", "inf")]
    [InlineData("hashrateThs=-inf", "minus-inf")]
    [InlineData("hashrateThs=1e309", "overflow")]
    public async Task Number_that_is_none_refuses_its_line_alone(string fields, string fleet)
    {
        await lone.Silo.MakeFleetAsync(fleet);

        using var answer = await lone.Silo.WriteAsync(fleet, $"{Good}\nminers,miner=bad {fields}\nminers,miner=other hashrateThs=50");

        var problem = await SiloRequests.ProblemAsync(HttpStatusCode.UnprocessableEntity, answer);
        Assert.Equal((2, 1), (problem.Acknowledged, problem.RefusedCount));
        Assert.Equal(2, Assert.Single(problem.Refused!).Line);
        Assert.NotEmpty(problem.Refused![0].Reason);
        await lone.Silo.CountedAsync(fleet, 2, s_counted);
        Assert.Equal(["good", "other"], (await lone.Silo.MinersAsync(fleet)).Order(StringComparer.Ordinal));
        var totals = (await lone.Silo.Client.GetFleetAsync(fleet, Cancelled)).Totals;
        Assert.Equal(150, totals.HashrateThs);
    }

    [Fact]
    public async Task Timestamp_in_2099_is_refused_as_future_and_counted()
    {
        await lone.Silo.MakeFleetAsync("future");
        var ahead = new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

        using var line = await lone.Silo.WriteAsync("future", $"miners,miner=late hashrateThs=1 {ahead}000000\n{Good}");
        using var json = await lone.Silo.Http.PostAsync(
            "/api/v1/fleets/future/samples",
            new StringContent($$"""[{"miner":"late","hashrateThs":1,"atMs":{{ahead}}},{"miner":"good","hashrateThs":100}]""", Encoding.UTF8, "application/json"),
            Cancelled);

        foreach (var answer in (HttpResponseMessage[])[line, json])
        {
            var problem = await SiloRequests.ProblemAsync(HttpStatusCode.UnprocessableEntity, answer);
            Assert.Equal((1, 1, ErrorCodes.Future), (problem.Acknowledged, problem.Refused![0].Line, problem.Refused[0].Code));
        }

        await lone.Silo.CountedAsync("future", 2, s_counted);
        Assert.Equal(2, (await lone.Silo.Client.GetFleetAsync("future", Cancelled)).Samples.Refused);
        Assert.Equal(["good"], await lone.Silo.MinersAsync("future"));
    }

    [Fact]
    public async Task History_with_a_missing_column_keeps_nothing_and_one_with_a_shuffled_date_keeps_its_good_rows()
    {
        const string header = "date,price_usd,market_cap_usd,supply_btc,hashrate_ths,difficulty_mean,difficulty_eod,blocks,height_eod,issuance_btc,fees_btc";
        const string tail = ",296000,3447800,0.00155,181.5,181.5,172,68955,8600,0.79";

        using var missing = await ImportAsync($"{header.Replace(",price_usd", "", StringComparison.Ordinal)}\n2010-07-18{tail}\n");
        using var shuffled = await ImportAsync($"{header}\n2010-07-18,0.08{tail}\n19-07-2010,0.09{tail}\n2010-07-20,0.07{tail}\n");

        var fault = await SiloRequests.ProblemAsync(HttpStatusCode.UnprocessableEntity, missing);
        Assert.Contains("price_usd", fault.Detail, StringComparison.Ordinal);
        var problem = await SiloRequests.ProblemAsync(HttpStatusCode.UnprocessableEntity, shuffled);
        Assert.Equal((2, 1), (problem.Acknowledged, problem.RefusedCount));
        Assert.Equal(3, Assert.Single(problem.Refused!).Line);
        using var csv = new MemoryStream();
        await lone.Silo.Client.ExportHistoryAsync("daily", csv, cancellationToken: Cancelled);
        var kept = Encoding.UTF8.GetString(csv.ToArray());
        Assert.Contains("2010-07-18,", kept, StringComparison.Ordinal);
        Assert.Contains("2010-07-20,", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("2010-07-19,", kept, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> SendAsync(string fleet, string? key)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(lone.Silo.Url, $"/write?db={fleet}")) { Content = new StringContent(Good) };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Token", key);
        return await client.SendAsync(request, Cancelled);
    }

    private Task<HttpResponseMessage> PackedAsync(string fleet, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentEncoding.Add("gzip");
        return lone.Silo.Http.PostAsync($"/api/v2/write?bucket={fleet}", content, Cancelled);
    }

    private Task<HttpResponseMessage> ImportAsync(string csv) => lone.Silo.Http.PostAsync(
        "/api/v1/worlds/live/history", new StringContent(csv, Encoding.UTF8, "text/csv"), Cancelled);

    private async Task OnlyGoodCountsAsync(string fleet)
    {
        await lone.Silo.WriteAllAsync(fleet, Good);
        await lone.Silo.CountedAsync(fleet, 1, s_counted);
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
