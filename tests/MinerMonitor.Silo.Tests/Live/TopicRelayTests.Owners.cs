using MinerMonitor.Grains.Live;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Streaming;
using MinerMonitor.Silo.Live;
using Xunit;

namespace MinerMonitor.Silo.Tests.Live;

public sealed partial class TopicRelayTests
{
    [Fact]
    public async Task Waits_for_an_owner_that_cannot_be_reached()
    {
        _owners["sector"].Fault = new TimeoutException("down");
        var viewer = Watch("sector");
        await _owners["sector"].Asked.WaitAsync("the first try");

        _owners["sector"].Fault = null;

        Assert.Equal("first", (await NextWhileTimePassesAsync(viewer)).Reason);
    }

    [Fact]
    public async Task Sends_no_heartbeat_while_the_owner_cannot_be_reached()
    {
        var viewer = Watch("sector");
        await viewer.NextAsync("the snapshot");
        await _owners["sector"].Asked.WaitAsync("the first subscription");
        _owners["sector"].Fault = new TimeoutException("down");
        _relay.AskAll();
        await _owners["sector"].Asked.WaitAsync("the failing try");
        await _owners["sector"].Asked.WaitAsync("another failing try", () => _time.Advance(_options.RetryLimit));

        _owners["sector"].Fault = null;
        _owners["sector"].Restart(3);

        // The beats of the outage would have come before.
        var next = await NextWhileTimePassesAsync(viewer);
        Assert.Equal((FrameKinds.Snapshot, "stream"), (next.Kind, next.Reason));
    }

    [Fact]
    public async Task Ends_a_topic_that_does_not_exist_and_only_that()
    {
        _owners["fleet/none"].Fault = new UnknownTopicException(ErrorCodes.UnknownFleet, "There is no fleet 'none'.");
        var viewer = new Viewer(_time);
        foreach (var topic in new[] { "fleet/none", "no-topic", "sector" })
        {
            _relay.Join(viewer.Mailbox.Add(new TopicName("live", topic), isLatest: false, 10), null);
        }

        var frames = new[] { await Next(viewer), await Next(viewer), await Next(viewer) }.ToDictionary(frame => frame.Topic);
        await _owners["sector"].PublishAsync(4);
        var value = await Next(viewer);

        Assert.Equal((FrameKinds.Error, ErrorCodes.UnknownFleet), (frames["fleet/none"].Kind, frames["fleet/none"].Reason));
        Assert.Equal((FrameKinds.Error, ErrorCodes.UnknownTopic), (frames["no-topic"].Kind, frames["no-topic"].Reason));
        Assert.Equal(4, ValueOf(value));
    }

    [Fact]
    public async Task Ends_a_topic_whose_owner_was_deleted_while_watched()
    {
        var viewer = Watch("fleet/acme");
        await viewer.NextAsync("the snapshot");

        _owners["fleet/acme"].Fault = new UnknownTopicException(ErrorCodes.UnknownFleet, "There is no fleet 'acme'.");
        _relay.AskAll();
        var error = await viewer.NextAsync("the error");
        var end = await viewer.TryNextAsync("the end");

        Assert.Equal(ErrorCodes.UnknownFleet, error.Reason);
        Assert.Null(end);
    }

    [Fact]
    public async Task Unsubscribes_a_minute_after_the_last_viewer()
    {
        var viewer = Watch("sector");
        await viewer.NextAsync("the snapshot");

        viewer.Leave(_relay);
        _time.Advance(_options.Linger / 2);
        Assert.Equal(1, _relay.TopicCount);
        _time.Advance(_options.Linger);

        await _owners["sector"].Left.WaitAsync("the owner to be left");
        Assert.Equal(0, _relay.TopicCount);
    }

    [Fact]
    public async Task Refuses_more_topics_than_its_limit()
    {
        _options.TopicsPerSilo = 1;
        var one = Watch("sector");
        await one.NextAsync("the snapshot");

        var error = await Watch("network").NextAsync("the refusal");

        Assert.Equal((FrameKinds.Error, ErrorCodes.Overloaded), (error.Kind, error.Reason));
    }

    [Fact]
    public async Task Heartbeats_tell_the_servers_clock_and_the_last_number()
    {
        var viewer = Watch("sector");
        await viewer.NextAsync("the snapshot");
        await _owners["sector"].PublishAsync(5);
        await viewer.NextAsync("the value");

        _time.Advance(_options.HeartbeatInterval);
        var beat = await viewer.NextOfAnyKindAsync("a heartbeat");

        Assert.Equal(FrameKinds.Heartbeat, beat.Kind);
        Assert.Equal(2, beat.Payload.GetProperty("lastSeq").GetInt64());
        Assert.Equal(_time.GetUtcNow().ToUnixTimeMilliseconds(), beat.Payload.GetProperty("serverAtMs").GetInt64());
        Assert.Equal(beat.AtMs, beat.Payload.GetProperty("serverAtMs").GetInt64() - _options.HeartbeatInterval.TotalMilliseconds);
    }
}
