using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>The stubs keep the limits and the order that their venues document: a feed that passes against them has met these.</summary>
public sealed class ExchangeStubTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("coinbase-spot", 1008)]
    [InlineData("okx-spot", 4004)]
    public async Task A_client_that_says_nothing_is_closed(string feed, int code)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        var (stub, server) = await StartAsync(feed, time);
        await using var serving = server;
        using var socket = await ConnectAsync(stub.UrlOn(server));

        var reading = socket.ReceiveAsync(new byte[1024], Cancelled);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        for (var i = 0; !reading.IsCompleted && i < 2_000; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(250));
            await look.WaitForNextTickAsync(Cancelled);
        }

        Assert.True(reading.IsCompleted, "Waited for the stub to close.");
        Assert.Equal((WebSocketMessageType.Close, code), ((await reading).MessageType, (int?)socket.CloseStatus ?? 0));
    }

    [Fact]
    public async Task Binance_closes_who_sends_more_than_five_messages_a_second()
    {
        var (_, server) = await StartAsync("binance-spot", TimeProvider.System);
        await using var serving = server;
        using var socket = await ConnectAsync($"{server.SocketUrl}/stream?streams=nothing@bookTicker");

        for (var i = 0; i < 12; i++)
        {
            await SendAsync(socket, """{"method":"LIST_SUBSCRIPTIONS","id":1}""");
        }

        await socket.ReceiveAsync(new byte[1024], Cancelled);
        Assert.Equal(1008, (int?)socket.CloseStatus);
    }

    [Fact]
    public async Task Bybit_refuses_a_whole_request_for_one_bad_topic()
    {
        var (stub, server) = await StartAsync("bybit-spot", TimeProvider.System);
        await using var serving = server;
        using var socket = await ConnectAsync(stub.UrlOn(server));

        await SendAsync(socket, """{"req_id":"1","op":"subscribe","args":["orderbook.1.BTCUSDT","orderbook.1.NOUSDT"]}""");
        await SendAsync(socket, """{"op":"ping"}""");

        var (answer, pong) = (await ReadAsync(socket), await ReadAsync(socket));
        Assert.Equal((false, "Invalid topic: orderbook.1.NOUSDT"), ((bool)answer["success"]!, (string?)answer["ret_msg"]));
        Assert.Equal("pong", (string?)pong["ret_msg"]); // and no book in between
    }

    [Fact]
    public async Task Kraken_tells_its_state_before_anything_was_asked_and_acknowledges_each_symbol()
    {
        var (stub, server) = await StartAsync("kraken-spot", TimeProvider.System);
        await using var serving = server;
        using var socket = await ConnectAsync(stub.UrlOn(server));

        var status = await ReadAsync(socket);
        await SendAsync(socket, """{"method":"subscribe","params":{"channel":"ticker","symbol":["BTC/USD","XBT/USD"]},"req_id":3}""");
        var answers = new List<JsonNode>();
        while (answers.Count < 2)
        {
            var said = await ReadAsync(socket);
            if (said["method"] is not null)
            {
                answers.Add(said);
            }
        }

        Assert.Equal("status", (string?)status["channel"]);
        Assert.Equal([true, false], answers.Select(answer => (bool)answer["success"]!));
    }

    private static async Task<(ExchangeStub Stub, StubServer Server)> StartAsync(string feed, TimeProvider time)
    {
        var stub = SpotVenue.Of(feed).Stub(new StubMarket(time));
        var server = await StubServer.StartAsync();
        stub.Map(server);
        return (stub, server);
    }

    private static async Task<ClientWebSocket> ConnectAsync(string url)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(url), Cancelled);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Cancelled);

    private static async Task<JsonNode> ReadAsync(ClientWebSocket socket)
    {
        var buffer = new byte[16 << 10];
        var received = await socket.ReceiveAsync(buffer, Cancelled);
        return JsonNode.Parse(buffer.AsSpan(0, received.Count))!;
    }
}
