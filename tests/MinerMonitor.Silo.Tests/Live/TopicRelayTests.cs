using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Live;
using MinerMonitor.Protocol.Streaming;
using MinerMonitor.Silo.Live;
using Xunit;

namespace MinerMonitor.Silo.Tests.Live;

public sealed partial class TopicRelayTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly LiveOptions _options = new();
    private readonly FakeOwners _owners;
    private readonly TopicRelay _relay;

    public TopicRelayTests()
    {
        _owners = new FakeOwners(_time);
        _relay = new TopicRelay(_owners, _time, Options.Create(_options), NullLogger<TopicRelay>.Instance);
    }

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    [Fact]
    public async Task Sends_a_snapshot_then_each_value_in_order()
    {
        var viewer = Watch("sector");

        var first = await viewer.NextAsync("the snapshot");
        await _owners["sector"].PublishAsync(7);
        await _owners["sector"].PublishAsync(8);
        var second = await viewer.NextAsync("value 7");
        var third = await viewer.NextAsync("value 8");

        Assert.Equal((FrameKinds.Snapshot, "first", 1L), (first.Kind, first.Reason, first.Seq));
        Assert.Equal((FrameKinds.Value, 2L, 7L), (second.Kind, second.Seq, ValueOf(second)));
        Assert.Equal((FrameKinds.Value, 3L, 8L), (third.Kind, third.Seq, ValueOf(third)));
        Assert.Equal(0, second.Skipped + third.Skipped);
    }

    [Fact]
    public async Task Subscribes_once_for_all_viewers_of_a_topic()
    {
        var one = Watch("sector");
        await one.NextAsync("the first viewer's snapshot");

        var two = Watch("sector");
        var snapshot = await two.NextAsync("the second viewer's snapshot");

        Assert.Equal("first", snapshot.Reason);
        Assert.Equal(1, _owners["sector"].Subscriptions);
    }

    [Fact]
    public async Task Repairs_what_got_lost_between_owner_and_relay()
    {
        var viewer = Watch("sector");
        await viewer.NextAsync("the snapshot");

        _owners["sector"].LosesNotifications = true;
        await _owners["sector"].PublishAsync(7);
        _owners["sector"].LosesNotifications = false;
        await _owners["sector"].PublishAsync(8);

        Assert.Equal(7, ValueOf(await viewer.NextAsync("the lost value")));
        Assert.Equal(8, ValueOf(await viewer.NextAsync("the value after it")));
    }

    [Fact]
    public async Task Renewal_finds_a_lost_last_value()
    {
        var viewer = Watch("sector");
        await viewer.NextAsync("the snapshot");

        _owners["sector"].LosesNotifications = true;
        await _owners["sector"].PublishAsync(7);
        _time.Advance(_options.HeartbeatInterval * 2);

        Assert.Equal(7, ValueOf(await viewer.NextAsync("the lost value")));
    }

    [Fact]
    public async Task Begins_anew_with_the_reason_when_the_owner_moved()
    {
        var viewer = Watch("sector");
        await viewer.NextAsync("the snapshot");

        _owners["sector"].Restart(9);
        _relay.AskAll();
        var frame = await viewer.NextAsync("the snapshot of the new stream");

        Assert.Equal((FrameKinds.Snapshot, "stream", "stream-2"), (frame.Kind, frame.Reason, frame.StreamId));
        Assert.Equal(9, ValueOf(frame));
    }

    [Fact]
    public async Task Ignores_a_late_frame_of_an_old_stream()
    {
        var viewer = Watch("sector");
        await viewer.NextAsync("the snapshot");
        _owners["sector"].Restart(9);
        _relay.AskAll();
        await viewer.NextAsync("the snapshot of the new stream");

        await _owners["sector"].TellLateAsync("stream-1", 2);
        await _owners["sector"].PublishAsync(10);

        var next = await viewer.NextAsync("the next value");
        Assert.Equal((FrameKinds.Value, "stream-2", 10L), (next.Kind, next.StreamId, ValueOf(next)));
    }

    [Fact]
    public async Task Resumes_with_each_frame_after_the_position()
    {
        var owner = _owners["sector"];
        for (var value = 1; value <= 5; value++)
        {
            await owner.PublishAsync(value);
        }

        var viewer = Watch("sector", resume: new TopicPosition("stream-1", 2));

        for (var seq = 3; seq <= 5; seq++)
        {
            var frame = await Next(viewer);
            Assert.Equal((FrameKinds.Value, (long)seq), (frame.Kind, frame.Seq));
        }

        await owner.PublishAsync(6);
        Assert.Equal(6, (await Next(viewer)).Seq);
    }

    [Fact]
    public async Task Resumes_with_the_newest_value_and_the_skips_in_mode_latest()
    {
        for (var value = 1; value <= 5; value++)
        {
            await _owners["sector"].PublishAsync(value);
        }

        var viewer = Watch("sector", isLatest: true, resume: new TopicPosition("stream-1", 2));

        var frame = await Next(viewer);
        Assert.Equal((FrameKinds.Value, 5L, 2L), (frame.Kind, frame.Seq, frame.Skipped));
    }

    [Theory]
    [InlineData("stream-1", 99, "future")]
    [InlineData("stream-0", 1, "stream")]
    [InlineData("stream-1", 1, "gap")]
    public async Task Sends_a_snapshot_with_the_reason_when_a_position_cannot_be_resumed(string streamId, long seq, string reason)
    {
        for (var value = 1; value <= 5; value++)
        {
            await _owners["sector"].PublishAsync(value);
        }

        _owners["sector"].FirstKept = 4;
        var viewer = Watch("sector", resume: new TopicPosition(streamId, seq));

        var frame = await Next(viewer);
        Assert.Equal((FrameKinds.Snapshot, reason, 5L), (frame.Kind, frame.Reason, frame.Seq));
    }

    [Fact]
    public async Task Sends_latest_values_at_four_hertz_and_counts_the_skips()
    {
        var viewer = Watch("sector", isLatest: true);
        await viewer.NextAsync("the snapshot");
        var every = Watch("sector");
        await every.NextAsync("the other viewer's snapshot");
        _time.Advance(_options.LatestInterval);

        for (var value = 1; value <= 4; value++)
        {
            await _owners["sector"].PublishAsync(value);
            await every.NextAsync($"value {value}"); // the relay has it
        }

        var atOnce = await viewer.NextAsync("the first value after quiet");
        _time.Advance(_options.LatestInterval);
        var newest = await viewer.NextAsync("the newest value");

        Assert.Equal((1L, 0L), (ValueOf(atOnce), atOnce.Skipped));
        Assert.Equal((4L, 2L), (ValueOf(newest), newest.Skipped));
    }

    private static long ValueOf(Frame frame) => frame.Payload.GetProperty("value").GetInt64();

    private static Task<Frame> Next(Viewer viewer) => viewer.NextAsync("the next frame");

    private Viewer Watch(string topic, bool isLatest = false, TopicPosition? resume = null) =>
        Viewer.Watching(_relay, _time, topic, isLatest, resume);

    // The relay sets its timer after the failure, on its own thread; so time moves until there is something to read.
    private async Task<Frame> NextWhileTimePassesAsync(Viewer viewer)
    {
        var next = viewer.NextOfAnyKindAsync("a frame after the outage");
        while (!next.IsCompleted)
        {
            _time.Advance(_options.RetryLimit);
            await Task.Yield();
        }

        return await next;
    }
}
