using System.Text.Json;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Streaming;

namespace MinerMonitor.Client.Watching;

/// <summary>What to do with a frame.</summary>
internal enum FrameVerdict
{
    /// <summary>It is the next one.</summary>
    Apply,

    /// <summary>It was applied before, or carries no value.</summary>
    Ignore,

    /// <summary>Frames before it are missing: ask again from the position.</summary>
    Gap,
}

/// <summary>Position of one watched topic, and the rule by which frames apply.</summary>
/// <remarks>
/// A frame follows when its stream is the known one and <c>seq = last + 1 + skipped</c>. A snapshot always applies and starts the count anew,
/// unless it is the very frame applied last. A frame whose skipped ones reach back over the position is the next one too: that happens
/// after a resume, and only the frames in between were passed over. Event topics have no snapshots to heal with, so their first event
/// sets the position.
/// </remarks>
internal sealed class TopicCursor
{
    private readonly bool _isEvents;
    private ResumePosition? _position;

    public TopicCursor(TopicRequest request, ResumePosition? resume)
    {
        Request = request;
        _position = resume;
        _isEvents = IsEventTopic(request.Topic);
    }

    /// <summary>True for topics whose frames are events.</summary>
    public static bool IsEventTopic(string topic) => topic == Topics.Blocks
        || topic.StartsWith("events/", StringComparison.Ordinal)
        || topic.StartsWith("alerts/", StringComparison.Ordinal);

    /// <summary>What was asked for.</summary>
    public TopicRequest Request { get; }

    /// <summary>Last applied frame; null before the first.</summary>
    public ResumePosition? Position => _position;

    /// <summary>True once the server ended the topic: it is not asked for again.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Judges a frame and, when it applies, moves the position.</summary>
    /// <param name="skipped">Frames passed over between the one before and this one.</param>
    public FrameVerdict Offer(Frame frame, out long skipped)
    {
        skipped = 0;
        if (frame.Kind == FrameKinds.Heartbeat)
        {
            return OfferHeartbeat(frame);
        }

        var knows = _position is not null && _position.StreamId == frame.StreamId;
        if (frame.Kind == FrameKinds.Snapshot)
        {
            if (knows && _position!.Seq == frame.Seq && frame.Reason != "future")
            {
                return FrameVerdict.Ignore;
            }

            return Move(frame);
        }

        if (!knows)
        {
            return _isEvents && _position is null ? Move(frame) : FrameVerdict.Gap;
        }

        if (frame.Seq <= _position!.Seq)
        {
            return FrameVerdict.Ignore;
        }

        if (frame.Seq - 1 - frame.Skipped > _position.Seq)
        {
            return FrameVerdict.Gap;
        }

        skipped = frame.Seq - 1 - _position.Seq;
        return Move(frame);
    }

    // A heartbeat comes behind the frames that it counts, so what it counts and has not come is lost.
    private FrameVerdict OfferHeartbeat(Frame frame)
    {
        if (_position is null || frame.Payload.ValueKind != JsonValueKind.Object)
        {
            return FrameVerdict.Ignore;
        }

        var isBehind = frame.Payload.Deserialize(ProtocolJson.Default.Heartbeat)?.LastSeq > _position.Seq;
        return isBehind || frame.StreamId != _position.StreamId ? FrameVerdict.Gap : FrameVerdict.Ignore;
    }

    private FrameVerdict Move(Frame frame)
    {
        _position = new ResumePosition { World = frame.World, Topic = frame.Topic, StreamId = frame.StreamId, Seq = frame.Seq };
        return FrameVerdict.Apply;
    }
}
