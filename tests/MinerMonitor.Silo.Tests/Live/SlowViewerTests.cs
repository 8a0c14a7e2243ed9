using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using MinerMonitor.Protocol.Streaming;
using MinerMonitor.Silo.Tests.EndToEnd;
using MinerMonitor.Silo.Tests.Hosting;
using Xunit;

namespace MinerMonitor.Silo.Tests.Live;

public sealed class SlowViewerTests(MonitorHost host)
{
    private const int Frames = 300;
    private const int FrameBytes = 64 * 1024;

    /// <remarks>
    /// The stuck viewer opens an event stream and never reads: 300 frames of 64 KiB are far more than the buffers of both ends hold, so
    /// its connection is stuck in a write for most of the test. The other one gets each frame all the same; were anybody waiting for
    /// the stuck one, the first of these waits would never end.
    /// </remarks>
    [Theory]
    [InlineData("latest")]
    [InlineData("every")]
    public async Task A_viewer_that_does_not_read_delays_nobody(string mode)
    {
        var name = $"market/slow-{mode}";
        using var stuck = await OpenWithoutReadingAsync($"/api/v1/stream?topic={name}&mode={mode}");
        await using var connection = await host.ConnectAsync();
        await using var frames = new FrameStream(connection.StreamAsync<Frame>(
            HubContract.Watch, new[] { new TopicRequest { Topic = name, Mode = WatchModes.Every } }, null, TestContext.Current.CancellationToken));
        var last = await frames.NextAsync("the snapshot");

        for (var value = 1; value <= Frames; value++)
        {
            await host.Topic("live", name).PublishAsync(value, FrameBytes);
            var frame = await frames.NextAsync($"value {value} beside a stuck viewer");

            Assert.Equal((last.Seq + 1, (long)value), (frame.Seq, frame.Payload.GetProperty("value").GetInt64()));
            last = frame;
        }
    }

    [Fact]
    public async Task A_viewer_that_does_not_read_is_ended_as_slow_and_its_line_is_cut()
    {
        const string name = "market/slow-cut";
        using var stuck = new ClientWebSocket();
        await stuck.ConnectAsync(new Uri($"ws://{host.Address.Authority}{HubContract.Path}"), TestContext.Current.CancellationToken);
        await SendAsync(stuck, new { protocol = "json", version = 1 });
        await SendAsync(stuck, new { type = 4, invocationId = "1", target = HubContract.Watch, arguments = new object?[] { new[] { new { topic = name, mode = "every" } }, null } });
        await using var connection = await host.ConnectAsync();
        await using var frames = new FrameStream(connection.StreamAsync<Frame>(
            HubContract.Watch, new[] { new TopicRequest { Topic = name, Mode = WatchModes.Every } }, null, TestContext.Current.CancellationToken));
        await frames.NextAsync("the snapshot");

        for (var value = 1; value <= Frames; value++)
        {
            await host.Topic("live", name).PublishAsync(value, FrameBytes);
            await frames.NextAsync($"value {value} beside a stuck viewer");
        }

        // It still says that it is there, and reads nothing: only a line that is cut makes that fail.
        await Until.TrueAsync(async () => (await IsCutAsync(stuck), "a line that takes pings"), TimeSpan.FromSeconds(20), "the line of the stuck viewer is cut");
    }

    private static Task SendAsync(ClientWebSocket socket, object message) => socket.SendAsync(
        Encoding.UTF8.GetBytes(JsonSerializer.Serialize(message) + '\u001e'), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    private static async Task<bool> IsCutAsync(ClientWebSocket socket)
    {
        try
        {
            await SendAsync(socket, new { type = 6 });
            return false;
        }
        catch (WebSocketException)
        {
            return true;
        }
    }

    private async Task<Socket> OpenWithoutReadingAsync(string path)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(host.Address.Host, host.Address.Port, TestContext.Current.CancellationToken);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {host.Address.Authority}\r\n\r\n"), TestContext.Current.CancellationToken);

        // The first bytes of the answer: the watch has begun.
        var received = await socket.ReceiveAsync(new byte[256], TestContext.Current.CancellationToken);
        Assert.True(received > 0, "The server closed the event stream at once.");
        return socket;
    }
}
