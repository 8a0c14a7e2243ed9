using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Streaming;

namespace MinerMonitor.Client.Watching;

/// <summary>One watch: connects, asks, applies frames in order, asks again after a gap, reconnects after a loss, until its caller stops.</summary>
internal sealed partial class TopicWatch
{
    /// <summary>A gap after fewer applied frames than this makes the next question wait: a server that only ever sends gaps is not to be hammered.</summary>
    private const int FramesThatProveHealth = 16;

    private readonly MonitorClientOptions _options;
    private readonly IConnectionReporter _reporter;
    private readonly ILogger _log;
    private readonly Dictionary<(string World, string Topic), TopicCursor> _cursors;
    private readonly Backoff _lossBackoff;
    private readonly Backoff _gapBackoff;
    private int _appliedSinceGap = FramesThatProveHealth;

    public TopicWatch(
        MonitorClientOptions options, IReadOnlyList<TopicRequest> topics, IReadOnlyList<ResumePosition> resume, Random jitter,
        IConnectionReporter reporter)
    {
        _options = options;
        _reporter = reporter;
        _log = options.LoggerFactory.CreateLogger<TopicWatch>();
        _cursors = topics.ToDictionary(
            topic => (topic.World, topic.Topic),
            topic => new TopicCursor(topic, resume.FirstOrDefault(position => position.World == topic.World && position.Topic == topic.Topic)));
        _lossBackoff = new Backoff(options.ReconnectMin, options.ReconnectMax, jitter);
        _gapBackoff = new Backoff(options.ReconnectMin, options.ReconnectMax, jitter);
    }

    /// <summary>Runs until cancelled or until an error that trying again does not mend.</summary>
    public async IAsyncEnumerable<TopicUpdate<JsonElement>> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _reporter.Report(ConnectionState.Connecting, null, null);
        try
        {
            for (var isFirst = true; ; isFirst = false)
            {
                await using var link = await ConnectAsync(isFirst, cancellationToken);
                MonitorException? loss = null;
                while (loss is null)
                {
                    await using var feed = link.Watch(Going(), Positions(), cancellationToken);
                    string? missing = null;
                    while (missing is null && loss is null)
                    {
                        (var frame, missing, loss) = await NextAsync(feed, cancellationToken);
                        if (frame is not null && Judge(frame, ref missing) is { } update)
                        {
                            yield return update;
                        }
                    }

                    if (loss is null)
                    {
                        await PauseAfterGapAsync(missing!, cancellationToken);
                    }
                }

                await PauseAfterLossAsync(loss, cancellationToken);
            }
        }
        finally
        {
            _reporter.Report(ConnectionState.Ended, null, null);
        }
    }

    private async Task<HubLink> ConnectAsync(bool isFirst, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var link = await HubLink.ConnectAsync(_options, cancellationToken);
                _reporter.Report(ConnectionState.Connected, null, null);
                return link;
            }
            catch (MonitorException error) when (ErrorMap.IsTransient(error) && (!isFirst || _options.RetryFirstConnection))
            {
                await PauseAfterLossAsync(error, cancellationToken);
            }
        }
    }

    /// <summary>The next frame, or why there is none: frames missing (ask again on this link) or the link lost.</summary>
    private async ValueTask<(Frame? Frame, string? Missing, MonitorException? Loss)> NextAsync(FrameFeed feed, CancellationToken cancellationToken)
    {
        if (feed.Reader.TryRead(out var ready))
        {
            return (ready, null, null);
        }

        // Only waiting counts as silence: a consumer that takes its time must not cost the connection.
        using var silence = new CancellationTokenSource(_options.SilenceTimeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            if (await feed.Reader.WaitToReadAsync(either.Token) && feed.Reader.TryRead(out var frame))
            {
                return (frame, null, null);
            }

            return feed.Overflowed
                ? (null, "This program took frames too slowly; resuming from the last one it took.", null)
                : (null, null, new MonitorUnreachableException($"{_options.Url} ended the watch."));
        }
        catch (Exception error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var loss = silence.IsCancellationRequested
                ? new MonitorUnreachableException($"{_options.Url} sent nothing for {_options.SilenceTimeout.TotalSeconds:0.#} s, not even a heartbeat.", error)
                : HubLink.Translate(error, _options.Url);
            return ErrorMap.IsTransient(loss) ? (null, null, loss) : throw loss;
        }
    }

    private TopicUpdate<JsonElement>? Judge(Frame frame, ref string? missing)
    {
        _lossBackoff.Reset();
        if (frame.Kind == FrameKinds.Heartbeat && frame.Payload.ValueKind == JsonValueKind.Object
            && frame.Payload.Deserialize(ProtocolJson.Default.Heartbeat) is { } heartbeat)
        {
            _reporter.ServerClock(heartbeat.ServerAtMs);
        }

        if (!_cursors.TryGetValue((frame.World, frame.Topic), out var cursor))
        {
            LogUnaskedTopic(frame.World, frame.Topic);
            return null;
        }

        if (frame.Kind == FrameKinds.Error)
        {
            return End(frame, cursor, ref missing);
        }

        switch (cursor.Offer(frame, out var skipped))
        {
            case FrameVerdict.Apply:
                _appliedSinceGap++;
                return new TopicUpdate<JsonElement>
                {
                    Value = frame.Payload,
                    World = frame.World,
                    Topic = frame.Topic,
                    Position = cursor.Position!,
                    Kind = frame.Kind,
                    Skipped = skipped,
                    AtMs = frame.AtMs,
                    Reason = frame.Reason,
                };
            case FrameVerdict.Gap:
                missing = $"Frames of {frame.Topic} before number {frame.Seq} are missing; asking again.";
                return null;
            default:
                return null;
        }
    }

    /// <summary>The end of one topic. What passes by itself is asked for again; the rest is told, and thrown when no other topic goes on.</summary>
    private TopicUpdate<JsonElement>? End(Frame frame, TopicCursor cursor, ref string? missing)
    {
        var error = ErrorOf(frame);
        if (ErrorMap.IsTransient(error) || error.Code == ErrorCodes.Internal)
        {
            missing = error.Message;
            return null;
        }

        cursor.HasEnded = true;
        if (error.Code is ErrorCodes.Slow or ErrorCodes.InvalidKey || _cursors.Values.All(other => other.HasEnded))
        {
            throw error; // slow and invalid_key end the whole watch
        }

        return new TopicUpdate<JsonElement>
        {
            World = frame.World,
            Topic = frame.Topic,
            Position = cursor.Position ?? new ResumePosition { World = frame.World, Topic = frame.Topic, StreamId = "", Seq = 0 },
            Kind = FrameKinds.Error,
            AtMs = frame.AtMs,
            Reason = error.Code,
            Error = error,
        };
    }

    private static MonitorException ErrorOf(Frame frame)
    {
        var sentence = frame.Payload.ValueKind == JsonValueKind.String ? frame.Payload.GetString()! : $"The watch of {frame.Topic} ended.";
        return frame.Reason is { } code
            ? ErrorMap.FromCode(code, sentence)
            : new MonitorProtocolException($"The server ended {frame.Topic} without a code: {sentence}");
    }

    private TopicRequest[] Going() => [.. _cursors.Values.Where(cursor => !cursor.HasEnded).Select(cursor => cursor.Request)];

    private ResumePosition[]? Positions()
    {
        ResumePosition[] known = [.. _cursors.Values.Where(cursor => !cursor.HasEnded).Select(cursor => cursor.Position).OfType<ResumePosition>()];
        return known.Length == 0 ? null : known;
    }

    private async Task PauseAfterGapAsync(string cause, CancellationToken cancellationToken)
    {
        if (_appliedSinceGap >= FramesThatProveHealth)
        {
            _gapBackoff.Reset();
        }

        var wait = _appliedSinceGap >= FramesThatProveHealth ? TimeSpan.Zero : _gapBackoff.Next();
        _appliedSinceGap = 0;
        LogGap(cause, wait.TotalMilliseconds);
        _reporter.Report(ConnectionState.Resuming, cause, wait);
        await Task.Delay(wait, _options.TimeProvider, cancellationToken);
    }

    private async Task PauseAfterLossAsync(MonitorException loss, CancellationToken cancellationToken)
    {
        var wait = _lossBackoff.Next();
        if (loss is MonitorUnavailableException { RetryAfter: { } asked } && asked > wait)
        {
            wait = asked;
        }

        LogLoss(loss.Message, wait.TotalMilliseconds);
        _reporter.Report(ConnectionState.Reconnecting, loss.Message, wait);
        await Task.Delay(wait, _options.TimeProvider, cancellationToken);
    }
}
