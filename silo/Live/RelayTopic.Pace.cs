namespace MinerMonitor.Silo.Live;

/// <summary>The pace of viewers in mode <c>latest</c>: at most so often, and the newest value always comes.</summary>
internal sealed partial class RelayTopic
{
    private ValueTask PaceAsync()
    {
        if (_paceSet)
        {
            return ValueTask.CompletedTask;
        }

        var left = _options.LatestInterval - _time.GetElapsedTime(_pacedAt);
        if (_paced is null || left <= TimeSpan.Zero)
        {
            return OfferLatestAsync();
        }

        _paceSet = true;
        _pace.Change(left, Timeout.InfiniteTimeSpan);
        return ValueTask.CompletedTask;
    }

    private ValueTask PaceDueAsync()
    {
        _paceSet = false;
        return _paced == _newest ? ValueTask.CompletedTask : OfferLatestAsync();
    }

    private ValueTask OfferLatestAsync()
    {
        var newest = _newest!;
        _paced = newest;
        _pacedAt = _time.GetTimestamp();
        return EachAsync(viewer =>
        {
            if (viewer.IsLatest)
            {
                viewer.Offer(newest);
            }
        });
    }
}
