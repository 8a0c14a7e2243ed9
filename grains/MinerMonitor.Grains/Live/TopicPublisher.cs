using System.Collections.Immutable;

namespace MinerMonitor.Grains.Live;

/// <summary>Numbers a level topic's frames, keeps the newest, and tells observers. Owned by one activation; not thread-safe, as grains are not.</summary>
/// <remarks>
/// Each frame is the whole value. Frames are made only while somebody watches, or has within the last <see cref="ObserverLease"/>:
/// a value that nobody hears of needs no number. A viewer who comes back later gets a snapshot with reason <c>gap</c>.
/// </remarks>
public sealed class TopicPublisher
{
    /// <summary>An observer that did not renew for this long is dropped.</summary>
    public static readonly TimeSpan ObserverLease = TimeSpan.FromSeconds(60);

    private readonly string _topicKey;
    private readonly TimeProvider _time;
    private readonly Func<byte[]> _encodeCurrent;
    private readonly Func<long> _worldNowMs;
    private readonly int _ringFrames;
    private readonly int _ringBytes;
    private readonly Queue<TopicFrame> _ring = new();
    private readonly TopicObservers _observers;
    private int _bytesInRing;
    private long _seq;
    private TopicFrame? _newest;

    /// <param name="topicKey">Key of the topic as in <see cref="TopicDirectory"/>: told to observers.</param>
    /// <param name="time">Clock for leases.</param>
    /// <param name="worldNowMs">World time for the frames, Unix milliseconds.</param>
    /// <param name="encodeCurrent">Encodes the owner's value as it is now.</param>
    /// <param name="ringFrames">Frames kept for those who come back. Default: 1,024.</param>
    /// <param name="ringBytes">Bytes of payload kept at most. Default: 1 MiB.</param>
    public TopicPublisher(
        string topicKey, TimeProvider time, Func<long> worldNowMs, Func<byte[]> encodeCurrent, int ringFrames = 1024, int ringBytes = 1 << 20)
    {
        _topicKey = topicKey;
        _time = time;
        _observers = new TopicObservers(time);
        _worldNowMs = worldNowMs;
        _encodeCurrent = encodeCurrent;
        _ringFrames = ringFrames;
        _ringBytes = ringBytes;
        StreamId = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
    }

    /// <summary>Generation of the stream: one a activation.</summary>
    public string StreamId { get; private set; }

    /// <summary>True while an observer holds a lease.</summary>
    public bool IsWatched => _observers.Any;

    /// <summary>Encodes the owner's value, numbers it and tells the observers. Does nothing while nobody watches.</summary>
    public void Publish()
    {
        if (!IsWatched)
        {
            // What was numbered so far is no longer the newest value: the next reader must not continue from it.
            ForgetFrames();
            return;
        }

        var frame = new TopicFrame(TopicFrameKind.Value, StreamId, ++_seq, _worldNowMs(), _encodeCurrent());
        Keep(frame);
        _observers.Tell(_topicKey, [frame]);
    }

    /// <summary>Begins a new stream: a replay that jumped back is another story.</summary>
    public void Restart()
    {
        StreamId = Guid.CreateVersion7(_time.GetUtcNow()).ToString("N");
        ForgetFrames();
        _seq = 0;
    }

    /// <inheritdoc cref="ITopicGrain.SubscribeAsync"/>
    public ImmutableArray<TopicFrame> Subscribe(ITopicObserver observer, TopicPosition? after)
    {
        _observers.Add(observer);
        return Read(after);
    }

    /// <inheritdoc cref="ITopicGrain.UnsubscribeAsync"/>
    public void Unsubscribe(ITopicObserver observer) => _observers.Remove(observer);

    /// <inheritdoc cref="ITopicGrain.ReadAsync"/>
    public ImmutableArray<TopicFrame> Read(TopicPosition? after)
    {
        if (after is not { } position)
        {
            return [Snapshot("first")];
        }

        if (position.StreamId != StreamId)
        {
            return [Snapshot("stream")];
        }

        if (position.Seq > _seq)
        {
            return [Snapshot("future")];
        }

        if (position.Seq == _seq && _newest is not null)
        {
            return [];
        }

        if (_ring.Count == 0 || _ring.Peek().Seq > position.Seq + 1)
        {
            return [Snapshot("gap")];
        }

        return [.. _ring.Where(frame => frame.Seq > position.Seq)];
    }

    private TopicFrame Snapshot(string reason)
    {
        // While watched, the newest numbered frame is the value: viewers of one number must see one payload.
        if (_newest is null)
        {
            Keep(new TopicFrame(TopicFrameKind.Value, StreamId, ++_seq, _worldNowMs(), _encodeCurrent()));
        }

        return _newest! with { Kind = TopicFrameKind.Snapshot, Reason = reason };
    }

    private void Keep(TopicFrame frame)
    {
        _newest = frame;
        _ring.Enqueue(frame);
        _bytesInRing += frame.Payload.Length;
        while (_ring.Count > _ringFrames || (_bytesInRing > _ringBytes && _ring.Count > 1))
        {
            _bytesInRing -= _ring.Dequeue().Payload.Length;
        }
    }

    private void ForgetFrames()
    {
        _ring.Clear();
        _bytesInRing = 0;
        _newest = null;
    }
}
