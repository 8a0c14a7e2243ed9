namespace MinerMonitor.Model.Markets;

/// <summary>When a source was alive, as intervals that do not overlap: the honest denominator of a rolling sum.</summary>
[GenerateSerializer, Alias("mm.market.alive-time")]
public sealed class AliveTime
{
    [Id(0)] private readonly List<long> _fromMs = [];
    [Id(1)] private readonly List<long> _toMs = [];

    /// <summary>Adds an interval; what overlaps counts once.</summary>
    public void Add(long fromMs, long toMs)
    {
        if (toMs <= fromMs)
        {
            return;
        }

        var first = _toMs.FindIndex(to => to >= fromMs);
        if (first < 0)
        {
            _fromMs.Add(fromMs);
            _toMs.Add(toMs);
            return;
        }

        var after = _fromMs.FindIndex(first, from => from > toMs);
        after = after < 0 ? _fromMs.Count : after;
        if (after > first)
        {
            fromMs = Math.Min(fromMs, _fromMs[first]);
            toMs = Math.Max(toMs, _toMs[after - 1]);
            _fromMs.RemoveRange(first, after - first);
            _toMs.RemoveRange(first, after - first);
        }

        _fromMs.Insert(first, fromMs);
        _toMs.Insert(first, toMs);
    }

    /// <summary>Takes back what lies after a moment.</summary>
    public void CutAfter(long ms)
    {
        var kept = _fromMs.TakeWhile(from => from < ms).Count();
        _fromMs.RemoveRange(kept, _fromMs.Count - kept);
        _toMs.RemoveRange(kept, _toMs.Count - kept);
        if (kept > 0)
        {
            _toMs[^1] = Math.Min(_toMs[^1], ms);
        }
    }

    /// <summary>Share of the window that ends now in which the source was alive, 0 to 1.</summary>
    public double CoverageAt(long nowMs, long windowMs)
    {
        long aliveMs = 0;
        for (var i = 0; i < _fromMs.Count; i++)
        {
            aliveMs += Math.Max(0, Math.Min(_toMs[i], nowMs) - Math.Max(_fromMs[i], nowMs - windowMs));
        }

        return (double)aliveMs / windowMs;
    }

    /// <summary>Forgets what lies before a moment.</summary>
    public void ForgetBefore(long ms)
    {
        var gone = _toMs.TakeWhile(to => to < ms).Count();
        _fromMs.RemoveRange(0, gone);
        _toMs.RemoveRange(0, gone);
    }
}
