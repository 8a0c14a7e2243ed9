namespace MinerMonitor.Grains.Networks;

/// <summary>The feeds of the chain that are heard, which of them is believed, and what is wrong with the others.</summary>
/// <remarks>
/// A feed is not taken while one of a higher rank was heard within the last minute: two sources would move the tip to and fro. Heights of
/// both are compared all the same: one that stays more than two blocks behind the other for ten minutes is doubted, and said so.
/// Nothing of it is stored: feeds repeat themselves within seconds.
/// </remarks>
internal sealed class NetworkSources
{
    private const long BelievedMs = 60_000;
    private const long ComparedMs = 300_000;
    private const long PatienceMs = 600_000;
    private const int ToleratedBlocks = 2;

    private readonly SortedDictionary<string, (int Rank, int BlockHeight, long HeardAtMs)> _heard = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _behindSinceMs = new(StringComparer.Ordinal);

    /// <summary>Notes what a feed says of the tip.</summary>
    public void Hear(NetworkObservation seen, long nowMs)
    {
        if (seen is not { Rank: > 0, IsHistory: false, BlockHeight: { } height, Feed: { } feed }) return;
        _heard[feed] = (seen.Rank, height, nowMs);
        var compared = _heard.Where(source => nowMs - source.Value.HeardAtMs <= ComparedMs).ToList();
        var highest = compared.Max(source => source.Value.BlockHeight);
        foreach (var (name, source) in compared)
        {
            if (highest - source.BlockHeight > ToleratedBlocks) _behindSinceMs.TryAdd(name, nowMs);
            else _behindSinceMs.Remove(name);
        }
    }

    /// <summary>True while a feed of a higher rank than this one is heard.</summary>
    public bool IsOutranked(int rank, long nowMs) =>
        rank > 0 && _heard.Values.Any(source => source.Rank > rank && nowMs - source.HeardAtMs <= BelievedMs);

    /// <summary>What is wrong with a feed, one sentence; null when nothing is.</summary>
    public string? DoubtOf(string? feed, long nowMs)
    {
        if (feed is null || !_behindSinceMs.TryGetValue(feed, out var sinceMs) || nowMs - sinceMs < PatienceMs) return null;
        var (other, ahead) = _heard.Where(source => nowMs - source.Value.HeardAtMs <= ComparedMs).MaxBy(source => source.Value.BlockHeight);
        return other is null || other == feed ? null : FormattableString.Invariant(
            $"It has been {ahead.BlockHeight - _heard[feed].BlockHeight} blocks behind {other} for {(nowMs - sinceMs) / 60_000} min: one of the two follows another chain or hangs.");
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _heard.Clear();
        _behindSinceMs.Clear();
    }
}
