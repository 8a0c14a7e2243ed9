using System.Runtime.CompilerServices;
using System.Text.Json;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Streaming;

namespace MinerMonitor.Client.Tests.Scripted;

/// <summary>Frames of a topic <c>sector</c> in world <c>live</c>.</summary>
internal static class Frames
{
    public const string Stream = "s1";

    public static readonly DateTimeOffset T0 = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Frame Snapshot(long seq, string stream = Stream, string? reason = "first") => Value(seq, stream) with { Kind = FrameKinds.Snapshot, Reason = reason };

    public static Frame Value(long seq, string stream = Stream, long skipped = 0) => new()
    {
        Kind = FrameKinds.Value,
        World = "live",
        Topic = Topics.Sector,
        StreamId = stream,
        Seq = seq,
        Skipped = skipped,
        AtMs = T0.ToUnixTimeMilliseconds() + seq,
        Payload = JsonSerializer.SerializeToElement(seq),
    };

    public static Frame Event(long seq) => Value(seq) with { Kind = FrameKinds.Event, Topic = Topics.Blocks };

    public static Frame Heartbeat(long lastSeq, DateTimeOffset? serverAt = null) => Value(lastSeq) with
    {
        Kind = FrameKinds.Heartbeat,
        Payload = JsonSerializer.SerializeToElement(
            new Heartbeat { ServerAtMs = (serverAt ?? T0).ToUnixTimeMilliseconds(), LastSeq = lastSeq }, ProtocolJson.Default.Heartbeat),
    };

    public static Frame Error(string code, string sentence) => Value(0) with
    {
        Kind = FrameKinds.Error,
        Reason = code,
        Payload = JsonSerializer.SerializeToElement(sentence),
    };

    /// <summary>Sends frames, then stays open until the client goes, as a real topic does.</summary>
    public static async IAsyncEnumerable<Frame> ThenOpen(IEnumerable<Frame> frames, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var frame in frames)
        {
            yield return frame;
        }

        var gone = new TaskCompletionSource();
        await using var registration = cancellationToken.Register(gone.SetResult);
        await gone.Task;
    }

    /// <summary>Sends frames, then tears the connection.</summary>
    public static async IAsyncEnumerable<Frame> ThenAbort(
        IEnumerable<Frame> frames, Ask ask, Task taken, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var frame in frames)
        {
            yield return frame;
        }

        await taken.WaitAsync(cancellationToken); // an abort throws away what the socket still holds
        ask.Abort();
    }
}
