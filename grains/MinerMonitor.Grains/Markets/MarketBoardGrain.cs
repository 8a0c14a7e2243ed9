using System.Collections.Immutable;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Worlds;

namespace MinerMonitor.Grains.Markets;

/// <inheritdoc cref="IMarketBoardGrain"/>
/// <remarks>Holds nothing of its own: after a loss it reads each market once.</remarks>
[GrainType("market-board")]
internal sealed class MarketBoardGrain(IPayloadEncoder encoder, TimeProvider time) : Grain, IMarketBoardGrain
{
    private static readonly TimeSpan s_cadence = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, MarketView> _markets = new(StringComparer.Ordinal);
    private string _world = "";
    private long _nowMs;
    private bool _dirty;
    private TopicPublisher _publisher = null!;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _world = this.GetPrimaryKeyString();
        _publisher = new TopicPublisher(
            TopicDirectory.KeyOf(_world, "markets"), time, () => _nowMs, () => encoder.Encode(new MarketBoardView(_world, _nowMs, InOrder())));
        await ReadMarketsAsync();
        if (!WorldName.IsReplay(_world))
        {
            _nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            this.RegisterGrainTimer(
                _ => AdvanceToAsync(time.GetUtcNow()).AsTask(), new GrainTimerCreationOptions(s_cadence, s_cadence) { KeepAlive = true });
        }
    }

    /// <inheritdoc/>
    public ValueTask ObserveAsync(MarketView market)
    {
        _markets[market.Market] = market;
        _dirty = true;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask AdvanceToAsync(DateTimeOffset worldTime)
    {
        _nowMs = worldTime.ToUnixTimeMilliseconds();
        if (_dirty)
        {
            _dirty = false;
            _publisher.Publish();
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask ResetAsync()
    {
        ReplayOnly.Demand(_world);
        _nowMs = 0;
        _dirty = false;
        await ReadMarketsAsync();
        _publisher.Restart();
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

    private ImmutableArray<MarketView> InOrder() => [.. MarketName.All.Select(market => _markets[market])];

    private async ValueTask ReadMarketsAsync()
    {
        foreach (var market in MarketDirectory.All(GrainFactory, _world))
        {
            var view = await market.GetViewAsync();
            _markets[view.Market] = view;
        }
    }
}
