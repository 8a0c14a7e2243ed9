using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Protocol.Streaming;
using MinerMonitor.Silo.Tests.Hosting;
using Xunit;

namespace MinerMonitor.Silo.Tests.Live;

public sealed class HubTests(MonitorHost host)
{
    [Fact]
    public async Task Watch_begins_with_a_snapshot_and_goes_on_with_values()
    {
        await using var connection = await host.ConnectAsync();
        await host.Topic("live", "market/hub-values").PublishAsync(1, 0);
        await using var frames = Watch(connection, [new TopicRequest { Topic = "market/hub-values", Mode = "every" }]);

        var snapshot = await frames.NextAsync("the snapshot");
        await host.Topic("live", "market/hub-values").PublishAsync(2, 0);
        var value = await frames.NextAsync("the value");

        Assert.Equal((FrameKinds.Snapshot, "first"), (snapshot.Kind, snapshot.Reason));
        Assert.Equal((FrameKinds.Value, snapshot.Seq + 1, 2L), (value.Kind, value.Seq, value.Payload.GetProperty("value").GetInt64()));
    }

    [Fact]
    public async Task Watch_resumes_without_a_snapshot()
    {
        await using var connection = await host.ConnectAsync();
        var topic = host.Topic("live", "market/hub-resume");
        await using var before = Watch(connection, [new TopicRequest { Topic = "market/hub-resume", Mode = "every" }]);
        var last = await before.NextAsync("the snapshot");
        await topic.PublishAsync(8, 0);
        await before.NextAsync("the value");

        await using var second = await host.ConnectAsync();
        await using var frames = Watch(second, [new TopicRequest { Topic = "market/hub-resume", Mode = "every" }],
            [new ResumePosition { Topic = "market/hub-resume", StreamId = last.StreamId, Seq = last.Seq }]);

        var frame = await frames.NextAsync("the value after the position");
        Assert.Equal((FrameKinds.Value, 8L), (frame.Kind, frame.Payload.GetProperty("value").GetInt64()));
    }

    [Fact]
    public async Task Watch_tells_a_restarted_stream_with_its_reason()
    {
        await using var connection = await host.ConnectAsync();
        var topic = host.Topic("live", "market/hub-restart");
        await using var frames = Watch(connection, [new TopicRequest { Topic = "market/hub-restart" }]);
        var first = await frames.NextAsync("the snapshot");

        await topic.RestartAsync();
        await topic.PublishAsync(3, 0);
        var frame = await frames.NextAsync("the new stream's snapshot");

        Assert.Equal((FrameKinds.Snapshot, "stream"), (frame.Kind, frame.Reason));
        Assert.NotEqual(first.StreamId, frame.StreamId);
    }

    [Fact]
    public async Task Watch_sends_heartbeats()
    {
        await using var connection = await host.ConnectAsync();
        await using var frames = Watch(connection, [new TopicRequest { Topic = "market/hub-beat" }]);
        var snapshot = await frames.NextAsync("the snapshot");

        var beat = await frames.NextOfAnyKindAsync("a heartbeat");

        Assert.Equal((FrameKinds.Heartbeat, snapshot.Seq), (beat.Kind, beat.Payload.GetProperty("lastSeq").GetInt64()));
    }

    [Fact]
    public async Task One_bad_topic_does_not_cost_the_others()
    {
        await using var connection = await host.ConnectAsync();
        await using var frames = Watch(connection,
        [
            new TopicRequest { Topic = "weather" },
            new TopicRequest { Topic = "sector", World = "atlantis" },
            new TopicRequest { Topic = "network", Mode = "sometimes" },
            new TopicRequest { Topic = "fleet/sim@feb-2026" },
            new TopicRequest { Topic = "market/hub-good" },
        ]);

        var byTopic = new Dictionary<string, Frame>();
        while (byTopic.Count < 5)
        {
            var frame = await frames.NextAsync("five first frames");
            byTopic[frame.Topic] = frame;
        }

        Assert.Equal(ErrorCodes.UnknownTopic, byTopic["weather"].Reason);
        Assert.Equal(ErrorCodes.UnknownWorld, byTopic["sector"].Reason);
        Assert.Equal(ErrorCodes.Malformed, byTopic["network"].Reason);
        Assert.Equal(ErrorCodes.UnknownFleet, byTopic["fleet/sim@feb-2026"].Reason);
        Assert.Equal(FrameKinds.Snapshot, byTopic["market/hub-good"].Kind);
    }

    [Fact]
    public async Task An_owner_that_does_not_exist_is_an_error_frame_with_its_code()
    {
        await using var connection = await host.ConnectAsync(await host.CreateKeyAsync(["admin"]));
        await using var frames = Watch(connection, [new TopicRequest { Topic = "fleet/none" }]);

        Assert.Equal(ErrorCodes.UnknownFleet, (await frames.NextAsync("the error")).Reason);
        Assert.Null(await frames.TryNextAsync("the end"));
    }

    [Theory]
    [InlineData(null, "fleet/acme", ErrorCodes.Unauthenticated)]
    [InlineData("fleet:other:write", "fleet/acme", ErrorCodes.Forbidden)]
    [InlineData("site:acme/north:read", "fleet/acme", ErrorCodes.Forbidden)]
    [InlineData("fleet:acme:read", "fleet/acme", null)]
    [InlineData("fleet:acme:write", "miner/acme/r1", null)]
    [InlineData("fleet:acme:read", "events/acme", null)]
    [InlineData("fleet:acme:read", "alerts/acme", null)]
    [InlineData("fleet:acme:read", "operator/pool", ErrorCodes.Forbidden)]
    [InlineData("operator:pool:read", "operator/pool", null)]
    [InlineData("operator:pool:read", "fleet/hosted", null)]
    [InlineData("operator:pool:read", "fleet/acme", ErrorCodes.Forbidden)]
    [InlineData("admin", "operator/pool", null)]
    [InlineData(null, "sector", null)]
    [InlineData(null, "events/sector", null)]
    [InlineData(null, "miner/acme/r1", ErrorCodes.Unauthenticated)]
    [InlineData(null, "alerts/acme", ErrorCodes.Unauthenticated)]
    public async Task Each_topic_asks_for_its_own_right(string? scope, string topic, string? refusal)
    {
        await using var connection = await host.ConnectAsync(scope is null ? null : await host.CreateKeyAsync([scope]));
        await using var frames = Watch(connection, [new TopicRequest { Topic = topic }]);

        var frame = await frames.NextAsync("the first frame");

        Assert.Equal(refusal ?? "first", frame.Reason);
    }

    [Fact]
    public async Task The_simulated_fleet_of_a_replay_needs_no_key()
    {
        await using var connection = await host.ConnectAsync();
        await using var frames = Watch(connection, [new TopicRequest { World = "feb-2026", Topic = "fleet/sim@feb-2026" }]);

        Assert.Equal("first", (await frames.NextAsync("the snapshot")).Reason);
    }

    [Fact]
    public async Task An_expired_key_does_not_connect()
    {
        var key = await host.CreateKeyAsync(["admin"], expiresAtMs: 1_000);

        var refusal = await Assert.ThrowsAsync<HttpRequestException>(() => host.ConnectAsync(key));

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refusal.StatusCode);
    }

    [Fact]
    public async Task A_watch_of_nothing_or_too_much_is_refused_as_a_whole()
    {
        await using var connection = await host.ConnectAsync();
        await using var nothing = Watch(connection, []);
        await using var tooMuch = Watch(connection, [.. Enumerable.Range(0, 101).Select(i => new TopicRequest { Topic = $"market/m{i}" })]);

        Assert.Contains("malformed: ", (await Assert.ThrowsAsync<HubException>(() => nothing.NextAsync("a refusal"))).Message, StringComparison.Ordinal);
        Assert.Contains("out_of_range: ", (await Assert.ThrowsAsync<HubException>(() => tooMuch.NextAsync("a refusal"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{\"topic\":null}]")]
    [InlineData("[{\"topic\":\"sector\",\"world\":null}]")]
    [InlineData("[{\"topic\":\"sector\",\"mode\":null}]")]
    [InlineData("[null]")]
    public async Task A_topic_that_is_none_refuses_the_watch_with_a_sentence(string topics)
    {
        await using var connection = await host.ConnectAsync();
        await using var frames = new FrameStream(connection.StreamAsync<Frame>(
            HubContract.Watch, JsonDocument.Parse(topics).RootElement, null, TestContext.Current.CancellationToken));

        var refusal = await Assert.ThrowsAsync<HubException>(() => frames.NextAsync("a refusal"));

        Assert.Contains("malformed: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_refuses_samples_one_by_one()
    {
        await using var connection = await host.ConnectAsync(await host.CreateKeyAsync(["site:acme/north:write"]));

        var result = await connection.InvokeAsync<UploadResult>(HubContract.Upload, "acme", new[]
        {
            new Sample { Miner = "a", Site = "north", HashrateThs = 100 },
            new Sample { Miner = "b", Site = "south", HashrateThs = 100 },
            new Sample { Miner = "c", HashrateThs = 100 },
            new Sample { Miner = "d", Site = "north", HashrateThs = 100, Algo = "scrypt" },
            new Sample { Miner = "e", Site = "north", HashrateThs = 100, Fleet = "other" },
        }, TestContext.Current.CancellationToken);

        Assert.Equal((1, 4), (result.Acknowledged, result.RefusedCount));
        Assert.Equal(
            [(2, ErrorCodes.Forbidden), (3, ErrorCodes.Forbidden), (4, ErrorCodes.Algorithm), (5, ErrorCodes.Malformed)],
            result.Refused.Select(refusal => (refusal.Line, refusal.Code)));
    }

    [Theory]
    [InlineData("fleet:other:write", "acme", ErrorCodes.Forbidden)]
    [InlineData("fleet:acme:read", "acme", ErrorCodes.Forbidden)]
    [InlineData("fleet:acme:write", "ghost", ErrorCodes.Forbidden)]
    [InlineData("admin", null, ErrorCodes.Malformed)]
    public async Task Upload_that_may_not_write_the_fleet_is_refused_as_a_whole(string scope, string? fleet, string code)
    {
        await using var connection = await host.ConnectAsync(await host.CreateKeyAsync([scope]));

        var refusal = await Assert.ThrowsAsync<HubException>(() => connection.InvokeAsync<UploadResult>(
            HubContract.Upload, fleet, new[] { new Sample { Miner = "a", HashrateThs = 1 } }, TestContext.Current.CancellationToken));

        Assert.Contains($"{code}: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_without_a_key_or_with_the_store_down_says_why()
    {
        await using var stranger = await host.ConnectAsync();
        await using var writer = await host.ConnectAsync(await host.CreateKeyAsync(["fleet:acme:write"]));
        var sample = new Sample { Miner = "down", HashrateThs = 1 };

        var keyless = await Assert.ThrowsAsync<HubException>(() =>
            stranger.InvokeAsync<UploadResult>(HubContract.Upload, "acme", new[] { sample }, TestContext.Current.CancellationToken));
        var down = await Assert.ThrowsAsync<HubException>(() =>
            writer.InvokeAsync<UploadResult>(HubContract.Upload, "acme", new[] { sample }, TestContext.Current.CancellationToken));

        Assert.Contains("unauthenticated: ", keyless.Message, StringComparison.Ordinal);
        Assert.Contains("store_unavailable: ", down.Message, StringComparison.Ordinal);
    }

    private static FrameStream Watch(HubConnection connection, TopicRequest[] topics, ResumePosition[]? resume = null) =>
        new(connection.StreamAsync<Frame>(HubContract.Watch, topics, resume, TestContext.Current.CancellationToken));
}
