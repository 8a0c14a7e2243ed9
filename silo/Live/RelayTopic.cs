using System.Collections.Immutable;
using System.Threading.Channels;
using MinerMonitor.Grains.Live;
using MinerMonitor.Protocol;

namespace MinerMonitor.Silo.Live;

/// <summary>One watched topic on this silo: one subscription at the owner, however many watch here.</summary>
/// <remarks>
/// All state belongs to one pump; whatever happens is posted to it, so nothing here is locked. The owner's numbers decide: a frame that
/// does not follow the last one makes the relay ask the owner, and only the owner's answer may begin a new stream. While the owner
/// cannot be reached nothing is sent, not even heartbeats: silence is the truth, and the viewer sees it within seconds.
/// </remarks>
internal sealed partial class RelayTopic : ITopicObserver, IAsyncDisposable
{
    private const int MaxPostedFrames = 4_096;

    // The pump lets the threads send a slice before it goes on: the same few buffers serve all slices, where thousands of waiting messages
    // would outgrow the shared pool (64 arrays of a size with two cores) and be garbage each time; and the silo's other work gets its turn.
    private const int ViewersASlice = 32;

    private readonly ITopicGrain _owner;
    private readonly ITopicOwners _owners;
    private readonly TimeProvider _time;
    private readonly LiveOptions _options;
    private readonly ILogger _logger;
    private readonly Action<RelayTopic> _ended;
    private readonly ITopicObserver _self;
    private readonly bool _isEventTopic;
    private readonly Channel<Func<ValueTask>> _work = Channel.CreateUnbounded<Func<ValueTask>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _pump;
    private readonly ITimer _beat;
    private readonly ITimer _beatOn;
    private readonly ITimer _retry;
    private readonly ITimer _pace;

    private readonly HashSet<ViewerTopic> _live = [];
    private readonly Dictionary<ViewerTopic, TopicPosition?> _waiting = [];
    private readonly HashSet<ViewerTopic> _catchingUp = [];
    private TopicPosition? _position;
    private RelayFrame? _newest;
    private RelayFrame? _paced;
    private long _pacedAt;
    private bool _paceSet;
    private bool _isAttached;
    private bool _isAsking;
    private bool _askAgain;
    private int _failures;
    private long _beats;
    private int _postedFrames;
    private (string Code, string Sentence)? _end;

    /// <summary>Begins to relay: subscribes at the owner at once.</summary>
    /// <param name="name">Topic.</param>
    /// <param name="owner">Its owner.</param>
    /// <param name="owners">The cluster.</param>
    /// <param name="time">Clock.</param>
    /// <param name="options">Limits and intervals.</param>
    /// <param name="logger">Log.</param>
    /// <param name="ended">Told when the topic turned out not to exist (any more): new viewers need a new relay.</param>
    public RelayTopic(
        TopicName name, ITopicGrain owner, ITopicOwners owners, TimeProvider time, LiveOptions options, ILogger logger, Action<RelayTopic> ended)
    {
        Name = name;
        _owner = owner;
        _owners = owners;
        _time = time;
        _options = options;
        _logger = logger;
        _ended = ended;
        _isEventTopic = TopicDirectory.IsEventTopic(name.Topic);
        _self = owners.CreateReference(this);
        _beat = time.CreateTimer(_ => Post(Beat), null, options.HeartbeatInterval, options.HeartbeatInterval);
        _beatOn = time.CreateTimer(_ => Post(BeatOn), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _retry = time.CreateTimer(_ => Post(Ask), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _pace = time.CreateTimer(_ => Post(PaceDueAsync), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Post(Ask);
        _pump = Task.Run(PumpAsync);
    }

    /// <summary>Topic.</summary>
    public TopicName Name { get; }

    /// <summary>Viewers, counted by <see cref="TopicRelay"/> under its lock.</summary>
    public int Viewers { get; set; }

    /// <summary>When the last viewer left, timestamp of the clock; kept by <see cref="TopicRelay"/> under its lock.</summary>
    public long IdleSince { get; set; }

    /// <summary>Begins to feed a viewer.</summary>
    /// <param name="viewer">The viewer.</param>
    /// <param name="resume">Position after which it goes on; null: begin with a snapshot.</param>
    public void Join(ViewerTopic viewer, TopicPosition? resume) => Post(() => Admit(viewer, resume));

    /// <summary>Stops feeding a viewer.</summary>
    public void Leave(ViewerTopic viewer) => Post(() =>
    {
        _live.Remove(viewer);
        _waiting.Remove(viewer);
        _catchingUp.Remove(viewer);
    });

    /// <summary>Asks the owner at once: silos came or went, so it may have moved.</summary>
    public void AskNow() => Post(Ask);

    /// <inheritdoc/>
    public Task OnFramesAsync(string topicKey, ImmutableArray<TopicFrame> frames)
    {
        // More than this waits only when an owner is far too fast; what is dropped shows as a gap and is asked for again.
        if (Volatile.Read(ref _postedFrames) < MaxPostedFrames)
        {
            Interlocked.Add(ref _postedFrames, frames.Length);
            Post(() =>
            {
                Interlocked.Add(ref _postedFrames, -frames.Length);
                return ApplyAsync(frames, isAnswer: false);
            });
        }

        return Task.CompletedTask;
    }

    /// <summary>Unsubscribes and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        await _pump;
        await _beat.DisposeAsync();
        await _beatOn.DisposeAsync();
        await _retry.DisposeAsync();
        await _pace.DisposeAsync();
        try
        {
            await _owner.UnsubscribeAsync(_self);
        }
        catch (Exception exception)
        {
            // The lease runs out by itself; the owner may well be the reason why we stop.
            LogUnsubscribeFailed(exception, Name);
        }

        _owners.ReleaseReference(_self);
    }

    private void Post(Func<ValueTask> work) => _work.Writer.TryWrite(work);

    private void Post(Action work) => Post(() =>
    {
        work();
        return ValueTask.CompletedTask;
    });

    private async Task PumpAsync()
    {
        await foreach (var work in _work.Reader.ReadAllAsync())
        {
            try
            {
                await work();
            }
            catch (Exception exception)
            {
                // A fault of ours must not leave viewers with a stream that silently stands still.
                LogPumpFailed(exception, Name);
                EndAll(ErrorCodes.Internal, "The server failed to relay this topic; watch it again.");
            }
        }
    }

    /// <summary>Takes frames of the owner into the stream.</summary>
    /// <param name="frames">The frames, in order.</param>
    /// <param name="isAnswer">True when the owner was asked from our position: then what it says holds, new stream or not.</param>
    private async ValueTask ApplyAsync(ImmutableArray<TopicFrame> frames, bool isAnswer)
    {
        foreach (var frame in frames)
        {
            var isSameStream = _position?.StreamId == frame.StreamId;
            var goesBack = isAnswer && frame is { Kind: TopicFrameKind.Snapshot, Reason: "future" };
            if (isSameStream && frame.Seq <= _position!.Value.Seq && !goesBack)
            {
                continue;
            }

            if (isSameStream && frame.Kind != TopicFrameKind.Snapshot && frame.Seq == _position!.Value.Seq + 1)
            {
                await AdvanceAsync(frame);
            }
            else if (isAnswer)
            {
                await RebaseAsync(frame);
            }
            else
            {
                LiveInstruments.Repairs.Add(1);
                Ask();
                return;
            }
        }
    }

    private async ValueTask AdvanceAsync(TopicFrame frame)
    {
        _position = new TopicPosition(frame.StreamId, frame.Seq);
        var newest = _newest = new RelayFrame(Name, frame);
        await EachAsync(viewer =>
        {
            if (!viewer.IsLatest)
            {
                viewer.Offer(newest);
            }
        });
        await PaceAsync();
    }

    private async ValueTask RebaseAsync(TopicFrame frame)
    {
        // Kept as a plain value: whether and why it is a snapshot differs from viewer to viewer.
        _position = new TopicPosition(frame.StreamId, frame.Seq);
        var newest = _newest = new RelayFrame(
            Name, frame.Kind == TopicFrameKind.Snapshot ? frame with { Kind = TopicFrameKind.Value, Reason = null } : frame);
        await EachAsync(viewer => viewer.Offer(newest, frame.Reason ?? "stream"));
        _paced = _newest;
        _pacedAt = _time.GetTimestamp();
    }

    /// <summary>Does something for each live viewer, a slice at a time. Viewers come and go by the pump alone, so nothing changes meanwhile.</summary>
    private async ValueTask EachAsync(Action<ViewerTopic> offer)
    {
        var served = 0;
        foreach (var viewer in _live)
        {
            if (served++ == ViewersASlice)
            {
                served = 1;
                await Task.Yield();
            }

            offer(viewer);
        }
    }

    private void EndAll(string code, string sentence)
    {
        _end = (code, sentence);
        _isAttached = false;
        foreach (var viewer in _live.Concat(_waiting.Keys).Concat(_catchingUp))
        {
            viewer.Fail(code, sentence);
        }

        _live.Clear();
        _waiting.Clear();
        _catchingUp.Clear();
        _ended(this);
    }
}
