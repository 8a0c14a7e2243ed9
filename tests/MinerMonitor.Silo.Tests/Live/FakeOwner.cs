using System.Collections.Immutable;
using System.Text;
using MinerMonitor.Grains.Live;

namespace MinerMonitor.Silo.Tests.Live;

/// <summary>An owner of a topic that can be out of reach, lose what it tells, and begin anew.</summary>
internal sealed class FakeOwner(TimeProvider time) : ITopicGrain
{
    private readonly Lock _gate = new();
    private readonly HashSet<ITopicObserver> _observers = [];
    private readonly List<TopicFrame> _frames = [];
    private string _streamId = "stream-1";
    private int _streams = 1;

    /// <summary>Thrown by every call while set.</summary>
    public Exception? Fault { get; set; }

    /// <summary>What is told to observers gets lost while set.</summary>
    public bool LosesNotifications { get; set; }

    /// <summary>Frames before this number are forgotten.</summary>
    public long FirstKept { get; set; } = 1;

    public int Subscriptions { get; private set; }

    public bool IsObserved => _observers.Count > 0;

    public Signal Asked { get; } = new();

    public Signal Left { get; } = new();

    public async Task PublishAsync(long value)
    {
        TopicFrame frame;
        lock (_gate)
        {
            frame = Add(value);
        }

        await TellAsync(frame);
    }

    /// <summary>Tells a frame of a stream that is over.</summary>
    public Task TellLateAsync(string streamId, long seq) => TellAsync(new TopicFrame(TopicFrameKind.Value, streamId, seq, 0, "{}"u8.ToArray()));

    /// <summary>Loses observers and frames, as an owner that was activated elsewhere.</summary>
    public void Restart(long value)
    {
        lock (_gate)
        {
            _observers.Clear();
            _frames.Clear();
            _streamId = $"stream-{++_streams}";
            Add(value);
        }
    }

    public ValueTask<ImmutableArray<TopicFrame>> SubscribeAsync(ITopicObserver observer, TopicPosition? after)
    {
        lock (_gate)
        {
            Subscriptions++;
            try
            {
                ThrowWhenDown();
                _observers.Add(observer);
                return ValueTask.FromResult(FramesAfter(after));
            }
            finally
            {
                Asked.Set();
            }
        }
    }

    public ValueTask UnsubscribeAsync(ITopicObserver observer)
    {
        lock (_gate)
        {
            _observers.Remove(observer);
        }

        Left.Set();
        return ValueTask.CompletedTask;
    }

    public ValueTask<ImmutableArray<TopicFrame>> ReadAsync(TopicPosition? after)
    {
        lock (_gate)
        {
            ThrowWhenDown();
            return ValueTask.FromResult(FramesAfter(after));
        }
    }

    private async Task TellAsync(TopicFrame frame)
    {
        if (!LosesNotifications)
        {
            foreach (var observer in _observers.ToArray())
            {
                await observer.OnFramesAsync("", [frame]);
            }
        }
    }

    private TopicFrame Add(long value)
    {
        var frame = new TopicFrame(
            TopicFrameKind.Value, _streamId, _frames.Count + 1, time.GetUtcNow().ToUnixTimeMilliseconds(), Encoding.UTF8.GetBytes($"{{\"value\":{value}}}"));
        _frames.Add(frame);
        return frame;
    }

    private ImmutableArray<TopicFrame> FramesAfter(TopicPosition? after)
    {
        if (_frames.Count == 0)
        {
            Add(0);
        }

        var newest = _frames[^1];
        return after switch
        {
            null => [Snapshot(newest, "first")],
            var position when position.Value.StreamId != _streamId => [Snapshot(newest, "stream")],
            var position when position.Value.Seq > newest.Seq => [Snapshot(newest, "future")],
            var position when position.Value.Seq + 1 < FirstKept => [Snapshot(newest, "gap")],
            var position => [.. _frames.Where(frame => frame.Seq > position.Value.Seq)],
        };
    }

    private static TopicFrame Snapshot(TopicFrame frame, string reason) => frame with { Kind = TopicFrameKind.Snapshot, Reason = reason };

    private void ThrowWhenDown()
    {
        if (Fault is { } fault)
        {
            throw fault;
        }
    }
}
