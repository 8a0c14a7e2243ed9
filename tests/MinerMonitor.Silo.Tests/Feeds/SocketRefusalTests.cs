using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>A provider that answers a request for a WebSocket with a status: who is told, and when it is asked again.</summary>
public sealed class SocketRefusalTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    [Theory]
    [InlineData(200)]
    [InlineData(503)]
    public async Task A_page_instead_of_a_WebSocket_is_told_with_its_status(int code)
    {
        await using var server = await StubServer.StartAsync();
        server.OnRequest("/feed", "<html><body>Checking your browser</body></html>", "text/html", code);
        await using var run = Kraken(server);

        var status = await run.StateAsync(FeedStates.Reconnecting);

        Assert.Contains($"HTTP {code}", status.Reason, StringComparison.Ordinal);
        Assert.Equal(1, status.Reconnects[$"http-{code}"]);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(451)]
    public async Task A_venue_that_refuses_the_region_is_asked_again_after_ten_minutes(int code)
    {
        var asked = await AttemptsAsync(code, null, TimeSpan.FromMinutes(9.9), TimeSpan.FromSeconds(6), InputState.Blocked, $"refuses this address or region (HTTP {code})");

        Assert.True(asked >= TimeSpan.FromMinutes(10), $"Asked again after {asked}.");
    }

    [Fact]
    public async Task A_venue_that_says_when_to_come_back_is_asked_then()
    {
        var asked = await AttemptsAsync(429, "137", TimeSpan.FromSeconds(136), TimeSpan.FromSeconds(1), FeedStates.Reconnecting, "too many attempts (HTTP 429)");

        Assert.True(asked >= TimeSpan.FromSeconds(137), $"Asked again after {asked}.");
    }

    [Fact]
    public async Task An_endpoint_that_refuses_the_region_is_left_for_another_one_at_once()
    {
        await using var server = await StubServer.StartAsync();
        var stub = new KrakenStub(new StubMarket(_time));
        stub.Map(server);
        server.OnRequest("/blocked", "", status: 451);
        await using var run = AdapterRun.Start(
            "kraken-spot", _time, ("KrakenSpot:Urls:0", $"{server.SocketUrl}/blocked"), ("KrakenSpot:Urls:1", stub.UrlOn(server)));

        await run.MoveOnUntilAsync(() => run.Meter.State == InputState.Live, "state live by the second endpoint");

        Assert.Equal(["/blocked", "/kraken/v2"], server.Requests.Select(request => request.Path));
    }

    private AdapterRun Kraken(StubServer server) => AdapterRun.Start("kraken-spot", _time, ("KrakenSpot:Urls:0", $"{server.SocketUrl}/feed"));

    /// <summary>Time between the first two attempts at a venue that answers with a status.</summary>
    private async Task<TimeSpan> AttemptsAsync(int code, string? retryAfter, TimeSpan almost, TimeSpan rest, string state, string words)
    {
        var attempts = new List<long>();
        await using var server = await StubServer.StartAsync();
        server.OnRequest("/feed", context =>
        {
            lock (attempts)
            {
                attempts.Add(_time.GetTimestamp());
            }

            context.Response.StatusCode = code;
            context.Response.Headers.RetryAfter = retryAfter;
            return Task.CompletedTask;
        });
        await using var run = Kraken(server);
        Assert.Contains(words, (await run.StateAsync(state)).Reason, StringComparison.Ordinal);

        _time.Advance(almost);
        await run.UntilAsync(() => run.Meter.State == state, "the same state"); // gives an attempt that comes too early the time to be made
        _time.Advance(rest);
        await run.UntilAsync(() => server.Requests.Count == 2, "the second attempt");

        lock (attempts)
        {
            return _time.GetElapsedTime(attempts[0], attempts[1]);
        }
    }
}
