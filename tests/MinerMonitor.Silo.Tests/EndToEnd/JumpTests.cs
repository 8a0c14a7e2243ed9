using System.Text.Json;
using MinerMonitor.Client;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Server;
using MinerMonitor.Protocol.Streaming;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>A replay that jumps back tells another story, and whoever watches it hears that story from its first event.</summary>
[Collection(ProcessGroup.Name)]
public sealed class JumpTests(LoneSilo lone) : IClassFixture<LoneSilo>
{
    private const int Blocks = 10;
    private const long SixHoursMs = 6 * 3_600_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WatchModes.Every)]
    [InlineData(WatchModes.Latest)]
    public async Task Events_of_the_new_stream_all_come_when_a_replay_jumps_back(string mode)
    {
        var world = await lone.Silo.Client.CreateWorldAsync(new WorldRequest { Scenario = "feb-2026", Speed = 0 }, Cancelled);
        await using var watch = lone.Silo.Client
            .WatchAsync([new TopicRequest { World = world.World, Topic = Topics.Blocks, Mode = mode }], null, Cancelled)
            .GetAsyncEnumerator(Cancelled);
        var first = await NextAsync(watch, "the first frame");
        await JumpAsync(world, world.AtMs + SixHoursMs);
        await TakeAsync(watch, "blocks of the first story");

        await JumpAsync(world, world.AtMs);
        await JumpAsync(world, world.AtMs + SixHoursMs);
        var snapshot = first;
        while (snapshot.Position.StreamId == first.Position.StreamId)
        {
            snapshot = await NextAsync(watch, "the snapshot of the new stream"); // the rest of the first story may still come
        }

        var after = await TakeAsync(watch, "blocks of the second story");
        var text = await lone.Silo.Http.GetStringAsync(
            $"/api/v1/events?topic={Topics.Blocks}&world={Uri.EscapeDataString(world.World)}&limit={Blocks}", Cancelled);
        var log = JsonSerializer.Deserialize(text, ProtocolJson.Default.PageFrame)!.Items;

        Assert.Equal((FrameKinds.Snapshot, "first"), (first.Kind, first.Reason));
        Assert.Equal((FrameKinds.Snapshot, "stream", 0), (snapshot.Kind, snapshot.Reason, snapshot.Position.Seq));
        Assert.Equal(Enumerable.Range(1, Blocks).Select(seq => (snapshot.Position.StreamId, (long)seq)), after.Select(update => (update.Position.StreamId, update.Position.Seq)));
        Assert.Equal(log.Select(frame => frame.Payload.GetRawText()), after.Select(update => update.Value.GetRawText()));
        await lone.Silo.Client.DeleteWorldAsync(world.World, Cancelled);
    }

    private async Task JumpAsync(WorldSnapshot world, long toMs) =>
        await lone.Silo.Client.ControlWorldAsync(world.World, new WorldControl { JumpToMs = toMs }, Cancelled);

    private static async Task<List<TopicUpdate<JsonElement>>> TakeAsync(IAsyncEnumerator<TopicUpdate<JsonElement>> watch, string awaited)
    {
        var updates = new List<TopicUpdate<JsonElement>>();
        while (updates.Count < Blocks)
        {
            updates.Add(await NextAsync(watch, awaited));
        }

        return updates;
    }

    private static async Task<TopicUpdate<JsonElement>> NextAsync(IAsyncEnumerator<TopicUpdate<JsonElement>> watch, string awaited)
    {
        try
        {
            Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(s_patience, TimeProvider.System), $"The watch ended before {awaited}.");
            return watch.Current;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {s_patience.TotalSeconds} s for {awaited}.");
        }
    }
}
