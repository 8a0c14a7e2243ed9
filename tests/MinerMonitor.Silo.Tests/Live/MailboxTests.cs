using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Live;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Streaming;
using MinerMonitor.Silo.Live;
using Xunit;

namespace MinerMonitor.Silo.Tests.Live;

public sealed class MailboxTests
{
    private static readonly TopicName s_name = new("live", "fleet/\"acme\"");

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Keeps_the_newest_value_and_counts_what_it_passed_over()
    {
        await using var viewer = new Viewer(_time);
        var topic = viewer.Mailbox.Add(s_name, isLatest: true, 10);
        topic.Offer(FrameOf(1, TopicFrameKind.Snapshot));
        await viewer.NextAsync("the snapshot");

        topic.Offer(FrameOf(2));
        topic.Offer(FrameOf(3));
        topic.Offer(FrameOf(4));
        var frame = await viewer.NextAsync("the newest value");

        Assert.Equal((FrameKinds.Value, 4L, 2L), (frame.Kind, frame.Seq, frame.Skipped));
    }

    [Fact]
    public async Task Sends_the_newest_value_as_a_snapshot_when_the_snapshot_itself_was_never_sent()
    {
        await using var viewer = new Viewer(_time);
        var topic = viewer.Mailbox.Add(s_name, isLatest: true, 10);

        topic.Offer(FrameOf(1, TopicFrameKind.Snapshot), "stream");
        topic.Offer(FrameOf(2));
        var frame = await viewer.NextAsync("the value");

        Assert.Equal((FrameKinds.Snapshot, "stream", 2L, 0L), (frame.Kind, frame.Reason, frame.Seq, frame.Skipped));
    }

    [Fact]
    public async Task Keeps_each_frame_in_mode_every()
    {
        await using var viewer = new Viewer(_time);
        var topic = viewer.Mailbox.Add(s_name, isLatest: false, 10);

        for (var seq = 1; seq <= 10; seq++)
        {
            topic.Offer(FrameOf(seq, seq == 1 ? TopicFrameKind.Snapshot : TopicFrameKind.Value));
        }

        for (var seq = 1; seq <= 10; seq++)
        {
            var frame = await viewer.NextAsync($"frame {seq}");
            Assert.Equal(((long)seq, 0L), (frame.Seq, frame.Skipped));
        }
    }

    [Fact]
    public async Task Ends_the_watch_with_code_slow_when_one_frame_too_many_waits()
    {
        await using var viewer = new Viewer(_time);
        var topic = viewer.Mailbox.Add(s_name, isLatest: false, 3);
        viewer.Mailbox.Add(new TopicName("live", "sector"), isLatest: true, 3);

        for (var seq = 1; seq <= 4; seq++)
        {
            topic.Offer(FrameOf(seq, seq == 1 ? TopicFrameKind.Snapshot : TopicFrameKind.Value));
        }

        var error = await viewer.NextAsync("the error");
        Assert.Equal((FrameKinds.Error, ErrorCodes.Slow), (error.Kind, error.Reason));
        Assert.Null(await viewer.TryNextAsync("the end"));
    }

    [Fact]
    public async Task Passes_over_a_frame_that_was_offered_before()
    {
        await using var viewer = new Viewer(_time);
        var topic = viewer.Mailbox.Add(s_name, isLatest: false, 10);

        topic.Offer(FrameOf(1, TopicFrameKind.Snapshot));
        topic.Offer(FrameOf(1));
        topic.Offer(FrameOf(2));
        await viewer.NextAsync("the snapshot");

        Assert.Equal(2, (await viewer.NextAsync("the value")).Seq);
    }

    [Fact]
    public async Task Heartbeat_waits_behind_frames_and_tells_what_was_sent_last()
    {
        await using var viewer = new Viewer(_time);
        var topic = viewer.Mailbox.Add(s_name, isLatest: true, 10);
        topic.OfferHeartbeat(); // before the first frame there is nothing to say
        topic.Offer(FrameOf(1, TopicFrameKind.Snapshot));
        topic.OfferHeartbeat();
        topic.Offer(FrameOf(2));

        var value = await viewer.NextOfAnyKindAsync("the value");
        var beat = await viewer.NextOfAnyKindAsync("the heartbeat");

        Assert.Equal(2, value.Seq);
        Assert.Equal((FrameKinds.Heartbeat, 2L), (beat.Kind, beat.Payload.GetProperty("lastSeq").GetInt64()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ends_the_watch_with_code_slow_when_heartbeats_pile_up(bool isLatest)
    {
        await using var viewer = new Viewer(_time, beatsUntilStuck: 3);
        var topic = viewer.Mailbox.Add(s_name, isLatest, 10);
        var ended = false;
        viewer.Mailbox.WhenEnded(() => ended = true);
        topic.Offer(FrameOf(1, TopicFrameKind.Snapshot));
        Beat(3);
        await viewer.NextAsync("the snapshot"); // it reads after all: counted anew

        Beat(2);
        Assert.False(ended);
        Beat(1);
        var error = await viewer.NextAsync("the error");

        Assert.True(ended);
        Assert.Equal((FrameKinds.Error, ErrorCodes.Slow), (error.Kind, error.Reason));
        Assert.Null(await viewer.TryNextAsync("the end"));

        void Beat(int times)
        {
            for (var beat = 0; beat < times; beat++)
            {
                topic.OfferHeartbeat();
            }
        }
    }

    [Fact]
    public async Task Goes_back_when_the_position_lay_ahead_of_the_owner()
    {
        await using var viewer = new Viewer(_time);
        var topic = viewer.Mailbox.Add(s_name, isLatest: false, 10);
        topic.Offer(FrameOf(9, TopicFrameKind.Snapshot));
        await viewer.NextAsync("the snapshot");

        topic.Offer(FrameOf(4), "future");
        topic.Offer(FrameOf(5));
        var back = await viewer.NextAsync("the snapshot of the log as it is");
        var next = await viewer.NextAsync("the event after it");

        Assert.Equal((FrameKinds.Snapshot, "future", 4), (back.Kind, back.Reason, back.Seq));
        Assert.Equal((FrameKinds.Value, 5, 0), (next.Kind, next.Seq, next.Skipped));
    }

    [Fact]
    public async Task Ends_when_every_topic_has_ended()
    {
        await using var viewer = new Viewer(_time);
        var topic = viewer.Mailbox.Add(s_name, isLatest: true, 10);
        topic.Offer(FrameOf(1, TopicFrameKind.Snapshot));

        topic.Fail(ErrorCodes.UnknownFleet, "Gone.");

        Assert.Equal(1, (await viewer.NextAsync("what waited")).Seq);
        Assert.Equal("Gone.", (await viewer.NextAsync("the error")).Payload.GetString());
        Assert.Null(await viewer.TryNextAsync("the end"));
    }

    [Fact]
    public void Encodes_once_for_viewers_that_skipped_nothing()
    {
        var frame = FrameOf(5);

        Assert.Same(frame.Encode(null, 0), frame.Encode(null, 0));
        Assert.Same(frame.Encode(null, 3), frame.Encode(null, 3));
        Assert.Equal(3, JsonSerializer.Deserialize(frame.Encode(null, 3), ProtocolJson.Default.Frame)!.Skipped);
        Assert.Equal("gap", JsonSerializer.Deserialize(frame.Encode("gap", 0), ProtocolJson.Default.Frame)!.Reason);
    }

    [Fact]
    public void Writes_every_member_of_a_frame()
    {
        var frame = JsonSerializer.Deserialize(FrameOf(5).Encode(null, 2), ProtocolJson.Default.Frame)!;

        Assert.Equal(
            (1, "value", "live", "fleet/\"acme\"", "s", 5L, 2L, 1_005L, (string?)null),
            (frame.V, frame.Kind, frame.World, frame.Topic, frame.StreamId, frame.Seq, frame.Skipped, frame.AtMs, frame.Reason));
        Assert.Equal(5, frame.Payload.GetProperty("value").GetInt64());
    }

    private static RelayFrame FrameOf(long seq, TopicFrameKind kind = TopicFrameKind.Value) =>
        new(s_name, new TopicFrame(kind, "s", seq, 1_000 + seq, Encoding.UTF8.GetBytes($"{{\"value\":{seq}}}")));
}
