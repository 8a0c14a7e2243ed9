using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Grains.Worlds;

namespace MinerMonitor.Grains.Live;

/// <inheritdoc cref="IEventLogGrain"/>
/// <remarks>
/// A journal and nothing else: each block holds the numbered frames of one append, durable before anyone hears of them. The stream id
/// is stored with each frame, so it outlives activations. Kept: 7 days, at most <see cref="FrameLimit"/> frames.
/// A log without any event has a new id with each activation: whoever holds an older one gets all that is there, so nothing is lost and nothing stored.
/// </remarks>
[GrainType("event-log")]
internal sealed partial class EventLogGrain(
    JournalDirectory journals, IPayloadEncoder encoder, TimeProvider time, ILogger<EventLogGrain> logger) : Grain, IEventLogGrain
{
    /// <summary>Most frames kept: two a minute for a week.</summary>
    public const int FrameLimit = 20_000;

    private static readonly long s_keptMs = (long)TimeSpan.FromDays(7).TotalMilliseconds;
    private readonly List<TopicFrame> _frames = [];
    private readonly Queue<int> _blockSizes = new();
    private readonly TopicObservers _observers = new(time);
    private IJournalStore _journal = null!;
    private JournalOwner _owner;
    private string _streamId = "";
    private long _lastSeq;
    private long _lastNumber;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        _journal = journals.Of(WorldName.OfKey(key));
        _owner = await _journal.TakeOwnershipAsync($"events/{key}", cancellationToken);
        foreach (var block in await _journal.ReadAsync(_owner.Journal, cancellationToken))
        {
            var (frames, number) = EventBlock.Read(block);
            _frames.AddRange(frames);
            _blockSizes.Enqueue(frames.Count);
            _lastNumber = Math.Max(_lastNumber, number);
        }

        _streamId = _frames.Count > 0 ? _frames[^1].StreamId : Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        _lastSeq = _frames.Count > 0 ? _frames[^1].Seq : 0;
    }

    public ValueTask AppendAsync(ImmutableArray<MonitorEvent> events) => AppendAsync(events, 0);

    public ValueTask AppendOnceAsync(ImmutableArray<MonitorEvent> events, long number) =>
        number > _lastNumber ? AppendAsync(events, number) : ValueTask.CompletedTask;

    private async ValueTask AppendAsync(ImmutableArray<MonitorEvent> events, long number)
    {
        if (events.IsEmpty)
        {
            return;
        }

        var frames = events
            .Select((item, index) => new TopicFrame(TopicFrameKind.Event, _streamId, _lastSeq + 1 + index, item.AtMs, encoder.Encode(item)))
            .ToImmutableArray();
        try
        {
            await _journal.AppendAsync(_owner, EventBlock.Write(frames, number));
        }
        catch (Exception exception) when (exception is JournalFencedException or JournalUnavailableException)
        {
            DeactivateOnIdle(); // the next activation reads what is there
            throw;
        }

        if (IsReplay)
        {
            DelayDeactivation(Timeout.InfiniteTimeSpan); // nothing of a replay is stored: idle or not, these events live here alone
        }

        _lastSeq = frames[^1].Seq;
        _lastNumber = Math.Max(_lastNumber, number);
        _frames.AddRange(frames);
        _blockSizes.Enqueue(frames.Length);
        _observers.Tell(this.GetPrimaryKeyString(), frames);
        await TrimAsync(frames[^1].AtMs);
    }

    public ValueTask<ImmutableArray<TopicFrame>> SubscribeAsync(ITopicObserver observer, TopicPosition? after)
    {
        _observers.Add(observer);
        return ReadAsync(after);
    }

    public ValueTask UnsubscribeAsync(ITopicObserver observer)
    {
        _observers.Remove(observer);
        return ValueTask.CompletedTask;
    }

    public ValueTask<ImmutableArray<TopicFrame>> ReadAsync(TopicPosition? after) => ValueTask.FromResult(Read(after));

    public ValueTask<ImmutableArray<TopicFrame>> ListAsync(long afterSeq, int limit) =>
        ValueTask.FromResult(_frames.SkipWhile(frame => frame.Seq <= afterSeq).Take(limit).ToImmutableArray());

    public async ValueTask ResetAsync()
    {
        if (!IsReplay && !IsOfFleet)
        {
            throw new InvalidOperationException("The events of the live world are never reset, but those of a fleet that is deleted.");
        }

        try
        {
            await _journal.DeleteAsync(_owner, CancellationToken.None);
        }
        catch (Exception exception) when (exception is JournalFencedException or JournalUnavailableException)
        {
            DeactivateOnIdle(); // the next activation reads what is there
            throw;
        }

        _frames.Clear();
        _blockSizes.Clear();
        _lastSeq = 0;
        _lastNumber = 0;
        _streamId = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        DelayDeactivation(TimeSpan.Zero); // of a world that is gone, nobody asks again
    }

    private bool IsOfFleet => this.GetPrimaryKeyString().Split('/') is [_, "events" or "alerts", not "sector"];

    private bool IsReplay => WorldName.IsReplay(WorldName.OfKey(this.GetPrimaryKeyString()));

    /// <summary>The events after a position. One that cannot be followed begins with a snapshot, which only says where the count begins anew.</summary>
    /// <remarks>
    /// Who has seen another stream, or has been away too long, has seen none of the events that are kept: they all follow. Who asks for
    /// the first time begins now, and so does one whose position lies ahead.
    /// </remarks>
    private ImmutableArray<TopicFrame> Read(TopicPosition? after)
    {
        var oldest = _frames.Count > 0 ? _frames[0].Seq : _lastSeq + 1;
        return after switch
        {
            null => [Snapshot(_lastSeq, "first")],
            { } position when position.StreamId != _streamId => [Snapshot(oldest - 1, "stream"), .. _frames],
            { } position when position.Seq > _lastSeq => [Snapshot(_lastSeq, "future")],
            { } position when position.Seq + 1 < oldest => [Snapshot(oldest - 1, "gap"), .. _frames],
            { } position => [.. _frames.Skip((int)(position.Seq + 1 - oldest))],
        };
    }

    private TopicFrame Snapshot(long seq, string reason) =>
        new(TopicFrameKind.Snapshot, _streamId, seq, time.GetUtcNow().ToUnixTimeMilliseconds(), "{}"u8.ToArray(), reason);

    private async Task TrimAsync(long nowMs)
    {
        var blocks = 0;
        var frames = 0;
        foreach (var size in _blockSizes)
        {
            var isOld = _frames[frames + size - 1].AtMs < nowMs - s_keptMs;
            if (!isOld && _frames.Count - frames <= FrameLimit)
            {
                break;
            }

            blocks++;
            frames += size;
        }

        if (blocks > 0 && frames < _frames.Count)
        {
            try
            {
                await _journal.TrimAsync(_owner, blocks, CancellationToken.None);
            }
            catch (Exception exception) when (exception is JournalFencedException or JournalUnavailableException)
            {
                LogNotTrimmed(this.GetPrimaryKeyString(), exception);
                DeactivateOnIdle(); // the events are durable all the same: whoever appended them must not do so again
                return;
            }

            _frames.RemoveRange(0, frames);
            for (; blocks > 0; blocks--)
            {
                _blockSizes.Dequeue();
            }
        }
    }

    [LoggerMessage(EventId = 2200, Level = LogLevel.Warning, Message = "Events {Topic} could not be trimmed; the next activation tries again.")]
    private partial void LogNotTrimmed(string topic, Exception exception);
}
