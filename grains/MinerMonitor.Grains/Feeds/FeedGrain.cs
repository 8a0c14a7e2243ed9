using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Worlds;

namespace MinerMonitor.Grains.Feeds;

/// <inheritdoc cref="IFeedGrain"/>
[GrainType("feed"), KeepAlive]
internal sealed partial class FeedGrain(
    IFeedCatalogue catalogue, ILocalSiloDetails silo, LocalFeeds local, TimeProvider time, ILogger<FeedGrain> logger) : Grain, IFeedGrain
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_lookWhenOff = TimeSpan.FromSeconds(10);

    private FeedMeter? _meter;
    private FeedTap? _tap;
    private FeedRun? _run;
    private long _pingedAt;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var feed = this.GetPrimaryKeyString();
        if (catalogue.Feeds.FirstOrDefault(known => known.Feed == feed) is not { } description)
        {
            return Task.CompletedTask;
        }

        _meter = new FeedMeter(description, silo.SiloAddress.ToString(), time, logger);
        _tap = new FeedTap(time);
        _pingedAt = time.GetTimestamp();
        if (description.IsEnabled)
        {
            var link = new FeedLink(description, new FeedSink(_meter), _meter, _tap, time);
            _run = FeedRun.Start(catalogue.CreateAdapter(feed), link, GrainFactory, logger);
            local.Add(_meter);
        }
        else
        {
            _meter.Enter(InputState.Off, "Switched off by configuration.");
        }

        this.RegisterGrainTimer(
            _ => LookAsync(), new GrainTimerCreationOptions(TimeSpan.Zero, description.IsEnabled ? s_look : s_lookWhenOff) { KeepAlive = true });
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => await StopAsync();

    public ValueTask PingAsync()
    {
        _pingedAt = time.GetTimestamp();
        if (_meter is null)
        {
            DeactivateOnIdle(); // nobody configured it
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<FeedStatus?> GetStatusAsync() => ValueTask.FromResult(_meter?.Read());

    public ValueTask<ImmutableArray<TappedMessage>> ReadTapAsync(long after) => ValueTask.FromResult(_tap?.Read(after) ?? []);

    /// <summary>Ends an adapter that lost its keepers, and tells the board how the others are.</summary>
    private async Task LookAsync()
    {
        if (_run is not null && time.GetElapsedTime(_pingedAt) > s_lease)
        {
            LogLeaseOver(this.GetPrimaryKeyString());
            await StopAsync();
            DeactivateOnIdle();
            return;
        }

        await GrainFactory.GetGrain<IFeedBoardGrain>(WorldName.Live).ReportStatusAsync(_meter!.Read());
    }

    private async Task StopAsync()
    {
        if (_run is { } run)
        {
            _run = null;
            local.Remove(_meter!);
            await run.DisposeAsync();
        }
    }

    [LoggerMessage(EventId = 3310, Level = LogLevel.Warning, Message = "Feed {Feed} stops here: no keeper asked for it for 10 s.")]
    private partial void LogLeaseOver(string feed);
}
