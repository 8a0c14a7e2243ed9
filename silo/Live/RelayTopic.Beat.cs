namespace MinerMonitor.Silo.Live;

/// <summary>Signs of life. Those of many viewers are spread over half of the interval, so that no frame has to wait for all of them.</summary>
internal sealed partial class RelayTopic
{
    private const int BeatParts = 10;

    private ViewerTopic[] _beating = [];
    private int _beaten;

    private void Beat()
    {
        if (_isAttached)
        {
            _beating = [.. _live];
            _beaten = 0;
            BeatOn();
        }

        if (++_beats % 2 == 0 && _isAttached)
        {
            Ask();
        }
    }

    private void BeatOn()
    {
        var from = _beaten;
        _beaten = Math.Min(_beating.Length, from + Math.Max(ViewersASlice, (_beating.Length / BeatParts) + 1));
        if (_beaten < _beating.Length)
        {
            _beatOn.Change(_options.HeartbeatInterval / (2 * BeatParts), Timeout.InfiniteTimeSpan);
        }

        foreach (var viewer in _beating.AsSpan(from, _beaten - from))
        {
            viewer.OfferHeartbeat();
        }
    }
}
