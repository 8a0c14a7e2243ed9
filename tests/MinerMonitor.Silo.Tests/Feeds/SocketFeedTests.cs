using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>A feed over a WebSocket whose provider cannot be reached, refuses, or falls silent.</summary>
public sealed class SocketFeedTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    private string Ticker => new KrakenStub(new StubMarket(_time)).Quote("BTC/USD", new StubQuote(81_000, 81_001, 1, _time.GetUtcNow()));

    [Fact]
    public async Task A_connection_that_falls_silent_is_given_up_and_made_anew()
    {
        await using var server = await ServeAsync(async socket =>
        {
            await socket.SendAsync(Ticker);
            await socket.Closed;
        });
        await using var run = Kraken(server);

        await run.MoveOnUntilAsync(() => Count(run, "silent") == 1 && run.Meter.State == InputState.Live, "another connection after silence");

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_subscription_that_is_acknowledged_and_brings_no_data_is_left_for_the_next_endpoint_at_once()
    {
        await using var server = await ServeAsync(async socket =>
        {
            await socket.ReceiveAsync();
            await socket.SendAsync("""{"success":true,"ret_msg":"subscribe","conn_id":"a","op":"subscribe"}""");
            while (true)
            {
                await socket.ReceiveAsync();
                await socket.SendAsync("""{"success":true,"ret_msg":"pong","conn_id":"a","op":"ping"}""");
            }
        });
        var stub = new BybitStub(new StubMarket(_time));
        stub.Map(server);
        await using var run = AdapterRun.Start("bybit-spot", _time, ("BybitSpot:Urls:0", $"{server.SocketUrl}/feed"), ("BybitSpot:Urls:1", stub.UrlOn(server)));

        await run.MoveOnUntilAsync(() => run.Meter.State == InputState.Live, "state live by the second endpoint");

        Assert.Equal(["no-data"], run.Meter.Read().Reconnects.Keys);
        Assert.Equal(["/feed", "/v5/public/spot"], server.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task A_host_that_accepts_and_never_answers_is_given_up_after_ten_seconds()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var run = AdapterRun.Start("kraken-spot", _time, ("KrakenSpot:Urls:0", $"ws://{listener.LocalEndpoint}"));

        await run.MoveOnUntilAsync(() => Count(run, "timeout") > 0, "a time-out");

        Assert.Contains("did not answer within 10 s", run.Meter.Read().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = listener.LocalEndpoint.ToString()!;
        listener.Stop();
        await using var run = AdapterRun.Start("kraken-spot", _time, ("KrakenSpot:Urls:0", $"ws://{address}"));

        var status = await run.StateAsync(FeedStates.Reconnecting);

        Assert.Contains($"{address} cannot be reached", status.Reason, StringComparison.Ordinal);
        Assert.Equal(1, status.Reconnects["unreachable"]);
    }

    [Fact]
    public async Task The_next_endpoint_is_tried_after_three_failures_in_a_row()
    {
        await using var server = await ServeAsync(QuoteAsync);
        server.OnRequest("/down", "", status: 503);
        await using var run = AdapterRun.Start(
            "kraken-spot", _time, ("KrakenSpot:Urls:0", $"{server.SocketUrl}/down"), ("KrakenSpot:Urls:1", $"{server.SocketUrl}/feed"));

        await run.MoveOnUntilAsync(() => run.Meter.State == InputState.Live, "state live by the second endpoint");

        Assert.Equal(["/down", "/down", "/down", "/feed"], server.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task An_expired_certificate_is_named_as_the_cause()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var server = await StubServer.StartAsync(certificate);
        await using var run = Kraken(server);

        var status = await run.StateAsync(FeedStates.Reconnecting);

        Assert.Contains("The certificate of 127.0.0.1 is not valid", status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_venue_that_closes_is_told_by_its_code_and_words()
    {
        await using var server = await ServeAsync(async socket =>
        {
            await socket.SendAsync(Ticker);
            await socket.CloseAsync(1001, "going away");
        });
        await using var run = Kraken(server);

        var status = await run.StateAsync(FeedStates.Reconnecting);

        Assert.Contains("code 1001: going away", status.Reason, StringComparison.Ordinal);
        Assert.Equal(1, status.Reconnects["closed-1001"]);
    }

    [Fact]
    public async Task A_connection_that_is_dropped_without_a_word_is_lost()
    {
        await using var server = await ServeAsync(async socket =>
        {
            await socket.SendAsync(Ticker);
            await socket.ReceiveAsync();
            socket.Abort();
        });
        await using var run = Kraken(server);

        var status = await run.StateAsync(FeedStates.Reconnecting);

        Assert.Equal(["lost"], status.Reconnects.Keys);
    }

    [Fact]
    public async Task A_ping_that_is_not_answered_ends_the_connection_although_data_comes()
    {
        var market = new StubMarket(_time);
        await using var server = await ServeAsync(async socket =>
        {
            for (var i = 0; !socket.Closed.IsCompleted; i++)
            {
                await socket.SendAsync(new BitstampStub(market).Quote("btcusd", market.Next()));
                await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1), _time), socket.Closed);
            }
        });
        await using var run = AdapterRun.Start("bitstamp-spot", _time, ("BitstampSpot:Urls:0", $"{server.SocketUrl}/feed"));

        await run.MoveOnUntilAsync(() => Count(run, "no-answer") == 1, "an end for want of an answer");

        Assert.Single(run.Meter.Read().Reconnects);
    }

    [Fact]
    public async Task Bytes_that_drip_in_for_ever_are_silence()
    {
        await using var server = await ServeAsync(async socket =>
        {
            await socket.SendAsync(Ticker);
            await socket.DripAsync(Ticker, () => Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1), _time), socket.Closed));
        });
        await using var run = Kraken(server);

        await run.MoveOnUntilAsync(() => Count(run, "silent") == 1, "an end for silence");

        Assert.Equal(1, run.Meter.Read().Messages);
    }

    [Fact]
    public async Task A_storm_of_failures_stays_within_one_attempt_a_second()
    {
        await using var server = await ServeAsync(socket =>
        {
            socket.Abort();
            return Task.CompletedTask;
        });
        await using var run = Kraken(server);
        var began = _time.GetTimestamp();

        await run.MoveOnUntilAsync(() => server.Requests.Count >= 6, "six attempts");

        Assert.True(_time.GetElapsedTime(began) >= TimeSpan.FromSeconds(5), $"{server.Requests.Count} attempts in {_time.GetElapsedTime(began)}.");
    }

    [Theory]
    [InlineData("connect")]
    [InlineData("subscribe")]
    [InlineData("read")]
    [InlineData("rest")]
    public async Task A_feed_that_is_stopped_returns_while_its_clock_stands_still(string phase)
    {
        var reached = new TaskCompletionSource();
        await using var server = await ServeAsync(async socket =>
        {
            await socket.ReceiveAsync();
            if (phase == "read")
            {
                await socket.DripAsync(Ticker, () =>
                {
                    reached.TrySetResult();
                    return socket.Closed;
                });
            }

            reached.TrySetResult();
            await socket.Closed;
        });
        if (phase is "connect" or "rest")
        {
            server.OnRequest("/feed", async context =>
            {
                reached.TrySetResult();
                context.Response.StatusCode = 503;
                await (phase == "connect" ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted) : Task.CompletedTask);
            });
        }

        var run = Kraken(server);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        await run.DisposeAsync(); // waits for the adapter; nothing moves the clock that its waits hang on
    }

    private static long Count(AdapterRun run, string reason) => run.Meter.Read().Reconnects.GetValueOrDefault(reason);

    private static async Task<StubServer> ServeAsync(Func<StubSocket, Task> script)
    {
        var server = await StubServer.StartAsync();
        server.OnSocket("/feed", script);
        return server;
    }

    private AdapterRun Kraken(StubServer server) =>
        AdapterRun.Start("kraken-spot", _time, ("KrakenSpot:Urls:0", $"{server.SocketUrl}/feed"), ("KrakenSpot:Symbols:0", "BTC/USD"));

    private async Task QuoteAsync(StubSocket socket)
    {
        await socket.SendAsync(Ticker);
        await socket.Closed;
    }
}
