using System.Text;
using Microsoft.AspNetCore.Http;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Silo.Feeds.Sockets;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>Messages of any shape on a WebSocket: those that can be read are, those that cannot are counted, and the connection stays where the protocol allows it.</summary>
public sealed class SocketMessageTests
{
    private const string Last = "81005"; // the bid that each test waits for

    [Fact]
    public Task A_message_in_many_fragments_is_one_message() =>
        ReadAsync(socket => socket.SendInFragmentsAsync(Ticker(Last), 3), run => Assert.Empty(run.Meter.Read().Refusals));

    [Fact]
    public Task A_message_of_three_megabytes_is_read() => ReadAsync(
        socket => socket.SendAsync(Ticker(Last) + new string(' ', 3 << 20)),
        run => Assert.True(run.Meter.Read().Bytes > 3 << 20));

    [Fact]
    public Task Two_documents_in_a_frame_are_one_malformed_message() => ReadAsync(
        async socket =>
        {
            await socket.SendAsync(Ticker("1") + Ticker("2"));
            await socket.SendAsync(Ticker(Last));
        },
        run => Assert.Equal(1, run.Meter.Read().Refusals["malformed"]));

    [Fact]
    public Task A_binary_message_is_counted() => ReadAsync(
        async socket =>
        {
            await socket.SendBinaryAsync([1, 2, 3]);
            await socket.SendAsync(Ticker(Last));
        },
        run => Assert.Equal(1, run.Meter.Read().Refusals["binary"]));

    [Fact]
    public Task A_page_in_a_frame_is_counted() => ReadAsync(
        async socket =>
        {
            await socket.SendAsync("<html>451 Unavailable For Legal Reasons</html>");
            await socket.SendAsync("");
            await socket.SendAsync(Ticker(Last));
        },
        run => Assert.Equal(2, run.Meter.Read().Refusals["malformed"]));

    [Fact]
    public async Task A_message_of_more_than_four_megabytes_ends_the_connection_with_1009()
    {
        var code = new TaskCompletionSource<int?>();
        await using var server = await ServeAsync(async socket =>
        {
            // One byte too many and none behind it: a socket that is closed with bytes unread is reset, and its close frame is lost.
            await socket.SendAsync(Ticker(Last).PadRight(SocketConnection.MaxMessageBytes + 1));
            await socket.Closed;
            code.TrySetResult(socket.CloseCode);
        });
        await using var run = Start(server);

        await run.UntilAsync(() => run.Meter.Read().Reconnects.ContainsKey("too-large"), "an end for length");

        Assert.Equal(1009, await code.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.Equal(0, run.Meter.Read().Readings);
    }

    [Fact]
    public async Task Text_that_is_no_UTF8_ends_the_connection_as_the_protocol_demands()
    {
        await using var server = await ServeAsync(async socket =>
        {
            await socket.SendTextAsync([.. Encoding.UTF8.GetBytes("{\"channel\":\""), 0xC3, 0x28, 0xFF]);
            await socket.Closed;
        });
        await using var run = Start(server);

        await run.UntilAsync(() => run.Meter.Read().Reconnects.ContainsKey("lost"), "an end of the connection");

        Assert.Equal(0, run.Meter.Read().Readings);
    }

    [Fact]
    public async Task Compressed_messages_are_read()
    {
        await using var server = await StubServer.StartAsync();
        server.OnRequest("/feed", async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { DangerousEnableCompression = true });
            await socket.SendAsync(Encoding.UTF8.GetBytes(Ticker(Last)), System.Net.WebSockets.WebSocketMessageType.Text, true, context.RequestAborted);
            var buffer = new byte[4096];
            while ((await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted)).MessageType != System.Net.WebSockets.WebSocketMessageType.Close)
            {
                // Reads until the client closes.
            }
        });
        await using var run = Start(server);

        await run.StateAsync(InputState.Live);

        Assert.Equal(81_005, run.Sink.Take().Markets[MarketName.Spot].Single().BidUsd);
        Assert.Contains("permessage-deflate", server.Requests[0].Headers.SecWebSocketExtensions.ToString(), StringComparison.Ordinal);
    }

    private static string Ticker(string bid) =>
        $$"""{"channel":"ticker","type":"update","data":[{"symbol":"BTC/USD","bid":{{bid}},"ask":81006}]}""";

    private static async Task ReadAsync(Func<StubSocket, Task> send, Action<AdapterRun> check)
    {
        await using var server = await ServeAsync(async socket =>
        {
            await socket.ReceiveAsync();
            await send(socket);
            await socket.Closed;
        });
        await using var run = Start(server);

        await run.UntilAsync(() => run.Meter.Read().Readings == 1, "the one reading");

        Assert.Equal(81_005, run.Sink.Take().Markets[MarketName.Spot].Single().BidUsd);
        Assert.Empty(run.Meter.Read().Reconnects);
        check(run);
        Assert.Empty(server.Faults);
    }

    private static async Task<StubServer> ServeAsync(Func<StubSocket, Task> script)
    {
        var server = await StubServer.StartAsync();
        server.OnSocket("/feed", script);
        return server;
    }

    private static AdapterRun Start(StubServer server) =>
        AdapterRun.Start("kraken-spot", ("KrakenSpot:Urls:0", $"{server.SocketUrl}/feed"), ("KrakenSpot:Symbols:0", "BTC/USD"));
}
