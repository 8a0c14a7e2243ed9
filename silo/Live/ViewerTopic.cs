using MinerMonitor.Grains.Live;
using MinerMonitor.Protocol;

namespace MinerMonitor.Silo.Live;

/// <summary>What waits for one viewer of one topic. The relay offers, the viewer's connection takes; neither ever waits for the other.</summary>
internal sealed class ViewerTopic
{
    private readonly ViewerMailbox _mailbox;
    private readonly int _capacity;
    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private byte[]? _error;
    private bool _ended;
    private bool _announced;
    private bool _heartbeatDue;
    private int _untakenBeats;
    private Action? _whenDrained;
    private string? _sentStreamId;
    private long _sentSeq;
    private long _sentAtMs;
    private TopicPosition? _offered;

    /// <param name="mailbox">Mailbox of the viewer.</param>
    /// <param name="name">Topic.</param>
    /// <param name="isLatest">True: the newest value replaces one that still waits. False: each frame waits for its turn.</param>
    /// <param name="capacity">Frames that may wait when <paramref name="isLatest"/> is false.</param>
    public ViewerTopic(ViewerMailbox mailbox, TopicName name, bool isLatest, int capacity)
    {
        _mailbox = mailbox;
        Name = name;
        IsLatest = isLatest;
        _capacity = capacity;
    }

    /// <summary>Topic.</summary>
    public TopicName Name { get; }

    /// <summary>True in mode latest on a level topic.</summary>
    public bool IsLatest { get; }

    /// <summary>The last frame that the viewer took; null before the first.</summary>
    public TopicPosition? Sent
    {
        get
        {
            lock (_gate)
            {
                return _sentStreamId is null ? null : new TopicPosition(_sentStreamId, _sentSeq);
            }
        }
    }

    /// <summary>Relay that feeds it; kept by <see cref="TopicRelay"/> under its lock.</summary>
    public RelayTopic? Source { get; set; }

    /// <summary>Takes over the position at which the viewer comes back, unless it was offered something since.</summary>
    public void StartAt(TopicPosition position)
    {
        lock (_gate)
        {
            if (_offered is not null)
            {
                return;
            }

            (_sentStreamId, _sentSeq) = (position.StreamId, position.Seq);
        }
    }

    /// <summary>Offers a frame. One that the viewer has already is passed over. One too many ends the whole watch with <c>slow</c>.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="snapshotReason">Send it as a snapshot for this reason; null: as what it is.</param>
    public void Offer(RelayFrame frame, string? snapshotReason = null)
    {
        bool announce;
        bool overflows;
        lock (_gate)
        {
            var reason = snapshotReason ?? frame.SnapshotReason;
            var isKnown = _offered is { } last && last.StreamId == frame.StreamId && last.Seq >= frame.Seq;
            if (_ended || (isKnown && reason != "future"))
            {
                return;
            }

            if (IsLatest && _waiting.TryDequeue(out var replaced))
            {
                // What replaces a snapshot that was never sent must itself be one.
                reason ??= replaced.SnapshotReason;
            }

            overflows = _waiting.Count >= _capacity;
            if (overflows)
            {
                _ended = true;
                _waiting.Clear();
            }
            else
            {
                _waiting.Enqueue(new Waiting(frame, reason));
                _offered = new TopicPosition(frame.StreamId, frame.Seq);
            }

            announce = !overflows && Announce();
        }

        if (announce)
        {
            _mailbox.Announce(this);
        }
        else if (overflows)
        {
            EndAsSlow("Frames arrived faster than they were read; read faster, or watch in mode latest.");
        }
    }

    /// <summary>Offers a sign of life; it says what the viewer took last when it is sent, not when it was offered.</summary>
    public void OfferHeartbeat()
    {
        bool announce;
        bool isStuck;
        lock (_gate)
        {
            isStuck = !_ended && _heartbeatDue && ++_untakenBeats >= _mailbox.BeatsUntilStuck;
            if (isStuck)
            {
                _ended = true;
                _waiting.Clear();
            }

            _heartbeatDue = !_ended;
            announce = !_ended && Announce();
        }

        if (announce)
        {
            _mailbox.Announce(this);
        }
        else if (isStuck)
        {
            EndAsSlow("Nothing was read for too long; read all the time, and come back with the last position.");
        }
    }

    /// <summary>Ends this topic for the viewer after what waits; the viewer's other topics go on.</summary>
    public void Fail(string code, string sentence)
    {
        bool announce;
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            _ended = true;
            _error = FrameWriter.WriteError(Name, code, sentence, _mailbox.NowMs);
            announce = Announce();
        }

        if (announce)
        {
            _mailbox.Announce(this);
        }
    }

    /// <summary>Calls back once, when at most a quarter of the room is taken; at once if it is so now.</summary>
    public void WhenDrained(Action action)
    {
        lock (_gate)
        {
            if (_waiting.Count > _capacity / 4)
            {
                _whenDrained = action;
                return;
            }
        }

        action();
    }

    /// <summary>Takes the next message. Called by the one reader of the mailbox after an announcement.</summary>
    /// <param name="more">True when more waits: announce again.</param>
    /// <param name="ended">True when this was the topic's last message.</param>
    public EncodedFrame Take(out bool more, out bool ended)
    {
        Action? drained = null;
        EncodedFrame message;
        lock (_gate)
        {
            message = TakeNext();
            _untakenBeats = 0;
            more = _waiting.Count > 0 || _error is not null || (_heartbeatDue && !_ended);
            ended = _ended && !more;
            _announced = more;
            if (_waiting.Count <= _capacity / 4)
            {
                (drained, _whenDrained) = (_whenDrained, null);
            }
        }

        drained?.Invoke();
        return message;
    }

    private EncodedFrame TakeNext()
    {
        if (_waiting.TryDequeue(out var next))
        {
            var skipped = next.SnapshotReason is null ? next.Frame.Seq - _sentSeq - 1 : 0;
            LiveInstruments.Skipped.Add(skipped);
            (_sentStreamId, _sentSeq, _sentAtMs) = (next.Frame.StreamId, next.Frame.Seq, next.Frame.AtMs);
            return new EncodedFrame(next.Frame.Encode(next.SnapshotReason, skipped), Moves: true);
        }

        if (_error is { } error)
        {
            _error = null;
            return new EncodedFrame(error, Moves: false);
        }

        var beat = _heartbeatDue && _sentStreamId is not null && !_ended;
        _heartbeatDue = false;
        return beat
            ? new EncodedFrame(FrameWriter.WriteHeartbeat(Name, _sentStreamId!, _sentSeq, _sentAtMs, _mailbox.NowMs), Moves: false)
            : default;
    }

    private void EndAsSlow(string sentence)
    {
        LiveInstruments.Slow.Add(1);
        _mailbox.End(Name, ErrorCodes.Slow, sentence);
    }

    private bool Announce()
    {
        var first = !_announced;
        _announced = true;
        return first;
    }

    private readonly record struct Waiting(RelayFrame Frame, string? SnapshotReason);
}
