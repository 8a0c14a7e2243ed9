using System.Collections.Immutable;
using MinerMonitor.Grains.Live;

namespace MinerMonitor.Silo.Live;

/// <summary>How a viewer gets from its own position, or none, into the live stream without losing or repeating a frame.</summary>
internal sealed partial class RelayTopic
{
    private void Admit(ViewerTopic viewer, TopicPosition? resume)
    {
        if (_end is var (code, sentence))
        {
            viewer.Fail(code, sentence);
        }
        else if (!_isEventTopic && _newest is not null && resume is null)
        {
            // Also while the owner cannot be reached: the last value with its time is true, and a screen that reloads needs it.
            viewer.Offer(_newest, "first");
            _live.Add(viewer);
        }
        else if (!_isAttached)
        {
            _waiting[viewer] = resume;
        }
        else if (resume is { } position)
        {
            Readmit(viewer, position);
        }
        else
        {
            CatchUp(viewer, null);
        }
    }

    private void Readmit(ViewerTopic viewer, TopicPosition position)
    {
        var isSameStream = position.StreamId == _position?.StreamId;
        if (isSameStream && position.Seq == _position!.Value.Seq)
        {
            viewer.StartAt(position);
            _live.Add(viewer);
        }
        else if (!_isEventTopic && !isSameStream && _newest is not null)
        {
            viewer.Offer(_newest, "stream");
            _live.Add(viewer);
        }
        else if (isSameStream && viewer.IsLatest && position.Seq < _position!.Value.Seq)
        {
            viewer.StartAt(position);
            viewer.Offer(_newest!);
            _live.Add(viewer);
        }
        else
        {
            viewer.StartAt(position);
            CatchUp(viewer, position);
        }
    }

    private void CatchUp(ViewerTopic viewer, TopicPosition? after)
    {
        _catchingUp.Add(viewer);
        _ = CatchUpAsync(viewer, after);
    }

    private async Task CatchUpAsync(ViewerTopic viewer, TopicPosition? after)
    {
        try
        {
            var frames = await _owner.ReadAsync(after);
            Post(() => CaughtUp(viewer, after, frames));
        }
        catch (UnknownTopicException exception)
        {
            Post(() => EndAll(exception.Code, exception.Message));
        }
        catch (Exception exception)
        {
            Post(() =>
            {
                if (_catchingUp.Remove(viewer))
                {
                    _waiting[viewer] = after;
                }

                if (!_isAsking)
                {
                    NotAnswered(exception);
                }
            });
        }
    }

    private void CaughtUp(ViewerTopic viewer, TopicPosition? after, ImmutableArray<TopicFrame> frames)
    {
        if (!_catchingUp.Contains(viewer))
        {
            return; // left meanwhile, or the topic ended
        }

        // A week of events is more than may wait: half of the room at a time, the rest when the viewer has taken most of it.
        var part = Math.Min(frames.Length, Math.Max(1, _options.FramesWaiting / 2));
        foreach (var frame in frames.AsSpan(0, part))
        {
            viewer.Offer(new RelayFrame(Name, frame));
        }

        var reached = part == 0 ? after : new TopicPosition(frames[part - 1].StreamId, frames[part - 1].Seq);
        if (part < frames.Length)
        {
            viewer.WhenDrained(() => Post(() => CaughtUp(viewer, reached, frames[part..])));
        }
        else if (reached is { } position && position.StreamId == _position?.StreamId && position.Seq < _position.Value.Seq)
        {
            // More happened while the owner was read.
            viewer.WhenDrained(() => Post(() =>
            {
                if (_catchingUp.Contains(viewer))
                {
                    CatchUp(viewer, position);
                }
            }));
        }
        else if (reached?.StreamId == _position?.StreamId)
        {
            _catchingUp.Remove(viewer);
            _live.Add(viewer);
        }
        else
        {
            // The owner began a new stream of which this relay has not heard yet.
            _catchingUp.Remove(viewer);
            _waiting[viewer] = reached;
            Ask();
        }
    }
}
