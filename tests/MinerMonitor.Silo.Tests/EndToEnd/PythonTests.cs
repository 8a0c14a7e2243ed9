using System.Text.Json;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Networks;
using MinerMonitor.Protocol.Streaming;
using MinerMonitor.TestKit;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>The Python example, which knows nothing but server-sent events, against a server that dies.</summary>
[Collection(ProcessGroup.Name)]
public sealed class PythonTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly TempFolder _folder = new();
    private readonly string _url = $"http://127.0.0.1:{SiloProcess.FreePort()}";
    private int _height = 900_000;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string PositionPath => Path.Combine(_folder.Path, "watch.position.json");

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task No_event_is_missing_or_comes_twice_when_server_and_program_are_killed()
    {
        var python = Optional.RequireTool("python3");
        var silo = await StartAsync();
        try
        {
            await BlocksAsync(silo, 2);
            string before;
            await using (var first = Run(python))
            {
                await first.LineAsync(line => line.Contains("\"reason\": \"first\"", StringComparison.Ordinal), s_patience, "the first frame of the example");
                await SeesAsync(first, await BlocksAsync(silo, 3));
                await silo.KillAsync();
                await silo.DisposeAsync();
                silo = await StartAsync();
                await SeesAsync(first, await BlocksAsync(silo, 3));
                await first.KillAsync();
                before = first.Output;
            }

            await BlocksAsync(silo, 3);
            Assert.Equal(0, await silo.StopAsync());
            await silo.DisposeAsync();
            silo = await StartAsync();
            await using var second = Run(python);
            await SeesAsync(second, await BlocksAsync(silo, 3));

            var text = await silo.Http.GetStringAsync($"/api/v1/events?topic={Topics.Blocks}", Cancelled);
            var log = JsonSerializer.Deserialize(text, ProtocolJson.Default.PageFrame)!.Items;
            var frames = Frames(before).Concat(Frames(second.Output)).ToList();
            Assert.Equal((FrameKinds.Snapshot, "first", 2), (frames[0].Kind, frames[0].Reason, frames[0].Seq));
            Assert.Equal(
                log.Where(frame => frame.Seq > 2).Select(frame => (frame.StreamId, frame.Seq, Text(frame))),
                frames.Skip(1).Select(frame => (frame.StreamId, frame.Seq, Text(frame))));
            Assert.Equal(12, frames.Count - 1);
        }
        finally
        {
            await silo.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_topic_that_is_refused_ends_alone_and_the_program_ends_with_the_last_one()
    {
        var python = Optional.RequireTool("python3");
        await using var silo = await StartAsync();

        await using var example = Run(python, "--topic", "fleet/acme");
        await example.LineAsync(line => line.StartsWith("fleet/acme ended: unauthenticated: ", StringComparison.Ordinal), s_patience, "the end of the topic");
        await example.LineAsync(line => line.Contains("\"topic\": \"blocks\"", StringComparison.Ordinal), s_patience, "the topic that goes on");
        await using var refused = ChildProcess.Start(python, [Script, "--url", _url, "--topic", "weather"], []);

        Assert.Equal(0, await refused.ExitAsync(s_patience));
        Assert.Contains("weather ended: unknown_topic: ", refused.Output, StringComparison.Ordinal);
    }

    private static string Script => Path.Combine(Optional.SolutionFolder(), "client", "examples", "python", "watch.py");

    private ChildProcess Run(string python, params string[] more) =>
        ChildProcess.Start(python, [Script, "--url", _url, "--topic", Topics.Blocks, "--position-file", PositionPath, .. more], []);

    private Task<SiloProcess> StartAsync() => SiloProcess.StartAsync(_folder.Path, ("urls", _url));

    /// <summary>Tells the server of blocks; answers the height of the last.</summary>
    private async Task<int> BlocksAsync(SiloProcess silo, int count)
    {
        for (; count > 0; count--)
        {
            await silo.Client.ObserveNetworkAsync([new NetworkObservation { BlockHeight = ++_height, Source = "test" }], cancellationToken: Cancelled);
        }

        return _height;
    }

    /// <summary>Waits until the block is printed and the position behind it stored.</summary>
    private async Task SeesAsync(ChildProcess example, int height)
    {
        var spaced = height.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture);
        var line = await example.LineAsync(
            text => text.StartsWith('{') && (text.Contains($"Block {height}", StringComparison.Ordinal) || text.Contains($"Block {spaced}", StringComparison.Ordinal)),
            s_patience,
            $"block {height} printed by the example");
        var seq = Frames(line)[0].Seq;
        await Until.TrueAsync(
            async () =>
            {
                var stored = await File.ReadAllTextAsync(PositionPath, Cancelled);
                return (stored.Contains($"\"seq\": {seq}}}", StringComparison.Ordinal), stored);
            },
            s_patience,
            $"position {seq} in the file");
    }

    private static List<Frame> Frames(string output) =>
        [.. output.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonSerializer.Deserialize(line, ProtocolJson.Default.Frame)!)];

    private static string Text(Frame frame) => frame.Payload.GetProperty("text").GetString()!;
}
