using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging;

namespace MinerMonitor.Grains.Feeds;

/// <summary>Health of one running adapter: what it says of itself, and what is counted. Thread-safe.</summary>
/// <param name="feed">The feed.</param>
/// <param name="silo">Silo that runs it.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Takes state changes and the first of each kind of fault.</param>
public sealed partial class FeedMeter(FeedDescription feed, string silo, TimeProvider time, ILogger logger)
{
    private const int MaxReasons = 64;
    private const int LoggedFaultLength = 500;
    private const int LogEvery = 1_000;
    private const string OtherReasons = "others";

    private readonly Lock _lock = new();
    private readonly LagWindow _lags = new();
    private readonly SortedDictionary<string, long> _refusals = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _reconnects = new(StringComparer.Ordinal);
    private string _state = FeedStates.Connecting;
    private string? _reason;
    private string? _doubt;
    private string? _progress;
    private string? _endpoint;
    private long _sinceMs = time.GetUtcNow().ToUnixTimeMilliseconds();
    private long? _heardAtMs;
    private long? _livelyAtMs;
    private long? _readingAtMs;
    private long _messages;
    private long _bytes;
    private long _readings;

    /// <summary>The feed.</summary>
    public FeedDescription Feed => feed;

    /// <summary>Now, Unix milliseconds.</summary>
    public long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>State of the adapter; one of <see cref="FeedStates"/> or <see cref="Sectors.InputState"/>.</summary>
    public string State
    {
        get
        {
            lock (_lock)
            {
                return _state;
            }
        }
    }

    /// <summary>Changes the state.</summary>
    /// <param name="state">New state.</param>
    /// <param name="reason">Why, when not live: one sentence with its remedy, without keys or tokens.</param>
    public void Enter(string state, string? reason = null)
    {
        bool isNew;
        lock (_lock)
        {
            isNew = _state != state;
            if (isNew)
            {
                _sinceMs = NowMs;
            }

            (_state, _reason) = (state, reason);
        }

        if (isNew)
        {
            LogState(feed.Feed, state, reason ?? "");
        }
    }

    /// <summary>Says what is wrong with what a live feed delivers, as its target sees it; null when nothing is.</summary>
    public void Doubt(string? reason)
    {
        lock (_lock)
        {
            _doubt = reason;
        }
    }

    /// <summary>Names the host that the adapter is connected to.</summary>
    public void ConnectedTo(string endpoint)
    {
        lock (_lock)
        {
            _endpoint = endpoint;
        }
    }

    /// <summary>Says how far a back-fill came.</summary>
    public void Report(string progress)
    {
        lock (_lock)
        {
            _progress = progress;
        }
    }

    /// <summary>Counts a message of any kind; a pong has no bytes.</summary>
    public void Hear(int bytes)
    {
        lock (_lock)
        {
            _heardAtMs = NowMs;
            _messages += bytes > 0 ? 1 : 0;
            _bytes += bytes;
        }
    }

    /// <summary>Counts a sign that the stream lives: heartbeat, control stream, busy data.</summary>
    public void HearLife()
    {
        lock (_lock)
        {
            _livelyAtMs = NowMs;
        }
    }

    /// <summary>Makes the times of a message: a time that lies too far ahead is replaced by the receipt and counted.</summary>
    /// <param name="epoch">The source's time since 1970 in s, ms or µs; null when it gives none.</param>
    /// <param name="receivedAtMs">Receipt, Unix milliseconds.</param>
    public FeedTime TimeOf(long? epoch, long receivedAtMs)
    {
        if (epoch is not > 0)
        {
            return new FeedTime(null, receivedAtMs);
        }

        var sourceAtMs = FeedTime.ToUnixMilliseconds(epoch.Value);
        if (sourceAtMs - receivedAtMs > FeedTime.AheadLimitMs)
        {
            Count("clock-ahead");
            lock (_lock)
            {
                _lags.Add(receivedAtMs - sourceAtMs);
            }

            return new FeedTime(null, receivedAtMs);
        }

        return new FeedTime(sourceAtMs, receivedAtMs);
    }

    /// <summary>Counts a reading; called by the sink.</summary>
    internal void Read(FeedTime at)
    {
        lock (_lock)
        {
            _readings++;
            _readingAtMs = at.ReceivedAtMs;
            if (at.SourceAtMs is { } source)
            {
                _lags.Add(at.ReceivedAtMs - source);
            }
        }
    }

    /// <summary>Counts something that was not used, or replaced: <c>duplicate</c>, <c>crossed</c>, <c>unknown-side</c> …</summary>
    /// <param name="reason">Short name of the reason, from a fixed set.</param>
    /// <returns>How often it happened.</returns>
    public long Count(string reason)
    {
        lock (_lock)
        {
            return Increment(_refusals, reason);
        }
    }

    /// <summary>Counts a message that cannot be used as a whole, and logs the first and every 1,000th of its kind.</summary>
    /// <param name="reason">Short name of the reason: <c>malformed</c>, <c>not-json</c>, <c>too-large</c> …</param>
    /// <param name="message">The message; its first 500 characters go to the log.</param>
    /// <param name="fault">What is wrong with it.</param>
    public void Refuse(string reason, ReadOnlySpan<byte> message, string fault)
    {
        var count = Count(reason);
        if (count % LogEvery == 1)
        {
            LogRefused(feed.Feed, reason, count, fault, Encoding.UTF8.GetString(message[..Math.Min(message.Length, LoggedFaultLength)]));
        }
    }

    /// <summary>Counts a connection that ended.</summary>
    /// <param name="reason">Short name of the reason: <c>silent</c>, <c>closed</c>, <c>planned</c> …</param>
    public void CountReconnect(string reason)
    {
        lock (_lock)
        {
            Increment(_reconnects, reason);
        }
    }

    /// <summary>Everything as it is now.</summary>
    public FeedStatus Read()
    {
        lock (_lock)
        {
            var (p50, p99, ahead) = _lags.Read();
            var (state, reason) = _state == Sectors.InputState.Live && _doubt is { } doubt ? (FeedStates.Degraded, doubt) : (_state, _reason);
            return new FeedStatus(
                feed, state, reason, _sinceMs, _heardAtMs, _livelyAtMs, _readingAtMs, _messages, _bytes, _readings,
                _refusals.ToImmutableSortedDictionary(StringComparer.Ordinal), _reconnects.ToImmutableSortedDictionary(StringComparer.Ordinal),
                p50, p99, ahead, _progress, _endpoint, silo);
        }
    }

    private static long Increment(SortedDictionary<string, long> counts, string reason)
    {
        var name = counts.ContainsKey(reason) || counts.Count < MaxReasons ? reason : OtherReasons;
        return counts[name] = counts.GetValueOrDefault(name) + 1;
    }

    [LoggerMessage(EventId = 3300, Level = LogLevel.Information, Message = "Feed {Feed} is {State}. {Reason}")]
    private partial void LogState(string feed, string state, string reason);

    [LoggerMessage(EventId = 3301, Level = LogLevel.Warning, Message = "Feed {Feed}: {Reason} ({Count} so far): {Fault} Message: {Message}")]
    private partial void LogRefused(string feed, string reason, long count, string fault, string message);
}
