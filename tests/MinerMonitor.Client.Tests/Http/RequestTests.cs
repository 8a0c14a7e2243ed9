using System.Text;
using Microsoft.AspNetCore.Http;
using MinerMonitor.Client.Tests.Scripted;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Access;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Protocol.Markets;
using MinerMonitor.Protocol.Networks;
using MinerMonitor.Protocol.Sectors;
using MinerMonitor.Protocol.Server;
using Xunit;

namespace MinerMonitor.Client.Tests.Http;

public sealed class RequestTests
{
    private static readonly Dictionary<string, Func<MonitorClient, Task>> s_calls = new()
    {
        ["GET /api/v1/sector?world=live"] = client => client.GetSectorAsync(cancellationToken: Stop),
        ["GET /api/v1/sector?world=live&asOf=2026-02-05"] = client => client.GetSectorAsOfAsync(new DateOnly(2026, 2, 5), cancellationToken: Stop),
        ["GET /api/v1/annotations?world=live&from=1000&to=2000"] = client => client.GetAnnotationsAsync(
            DateTimeOffset.FromUnixTimeSeconds(1), DateTimeOffset.FromUnixTimeSeconds(2), cancellationToken: Stop),
        ["POST /api/v1/what-if?world=feb-2026"] = client => client.AskWhatIfAsync(new WhatIfRequest(), "feb-2026", Stop),
        ["GET /api/v1/network?world=live"] = client => client.GetNetworkAsync(cancellationToken: Stop),
        ["GET /api/v1/markets?world=live"] = client => client.GetMarketsAsync(cancellationToken: Stop),
        ["GET /api/v1/markets/spot?world=live"] = client => client.GetMarketAsync(MarketNames.Spot, cancellationToken: Stop),
        ["GET /api/v1/markets/etf/days?world=live"] = client => client.GetEtfDaysAsync(cancellationToken: Stop),
        ["POST /api/v1/markets/spot/observations?world=live"] = client => client.ObserveMarketAsync(MarketNames.Spot, [new MarketObservation()], cancellationToken: Stop),
        ["POST /api/v1/network/observations?world=live"] = client => client.ObserveNetworkAsync([new NetworkObservation()], cancellationToken: Stop),
        ["GET /api/v1/feeds?world=live"] = client => client.GetFeedsAsync(cancellationToken: Stop),
        ["GET /api/v1/system"] = client => client.GetSystemAsync(Stop),
        ["GET /api/v1/worlds"] = client => client.GetWorldsAsync(Stop),
        ["GET /api/v1/worlds/feb-2026~x"] = client => client.GetWorldAsync("feb-2026~x", Stop),
        ["POST /api/v1/worlds"] = client => client.CreateWorldAsync(new WorldRequest { Scenario = "feb-2026" }, Stop),
        ["PATCH /api/v1/worlds/feb-2026~x"] = client => client.ControlWorldAsync("feb-2026~x", new WorldControl { Speed = 0 }, Stop),
        ["DELETE /api/v1/worlds/feb-2026~x"] = client => client.DeleteWorldAsync("feb-2026~x", Stop),
        ["GET /api/v1/fleets"] = client => client.GetFleetsAsync(cancellationToken: Stop),
        ["GET /api/v1/fleets?after=b%2Fc"] = client => client.GetFleetsAsync("b/c", Stop),
        ["GET /api/v1/fleets/acme"] = client => client.GetFleetAsync("acme", Stop),
        ["PUT /api/v1/fleets/acme"] = client => client.PutFleetAsync("acme", new FleetSettings(), Stop),
        ["DELETE /api/v1/fleets/acme"] = client => client.DeleteFleetAsync("acme", Stop),
        ["PUT /api/v1/fleets/acme/sites/north"] = client => client.PutSiteAsync("acme", "north", new SiteContract(), Stop),
        ["GET /api/v1/fleets/acme/miners"] = client => client.GetMinersAsync("acme", cancellationToken: Stop),
        ["GET /api/v1/fleets/acme/miners?site=north&after=m7"] = client => client.GetMinersAsync("acme", new MinerFilter { Site = "north" }, "m7", Stop),
        ["GET /api/v1/fleets/acme/miners?state=fault&underWater=true&minMarginUsdPhDay=-5.5&text=a%26b&sort=margin&order=desc&limit=10"] = client => client.GetMinersAsync(
            "acme",
            new MinerFilter { State = "fault", UnderWater = true, MinMarginUsdPhDay = -5.5, Text = "a&b", Sort = "margin", Descending = true, Limit = 10 },
            cancellationToken: Stop),
        ["GET /api/v1/fleets/acme/miners?cell=7"] = client => client.GetMinerOfCellAsync("acme", 7, Stop),
        ["GET /api/v1/fleets/acme/cells"] = client => client.GetCellsAsync("acme", cancellationToken: Stop),
        ["GET /api/v1/fleets/acme/cells?columns=state%2Csite"] = client => client.GetCellsAsync("acme", ["state", "site"], Stop),
        ["GET /api/v1/fleets/acme/ledger"] = client => client.GetLedgerAsync("acme", cancellationToken: Stop),
        ["GET /api/v1/fleets/acme/ledger?from=2026-02-01&to=2026-02-05"] = client =>
            client.GetLedgerAsync("acme", new DateOnly(2026, 2, 1), new DateOnly(2026, 2, 5), cancellationToken: Stop),
        ["GET /api/v1/fleets/acme/miners/r12%2F07/series?step=1d"] = client => client.GetMinerSeriesAsync("acme", "r12/07", byDay: true, Stop),
        ["GET /api/v1/fleets/acme/models"] = client => client.GetModelsAsync("acme", Stop),
        ["GET /api/v1/fleets/acme/miners/r12%2F07"] = client => client.GetMinerAsync("acme", "r12/07", Stop),
        ["PATCH /api/v1/fleets/acme/miners/r12-07"] = client => client.PatchMinerAsync("acme", "r12-07", new MinerSettings(), Stop),
        ["PUT /api/v1/fleets/acme/miners"] = client => client.PutMinersAsync("acme", new MemoryStream([1]), cancellationToken: Stop),
        ["PATCH /api/v1/fleets/acme/miners?site=north"] = client => client.PatchMinersAsync("acme", new MinerFilter { Site = "north" }, new MinerSettings(), Stop),
        ["PATCH /api/v1/fleets/acme/miners?all=true"] = client => client.PatchMinersAsync("acme", null, new MinerSettings(), Stop),
        ["DELETE /api/v1/fleets/acme/miners?state=retired"] = client => client.DeleteMinersAsync("acme", new MinerFilter { State = "retired" }, Stop),
        ["DELETE /api/v1/fleets/acme/miners/r12%2F07"] = client => client.DeleteMinerAsync("acme", "r12/07", Stop),
        ["POST /api/v1/sign-in"] = client => client.SignInAsync(new SignInRequest { Key = "k" }, Stop),
        ["GET /api/v1/keys"] = client => client.GetKeysAsync(cancellationToken: Stop),
        ["POST /api/v1/keys"] = client => client.CreateKeyAsync(new KeyRequest { Name = "n", Scopes = ["admin"] }, Stop),
        ["DELETE /api/v1/keys/k1"] = client => client.DeleteKeyAsync("k1", Stop),
        ["GET /api/v1/series?world=live"] = client => client.GetSeriesNamesAsync(cancellationToken: Stop),
        ["GET /api/v1/series/sector/stress?world=live&from=0&step=600"] = client =>
            client.GetSeriesAsync("sector/stress", new SeriesQuery { From = DateTimeOffset.UnixEpoch, Step = TimeSpan.FromMinutes(10) }, Stop),
        ["POST /api/v1/fleets/acme/samples"] = client => client.UploadSamplesAsync("acme", [new Sample { Miner = "m" }], Stop),
        ["POST /api/v2/write?bucket=acme"] = client => client.UploadTextAsync("acme", SampleFormat.LineProtocol, "m h=1"u8.ToArray(), Stop),
        ["POST /api/v1/worlds/live/history?source=me"] = client => client.ImportHistoryAsync(new MemoryStream([1]), source: "me", cancellationToken: Stop),
        ["GET /api/v1/worlds/live/history?table=daily"] = client => client.ExportHistoryAsync(HistoryTables.Daily, Stream.Null, cancellationToken: Stop),
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Calls => [.. s_calls.Keys];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Asks_the_documented_route_with_its_key(string route)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Problem(418, "teapot", "No coffee here.");
        await using var client = new MonitorClient(server.Url, "secret");

        var error = await Assert.ThrowsAsync<MonitorRefusedException>(() => s_calls[route](client));

        var heard = Assert.Single(server.Requests);
        Assert.Equal((route, "Bearer secret"), ($"{heard.Method} {heard.Path}", heard.Authorization));
        Assert.Equal(("teapot", "No coffee here.", 418), (error.Code, error.Message, error.Status));
    }

    [Theory]
    [InlineData(401, ErrorCodes.InvalidKey, typeof(MonitorAuthenticationException))]
    [InlineData(403, ErrorCodes.Forbidden, typeof(MonitorForbiddenException))]
    [InlineData(404, ErrorCodes.UnknownFleet, typeof(MonitorNotFoundException))]
    [InlineData(422, ErrorCodes.OutOfRange, typeof(MonitorRefusedException))]
    [InlineData(507, ErrorCodes.StoreFull, typeof(MonitorUnavailableException))]
    public async Task Throws_what_the_problem_document_says(int status, string code, Type kind)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Problem(status, code, "Because.");
        await using var client = new MonitorClient(server.Url);

        var error = await Assert.ThrowsAnyAsync<MonitorException>(() => client.GetFleetAsync("acme", Stop));

        Assert.Equal((kind, code, "Because.", status), (error.GetType(), error.Code, error.Message, error.Status));
    }

    [Fact]
    public async Task Says_what_came_when_the_address_is_some_other_server()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Results.Text("<html>Welcome</html>", "text/html");
        await using var client = new MonitorClient(server.Url);

        var error = await Assert.ThrowsAsync<MonitorProtocolException>(() => client.GetSectorAsync(cancellationToken: Stop));

        Assert.StartsWith("The answer of /api/v1/sector is not a SectorSnapshot", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_the_path_prefix_of_the_address()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Results.Text("""{"items":[]}""", "application/json");
        await using var client = new MonitorClient(new Uri(server.Url, "/mining"));

        await client.GetWorldsAsync(Stop);

        Assert.Equal("/mining/api/v1/worlds", Assert.Single(server.Requests).Path);
    }

    [Fact]
    public async Task Tells_the_progress_of_an_import_and_what_was_refused()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (_, _) => Results.Text(
            """{"title":"Rows refused","status":422,"code":"partly_refused","acknowledged":2,"refusedCount":1,"refused":[{"line":3,"code":"malformed","reason":"No day."}]}""",
            "application/problem+json", statusCode: 422);
        await using var client = new MonitorClient(server.Url);
        var table = Encoding.ASCII.GetBytes(new string('x', 200_000));
        var progress = new Progress();

        var result = await client.ImportHistoryAsync(new MemoryStream(table), bytesSent: progress, cancellationToken: Stop);

        Assert.Equal([65_536, 131_072, 196_608, 200_000], progress.Told);
        Assert.Equal(table, Assert.Single(server.Requests).Body);
        Assert.Equal((2, 3), (result!.Acknowledged, Assert.Single(result.Refused).Line));
    }

    [Fact]
    public async Task Writes_an_export_to_the_stream()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRequest = (context, _) =>
            context.Request.Headers.Accept == "text/csv" ? Results.Text("date,price_usd\n", "text/csv") : Problem(406, "malformed", "CSV was not asked for.");
        await using var client = new MonitorClient(server.Url);
        var file = new MemoryStream();

        await client.ExportHistoryAsync(HistoryTables.Daily, file, cancellationToken: Stop);

        Assert.Equal("date,price_usd\n", Encoding.UTF8.GetString(file.ToArray()));
    }

    internal static IResult Problem(int status, string code, string detail) =>
        Results.Json(new ProblemDocument { Title = "No", Status = status, Code = code, Detail = detail }, ProtocolJson.Default.ProblemDocument, "application/problem+json", status);

    private sealed class Progress : IProgress<long>
    {
        public List<long> Told { get; } = [];

        public void Report(long value) => Told.Add(value);
    }
}
