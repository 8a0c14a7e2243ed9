namespace MinerMonitor.Silo.Live;

/// <summary>The pace of viewers in mode <c>latest</c>: at most so often, and the newest value always comes.</summary>
internal sealed partial class RelayTopic
{
    private void Pace()
    {
        if (_paceSet)
        {
            return;
        }

        var left = _options.LatestInterval - _time.GetElapsedTime(_pacedAt);
        if (_paced is null || left <= TimeSpan.Zero)
        {
            OfferLatest();
        }
        else
        {
            _paceSet = true;
            _pace.Change(left, Timeout.InfiniteTimeSpan);
        }
    }

    private void PaceDue()
    {
        _paceSet = false;
        if (_paced != _newest)
        {
            OfferLatest();
        }
    }

    private void OfferLatest()
    {
        _paced = _newest;
        _pacedAt = _time.GetTimestamp();
        foreach (var viewer in _live)
        {
            if (viewer.IsLatest)
            {
                viewer.Offer(_newest!);
            }
        }
    }
}
