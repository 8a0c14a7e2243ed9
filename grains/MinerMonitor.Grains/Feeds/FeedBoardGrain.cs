using System.Collections.Immutable;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Worlds;

namespace MinerMonitor.Grains.Feeds;

/// <inheritdoc cref="IFeedBoardGrain"/>
/// <remarks>Holds nothing of its own: reporters repeat themselves, so a lost board is whole again after 10 s.</remarks>
[GrainType("feed-board")]
internal sealed class FeedBoardGrain(IPayloadEncoder encoder, TimeProvider time) : Grain, IFeedBoardGrain
{
    private static readonly TimeSpan s_cadence = TimeSpan.FromSeconds(1);
    private const int MaxLines = 1024; // seven markets and the network, each with at most 64 sources and "others"

    private const long SilenceMs = 20_000; // of whoever runs an adapter: it repeats itself every 10 s

    private readonly SortedDictionary<(string Target, string Feed), FeedReport> _reports = [];
    private readonly SortedDictionary<string, (FeedStatus Status, long AtMs)> _adapters = new(StringComparer.Ordinal);
    private string _world = "";
    private long _nowMs;
    private bool _dirty;
    private ImmutableArray<FeedLine> _published = [];
    private TopicPublisher _publisher = null!;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _world = this.GetPrimaryKeyString();
        _publisher = new TopicPublisher(
            TopicDirectory.KeyOf(_world, "feeds"), time, () => _nowMs, () => encoder.Encode(new FeedBoardView(_world, _nowMs, Lines())));
        if (!WorldName.IsReplay(_world))
        {
            _nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            this.RegisterGrainTimer(
                _ => AdvanceToAsync(time.GetUtcNow()).AsTask(), new GrainTimerCreationOptions(s_cadence, s_cadence) { KeepAlive = true });
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ReportAsync(ImmutableArray<FeedReport> reports)
    {
        foreach (var report in reports)
        {
            if (_reports.Count < MaxLines || _reports.ContainsKey((report.Target, report.Feed)))
            {
                _reports[(report.Target, report.Feed)] = report;
            }
        }

        _dirty = true;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ReportStatusAsync(FeedStatus status)
    {
        _adapters[status.Feed.Feed] = (status, _nowMs);
        _dirty = true;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask AdvanceToAsync(DateTimeOffset worldTime)
    {
        _nowMs = worldTime.ToUnixTimeMilliseconds();
        var lines = Lines();
        if (_dirty || !lines.Select(line => line.State).SequenceEqual(_published.Select(line => line.State)))
        {
            _dirty = false;
            _published = lines;
            _publisher.Publish();
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ResetAsync()
    {
        ReplayOnly.Demand(_world);
        _reports.Clear();
        _adapters.Clear();
        _published = [];
        _nowMs = 0;
        _dirty = false;
        _publisher.Restart();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<string> GetStreamIdAsync() => ValueTask.FromResult(_publisher.StreamId);

    /// <inheritdoc/>
    public ValueTask<bool> IsWatchedAsync() => ValueTask.FromResult(_publisher.IsWatched);

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<TopicFrame>> SubscribeAsync(ITopicObserver observer, TopicPosition? after) =>
        ValueTask.FromResult(_publisher.Subscribe(observer, after));

    /// <inheritdoc/>
    public ValueTask UnsubscribeAsync(ITopicObserver observer)
    {
        _publisher.Unsubscribe(observer);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<TopicFrame>> ReadAsync(TopicPosition? after) => ValueTask.FromResult(_publisher.Read(after));

    private ImmutableArray<FeedLine> Lines() =>
    [
        .. _adapters.Values.Select(adapter => Line(adapter.Status, adapter.AtMs)),
        .. _reports.Values.Where(report => !_adapters.ContainsKey(report.Feed)).Select(Line),
    ];

    private FeedLine Line(FeedStatus status, long atMs)
    {
        var feed = status.Feed;
        var limitMs = (long?)feed.ReadingAgeLimit?.TotalMilliseconds;
        var report = _reports.GetValueOrDefault((feed.Target, feed.Feed))
            ?? new FeedReport(feed.Feed, feed.Target, 0, 0, status.HeardAtMs ?? status.SinceMs, status.ReadingAtMs, limitMs ?? 0);
        return _nowMs - atMs > SilenceMs
            ? new FeedLine(report, InputState.Missing, "The server that ran it has not been heard of for 20 s; another one takes over.", status)
            : status.State == InputState.Live && _nowMs - status.ReadingAtMs > limitMs
                ? new FeedLine(report, InputState.Stale, $"The newest reading is older than the limit of {limitMs / 1000} s.", status)
                : new FeedLine(report, status.State, status.Reason, status);
    }

    private FeedLine Line(FeedReport report)
    {
        var ageMs = _nowMs - (report.ReadingAtMs ?? report.HeardAtMs);
        return report.ReadingAtMs is null
            ? new FeedLine(report, InputState.Missing, "Everything that came was refused; the answers say why.", null)
            : ageMs > report.AgeLimitMs
                ? new FeedLine(report, InputState.Stale, $"The newest reading is older than the limit of {report.AgeLimitMs / 1000} s.", null)
                : new FeedLine(report, InputState.Live, null, null);
    }
}
