using System.Collections.Immutable;

namespace MinerMonitor.Grains.Feeds;

/// <summary>Counts what each source of one market or of the network did, for the board of feeds.</summary>
/// <param name="target">Market, or <c>network</c>.</param>
/// <param name="ageLimitMs">Silence after which a source is stale, milliseconds.</param>
public sealed class SourceTallies(string target, long ageLimitMs)
{
    /// <summary>Sources counted at most; further ones share the line <c>others</c>.</summary>
    public const int MaxSources = 64;

    private const string Others = "others";
    private const long RepeatMs = 10_000;

    private readonly SortedDictionary<string, FeedReport> _reports = new(StringComparer.Ordinal);
    private long _reportedAtMs;
    private bool _changed;

    /// <summary>Feed of a source that pushes.</summary>
    public static string FeedOfSource(string source) => $"push:{source}";

    /// <summary>Counts one observation.</summary>
    /// <param name="feed">Feed.</param>
    /// <param name="accepted">False when it was refused.</param>
    /// <param name="readingAtMs">Time of the reading, Unix milliseconds.</param>
    /// <param name="nowMs">World time.</param>
    public void Count(string feed, bool accepted, long readingAtMs, long nowMs)
    {
        var old = Find(feed, nowMs);
        Set(accepted
            ? old with { Accepted = old.Accepted + 1, HeardAtMs = nowMs, ReadingAtMs = Math.Max(old.ReadingAtMs ?? readingAtMs, readingAtMs) }
            : old with { Refused = old.Refused + 1, HeardAtMs = nowMs });
    }

    /// <summary>Counts an observation that came before: neither accepted nor refused.</summary>
    public void CountDuplicate(string feed, long nowMs)
    {
        var old = Find(feed, nowMs);
        Set(old with { Duplicates = old.Duplicates + 1, HeardAtMs = nowMs });
    }

    /// <summary>What is to be told now: everything when anything changed or 10 s passed, else nothing.</summary>
    public ImmutableArray<FeedReport> Due(long nowMs)
    {
        if (_reports.Count == 0 || (!_changed && nowMs - _reportedAtMs < RepeatMs))
        {
            return [];
        }

        _changed = false;
        _reportedAtMs = nowMs;
        return [.. _reports.Values];
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _reports.Clear();
        _changed = false;
        _reportedAtMs = 0;
    }

    private FeedReport Find(string feed, long nowMs)
    {
        var name = _reports.ContainsKey(feed) || _reports.Count < MaxSources ? feed : Others;
        return _reports.GetValueOrDefault(name) ?? new FeedReport(name, target, 0, 0, nowMs, null, ageLimitMs);
    }

    private void Set(FeedReport report)
    {
        _reports[report.Feed] = report;
        _changed = true;
    }
}
