using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Stress;

namespace MinerMonitor.Grains.Networks;

/// <inheritdoc cref="INetworkGrain"/>
[GrainType("network")]
internal sealed class NetworkGrain : Grain, INetworkGrain
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    /// <summary>A source that repeats a height every few seconds must not move the sector each time.</summary>
    private const long HeardPushMs = 60_000;

    private readonly IPersistentState<NetworkState> _state;
    private readonly TimeProvider _time;
    private readonly TimeSpan _ageLimit;
    private readonly string _world;
    private readonly TopicPublisher _publisher;
    private readonly SourceTallies _tallies;
    private readonly NetworkSources _sources = new();
    private readonly NetworkPulse _pulse = new();
    private long _worldMs;
    private long _pushedHeardAtMs;
    private string _shownState = "";

    public NetworkGrain(
        [PersistentState("state", StorageNames.Provider)] IPersistentState<NetworkState> state,
        IPayloadEncoder encoder,
        TimeProvider time,
        IOptions<StressModelOptions> model)
    {
        _state = state;
        _time = time;
        _ageLimit = model.Value.AgeLimits.Chain;
        _world = this.GetPrimaryKeyString();
        _tallies = new SourceTallies("network", (long)_ageLimit.TotalMilliseconds);
        _publisher = new TopicPublisher(
            TopicDirectory.KeyOf(_world, "network"), time, () => WorldMs, () => encoder.Encode(NetworkViews.Of(_world, _state.State, _pulse, WorldMs, _ageLimit)));
    }

    private long WorldMs => WorldName.IsReplay(_world) ? _worldMs : _time.GetUtcNow().ToUnixTimeMilliseconds();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (WorldName.IsReplay(_world)) return Task.CompletedTask;
        this.RegisterGrainTimer(
            static (self, _) => self.AdvanceToAsync(self._time.GetUtcNow()).AsTask(), this, new GrainTimerCreationOptions(s_tick, s_tick) { KeepAlive = true });
        return Task.CompletedTask;
    }

    public async ValueTask<NetworkOutcome> ObserveAsync(ImmutableArray<NetworkObservation> observations)
    {
        var chain = new NetworkChain(_state.State);
        var refused = ImmutableArray.CreateBuilder<NetworkRefusal>();
        var (accepted, duplicates) = (0, 0);
        var pulsed = false;
        foreach (var (index, seen) in observations.Index())
        {
            // A replay's observations carry its time; its clock may be moved only after them.
            if (WorldName.IsReplay(_world)) _worldMs = Math.Max(_worldMs, seen.AtMs ?? 0);
            var fault = NetworkRules.FaultOf(seen, _state.State, WorldMs);
            // A publication is no feed: nobody waits for its next one.
            if (seen.QuotedRetargetChange is null)
                _tallies.Count(seen.Feed ?? SourceTallies.FeedOfSource(seen.Source), fault is null, Math.Min(seen.AtMs ?? WorldMs, WorldMs), WorldMs);
            if (fault is { } why)
            {
                refused.Add(new NetworkRefusal(index, why.Code, why.Reason));
                continue;
            }

            _sources.Hear(seen, WorldMs);
            if (_sources.IsOutranked(seen.Rank, WorldMs))
            {
                duplicates++;
                continue;
            }

            pulsed |= _pulse.Take(seen, WorldMs);
            if (chain.Apply(seen, WorldMs)) accepted++;
            else duplicates++;
        }

        if (accepted > 0) await StoreAsync();
        if (accepted > 0 || pulsed) _publisher.Publish();

        if (accepted > 0 || _state.State.HeardAtMs - _pushedHeardAtMs >= HeardPushMs) await PushAsync();
        await TellAsync();
        return new NetworkOutcome(accepted, duplicates, refused.DrainToImmutable(), _sources.DoubtOf(observations.LastOrDefault()?.Feed, WorldMs));
    }

    public ValueTask<ChainGaps> GetGapsAsync(int rank)
    {
        var gaps = new ChainHistory(_state.State).Gaps();
        return ValueTask.FromResult(_sources.IsOutranked(rank, WorldMs) ? gaps with { Heights = [] } : gaps);
    }

    public ValueTask<ChainDay?> GetDayAsync(DateOnly day, int? lastHeightBefore) =>
        ValueTask.FromResult(NetworkDays.Of(_state.State, day, lastHeightBefore));

    public async ValueTask AdvanceToAsync(DateTimeOffset worldTime)
    {
        _worldMs = worldTime.ToUnixTimeMilliseconds();
        var (state, _) = NetworkViews.StateOf(_state.State, WorldMs, _ageLimit);
        if (state != _shownState)
        {
            _shownState = state;
            _publisher.Publish();
        }

        await TellAsync();
        if (_tallies.Due(WorldMs) is { Length: > 0 } reports) await GrainFactory.GetGrain<IFeedBoardGrain>(_world).ReportAsync(reports);
    }

    public ValueTask<string> GetStreamIdAsync() => ValueTask.FromResult(_publisher.StreamId);

    public ValueTask<bool> IsWatchedAsync() => ValueTask.FromResult(_publisher.IsWatched);

    public async ValueTask ResetAsync()
    {
        if (!WorldName.IsReplay(_world)) throw new InvalidOperationException("The live world is never reset.");
        await _state.ClearStateAsync();
        (_worldMs, _pushedHeardAtMs, _shownState) = (0, 0, "");
        _tallies.Clear();
        _sources.Clear();
        _pulse.Clear();
        _publisher.Restart();
        _publisher.Publish();
    }

    public ValueTask<ImmutableArray<TopicFrame>> SubscribeAsync(ITopicObserver observer, TopicPosition? after) =>
        ValueTask.FromResult(_publisher.Subscribe(observer, after));

    public ValueTask UnsubscribeAsync(ITopicObserver observer)
    {
        _publisher.Unsubscribe(observer);
        return ValueTask.CompletedTask;
    }

    public ValueTask<ImmutableArray<TopicFrame>> ReadAsync(TopicPosition? after) => ValueTask.FromResult(_publisher.Read(after));

    private async Task PushAsync()
    {
        if (NetworkViews.ReadingOf(_state.State) is not { } reading) return;
        await GrainFactory.GetGrain<ISectorGrain>(_world).ObserveChainAsync(reading);
        _pushedHeardAtMs = reading.HeardAtMs;
    }

    /// <summary>Hands stored events to the log. What a crash keeps here is told again by the next activation, at most once more.</summary>
    private async Task TellAsync()
    {
        if (_state.State.Outbox.Count == 0) return;
        await GrainFactory.GetGrain<IEventLogGrain>(TopicDirectory.KeyOf(_world, "blocks")).AppendAsync([.. _state.State.Outbox]);
        _state.State.Outbox.Clear();
        await StoreAsync();
    }

    private Task StoreAsync() => this.StoreAsync(() => _state.WriteStateAsync());
}
