using System.Collections.Immutable;
using MinerMonitor.Grains.Live;

namespace MinerMonitor.Silo.Live;

/// <summary>Asking the owner: to subscribe, to renew, to repair a gap; one question at a time, again with back-off while it cannot be reached.</summary>
internal sealed partial class RelayTopic
{
    private void Ask()
    {
        if (_end is not null)
        {
            return;
        }

        if (_isAsking)
        {
            _askAgain = true;
            return;
        }

        _isAsking = true;
        _askAgain = false;
        _ = AskAsync(_position);
    }

    private async Task AskAsync(TopicPosition? after)
    {
        try
        {
            var frames = await _owner.SubscribeAsync(_self, after);
            Post(() => AnsweredAsync(frames));
        }
        catch (UnknownTopicException exception)
        {
            Post(() => EndAll(exception.Code, exception.Message));
        }
        catch (Exception exception)
        {
            Post(() => NotAnswered(exception));
        }
    }

    private async ValueTask AnsweredAsync(ImmutableArray<TopicFrame> frames)
    {
        _isAsking = false;
        _isAttached = true;
        if (_failures > 0)
        {
            LogOwnerBack(Name, _failures);
            _failures = 0;
        }

        await ApplyAsync(frames, isAnswer: true);
        foreach (var (viewer, resume) in _waiting.ToArray())
        {
            _waiting.Remove(viewer);
            Admit(viewer, resume);
        }

        if (_askAgain)
        {
            Ask();
        }
    }

    private void NotAnswered(Exception exception)
    {
        _isAsking = false;
        _isAttached = false;
        if (_failures++ == 0)
        {
            LogOwnerLost(exception, Name);
        }

        var wait = _options.RetryFirst * Math.Pow(2, Math.Min(_failures - 1, 16));
        _retry.Change(wait < _options.RetryLimit ? wait : _options.RetryLimit, Timeout.InfiniteTimeSpan);
    }
}
