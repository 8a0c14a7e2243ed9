using MinerMonitor.Client.Tests.Scripted;
using MinerMonitor.Client.Watching;
using MinerMonitor.Protocol.Streaming;
using Xunit;

namespace MinerMonitor.Client.Tests.Watching;

public sealed class TopicCursorTests
{
    [Fact]
    public void Applies_the_next_number()
    {
        var cursor = At(5);

        Assert.Equal(FrameVerdict.Apply, cursor.Offer(Frames.Value(6), out var skipped));
        Assert.Equal(0, skipped);
        Assert.Equal(6, cursor.Position!.Seq);
    }

    [Fact]
    public void Applies_and_counts_when_the_gap_is_accounted_for_as_skipped()
    {
        var cursor = At(5);

        Assert.Equal(FrameVerdict.Apply, cursor.Offer(Frames.Value(9, skipped: 3), out var skipped));
        Assert.Equal(3, skipped);
    }

    [Fact]
    public void Counts_only_what_was_missed_when_skipped_frames_reach_back_over_the_position()
    {
        var cursor = At(5);

        Assert.Equal(FrameVerdict.Apply, cursor.Offer(Frames.Value(9, skipped: 7), out var skipped));
        Assert.Equal(3, skipped);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(3)]
    public void Ignores_what_was_applied_before(long seq) =>
        Assert.Equal(FrameVerdict.Ignore, At(5).Offer(Frames.Value(seq), out _));

    [Fact]
    public void Sees_a_gap_when_a_number_is_missing()
    {
        var cursor = At(5);

        Assert.Equal(FrameVerdict.Gap, cursor.Offer(Frames.Value(7), out _));
        Assert.Equal(5, cursor.Position!.Seq);
    }

    [Fact]
    public void Sees_a_gap_when_the_stream_is_another() => Assert.Equal(FrameVerdict.Gap, At(5).Offer(Frames.Value(6, "s2"), out _));

    [Fact]
    public void Sees_a_gap_when_a_level_topic_begins_without_a_snapshot() =>
        Assert.Equal(FrameVerdict.Gap, New(Topics.Sector).Offer(Frames.Value(1), out _));

    [Theory]
    [InlineData(100, "s1")]
    [InlineData(2, "s1")]
    [InlineData(1, "s2")]
    public void Applies_any_snapshot_and_starts_the_count_anew(long seq, string stream)
    {
        var cursor = At(5);

        Assert.Equal(FrameVerdict.Apply, cursor.Offer(Frames.Snapshot(seq, stream, "gap"), out _));
        Assert.Equal((stream, seq), (cursor.Position!.StreamId, cursor.Position.Seq));
    }

    [Fact]
    public void Ignores_a_snapshot_that_is_the_frame_applied_last() =>
        Assert.Equal(FrameVerdict.Ignore, At(5).Offer(Frames.Snapshot(5), out _));

    [Fact]
    public void Applies_the_first_event_of_an_event_topic() =>
        Assert.Equal(FrameVerdict.Apply, New(Topics.Blocks).Offer(Frames.Event(41), out _));

    [Theory]
    [InlineData(WatchModes.Every)]
    [InlineData(WatchModes.Latest)]
    public void Sees_a_gap_when_a_heartbeat_counts_what_has_not_come(string mode)
    {
        var cursor = At(5, mode);

        Assert.Equal(FrameVerdict.Ignore, cursor.Offer(Frames.Heartbeat(5), out _));
        Assert.Equal(FrameVerdict.Gap, cursor.Offer(Frames.Heartbeat(6), out _));
        Assert.Equal(FrameVerdict.Gap, cursor.Offer(Frames.Heartbeat(5) with { StreamId = "s2" }, out _));
        Assert.Equal(5, cursor.Position!.Seq);
    }

    [Fact]
    public void Learns_nothing_from_a_heartbeat_before_the_first_frame()
    {
        var cursor = New(Topics.Sector);

        Assert.Equal(FrameVerdict.Ignore, cursor.Offer(Frames.Heartbeat(6), out _));
        Assert.Null(cursor.Position);
    }

    private static TopicCursor New(string topic, string mode = WatchModes.Latest) => new(new TopicRequest { Topic = topic, Mode = mode }, null);

    private static TopicCursor At(long seq, string mode = WatchModes.Latest)
    {
        var cursor = New(Topics.Sector, mode);
        cursor.Offer(Frames.Snapshot(seq), out _);
        return cursor;
    }
}
