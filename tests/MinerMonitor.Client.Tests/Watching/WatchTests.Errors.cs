using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using MinerMonitor.Client.Tests.Scripted;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Server;
using MinerMonitor.Protocol.Streaming;
using Xunit;

namespace MinerMonitor.Client.Tests.Watching;

/// <summary>What ends a topic or a watch, and what an event topic begins with.</summary>
public sealed partial class WatchTests
{
    [Theory]
    [InlineData(ErrorCodes.Forbidden, typeof(MonitorForbiddenException))]
    [InlineData(ErrorCodes.InvalidKey, typeof(MonitorAuthenticationException))]
    [InlineData(ErrorCodes.UnknownTopic, typeof(MonitorNotFoundException))]
    [InlineData(ErrorCodes.UnknownFleet, typeof(MonitorNotFoundException))]
    [InlineData(ErrorCodes.Slow, typeof(MonitorSlowException))]
    [InlineData(ErrorCodes.Malformed, typeof(MonitorRefusedException))]
    public async Task Ends_with_the_code_when_an_error_frame_or_a_hub_error_says_so(string code, Type kind)
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new MonitorClient(Fast(server));

        server.OnWatch = (_, stop) => Frames.ThenOpen([Frames.Snapshot(1), Frames.Error(code, "Because.")], stop);
        var fromFrame = await Assert.ThrowsAnyAsync<MonitorException>(() => TakeAsync(client.WatchAsync([Every()], null, Stop), _ => false));
        server.OnWatch = (_, _) => throw new HubException($"{code}: Because.");
        var fromHub = await Assert.ThrowsAnyAsync<MonitorException>(() => TakeAsync(client.WatchAsync([Every()], null, Stop), _ => false));

        Assert.Equal((code, "Because.", kind), (fromFrame.Code, fromFrame.Message, fromFrame.GetType()));
        Assert.Equal((code, "Because.", kind), (fromHub.Code, fromHub.Message, fromHub.GetType()));
    }

    [Fact]
    public async Task Comes_back_when_the_server_says_that_it_takes_nobody_now()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new MonitorClient(Fast(server));
        server.OnWatch = (ask, stop) => Frames.ThenOpen([ask.Number == 1 ? Frames.Error(ErrorCodes.Overloaded, "Later.") : Frames.Snapshot(1)], stop);

        Assert.Single(await TakeAsync(client.WatchAsync([Every()], null, Stop), _ => true));
    }

    [Fact]
    public async Task Begins_an_event_topic_with_an_update_that_has_a_position_and_no_event()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new MonitorClient(Fast(server));
        var happened = JsonSerializer.SerializeToElement(
            new EventPayload { Type = "block", AtMs = 7, Text = "Block 1." }, ProtocolJson.Default.EventPayload);
        server.OnWatch = (_, stop) => Frames.ThenOpen(
            [Frames.Snapshot(4) with { Topic = Topics.Blocks, Payload = JsonDocument.Parse("{}").RootElement }, Frames.Event(5) with { Payload = happened }], stop);

        List<(string, long, string?)> seen = [];
        await foreach (var update in client.WatchEventsAsync(Topics.Blocks, null, Stop))
        {
            seen.Add((update.Kind, update.Position.Seq, update.Value?.Text));
            if (seen.Count == 2)
            {
                break;
            }
        }

        Assert.Equal([("snapshot", 4, null), ("event", 5, "Block 1.")], seen);
    }

    [Fact]
    public async Task Ends_one_topic_with_its_error_and_goes_on_with_the_others()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new MonitorClient(Fast(server));
        var taken = new TaskCompletionSource();
        server.OnWatch = (ask, stop) => ask.Number == 1
            ? Frames.ThenAbort(
                [Frames.Snapshot(1), Frames.Error(ErrorCodes.Forbidden, "Not yours.") with { Topic = "fleet/acme" }, Frames.Value(2)], ask, taken.Task, stop)
            : Frames.ThenOpen([Frames.Value(3), Frames.Error(ErrorCodes.UnknownTopic, "Gone.")], stop);

        List<(string, string, long, string?)> seen = [];
        var error = await Assert.ThrowsAsync<MonitorNotFoundException>(async () =>
        {
            await foreach (var update in client.WatchAsync([Every(), new TopicRequest { Topic = "fleet/acme" }], null, Stop))
            {
                seen.Add((update.Topic, update.Kind, update.Position.Seq, update.Error?.Code));
                if (update.Position.Seq == 2)
                {
                    taken.SetResult();
                }
            }
        });

        Assert.Equal(
            [(Topics.Sector, "snapshot", 1, null), ("fleet/acme", "error", 0, ErrorCodes.Forbidden), (Topics.Sector, "value", 2, null), (Topics.Sector, "value", 3, null)],
            seen);
        Assert.Equal("Gone.", error.Message); // no topic was left
        Assert.Equal(2, (await server.NextAskAsync()).Topics.Length);
        Assert.Equal(Topics.Sector, Assert.Single((await server.NextAskAsync()).Topics).Topic); // what ended for good is not asked for again
    }

    [Theory]
    [InlineData(401, null, ErrorCodes.Unauthenticated)]
    [InlineData(401, "k", ErrorCodes.InvalidKey)]
    [InlineData(403, "k", ErrorCodes.Forbidden)]
    [InlineData(404, null, "protocol")]
    public async Task Ends_with_the_code_when_the_handshake_is_refused(int status, string? key, string code)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.HubStatus = status;
        await using var client = new MonitorClient(Fast(server) with { Key = key });

        var error = await Assert.ThrowsAnyAsync<MonitorException>(() => TakeAsync(client.WatchAsync([Every()], null, Stop), _ => false));

        Assert.Equal((code, status), (error.Code, error.Status));
        Assert.Equal(key is null ? "" : "Bearer k", server.HubAuthorization ?? "");
    }
}
