using MinerMonitor.Grains.Live;
using MinerMonitor.Protocol.Streaming;

namespace MinerMonitor.Silo.Live;

/// <summary>An owner's frame on its way to viewers; encoded at the first need, then shared by all of them.</summary>
/// <remarks>Viewers of one topic mostly need the same bytes. Only one who skipped a different number of frames costs another header.</remarks>
internal sealed class RelayFrame(TopicName name, TopicFrame frame)
{
    private volatile Form? _plain;
    private volatile Form? _other;

    /// <summary>Stream.</summary>
    public string StreamId => frame.StreamId;

    /// <summary>Number in the stream.</summary>
    public long Seq => frame.Seq;

    /// <summary>World time, Unix milliseconds.</summary>
    public long AtMs => frame.AtMs;

    /// <summary>Reason of a snapshot; null for a value or an event.</summary>
    public string? SnapshotReason => frame.Kind == TopicFrameKind.Snapshot ? frame.Reason ?? "first" : null;

    /// <summary>The frame for a viewer.</summary>
    /// <param name="snapshotReason">Send it as a snapshot, for this reason; null: as what it is.</param>
    /// <param name="skipped">Frames passed over for the viewer before it.</param>
    public byte[] Encode(string? snapshotReason, long skipped)
    {
        // Two viewers that race here encode twice and keep one: harmless, and cheaper than a lock for all the others.
        var reason = snapshotReason ?? SnapshotReason;
        var isPlain = skipped == 0 && reason == SnapshotReason;
        var known = isPlain ? _plain : _other;
        if (known is not null && known.Reason == reason && known.Skipped == skipped)
        {
            return known.Json;
        }

        var kind = reason is not null ? FrameKinds.Snapshot : frame.Kind == TopicFrameKind.Event ? FrameKinds.Event : FrameKinds.Value;
        var form = new Form(
            reason, skipped, FrameWriter.Write(name, kind, frame.StreamId, frame.Seq, skipped, frame.AtMs, reason, frame.Payload));
        if (isPlain)
        {
            _plain = form;
        }
        else
        {
            _other = form;
        }

        return form.Json;
    }

    private sealed record Form(string? Reason, long Skipped, byte[] Json);
}
