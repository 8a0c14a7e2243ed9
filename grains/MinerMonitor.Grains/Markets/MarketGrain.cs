using System.Collections.Immutable;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Worlds;

namespace MinerMonitor.Grains.Markets;

/// <summary>What all markets share: taking observations, storing, frames, telling the sector and the boards.</summary>
/// <remarks>
/// In <c>live</c> a change is told at once, and at most every 100 ms; a timer moves the time on each second. In a replay everything is told
/// when the world advances, so that frames do not depend on the machine's pace. What the sector knows is repeated every 10 s: a lost push heals.
/// </remarks>
/// <typeparam name="TBook">The part that differs.</typeparam>
internal abstract partial class MarketGrain<TBook>(
    string market, IPersistentState<TBook> state, IPayloadEncoder encoder, TimeProvider time) : Grain, IMarketGrain
    where TBook : class, IMarketBook, new()
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_storeEvery = TimeSpan.FromSeconds(10);

    private const long RepeatMs = 10_000;

    private string _world = "";
    private bool _live;
    private long _nowMs;
    private TopicPublisher _publisher = null!;
    private SourceTallies _tallies = null!;
    private MarketReading? _told;
    private ImmutableArray<SectorInput> _pushed = [];
    private long _pushedAtMs;
    private long _flushedAt;
    private long _storedAt;
    private bool _dirty;
    private bool _unstored;
    private IGrainTimer? _flush;

    /// <summary>The part that differs.</summary>
    protected TBook Book => state.State;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        _world = WorldName.OfKey(key);
        _live = !WorldName.IsReplay(_world);
        Prepare(Book);
        _nowMs = _live ? time.GetUtcNow().ToUnixTimeMilliseconds() : 0;
        _publisher = new TopicPublisher(TopicDirectory.KeyOf(_world, $"market/{market}"), time, () => _nowMs, () => encoder.Encode(View()));
        _tallies = new SourceTallies(market, Book.Reading(_nowMs).AgeLimitMs);
        _dirty = true;
        if (_live)
        {
            this.RegisterGrainTimer(
                _ => AdvanceToAsync(time.GetUtcNow()).AsTask(), new GrainTimerCreationOptions(s_tick, s_tick) { KeepAlive = true });
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_unstored)
        {
            await StoreAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<MarketRefusal>> ObserveAsync(ImmutableArray<MarketObservation> observations)
    {
        if (_live)
        {
            _nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        }

        var refusals = ImmutableArray.CreateBuilder<MarketRefusal>();
        for (var i = 0; i < observations.Length; i++)
        {
            if (Observe(i, observations[i]) is { } refusal)
            {
                refusals.Add(refusal);
            }
        }

        if (_unstored && Book.StoresAtOnce)
        {
            await StoreAsync();
        }

        if (_live)
        {
            ScheduleFlush();
        }

        return refusals.ToImmutable();
    }

    /// <inheritdoc/>
    public async ValueTask AdvanceToAsync(DateTimeOffset worldTime)
    {
        _nowMs = worldTime.ToUnixTimeMilliseconds();
        Book.AdvanceTo(_nowMs);
        await FlushAsync();
        if (_unstored && time.GetElapsedTime(_storedAt) >= s_storeEvery)
        {
            await StoreAsync();
        }
    }

    /// <inheritdoc/>
    public ValueTask<MarketView> GetViewAsync() => ValueTask.FromResult(View());

    /// <inheritdoc/>
    public ValueTask<string> GetStreamIdAsync() => ValueTask.FromResult(_publisher.StreamId);

    /// <inheritdoc/>
    public ValueTask<bool> IsWatchedAsync() => ValueTask.FromResult(_publisher.IsWatched);

    /// <inheritdoc/>
    public ValueTask ResetAsync()
    {
        ReplayOnly.Demand(_world);
        state.State = new TBook();
        Prepare(Book);
        _nowMs = 0;
        _told = null;
        _pushed = [];
        _dirty = true;
        _tallies.Clear();
        _publisher.Restart();
        return ValueTask.CompletedTask;
    }

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

    /// <summary>Gives a new or restored book what is configured rather than stored.</summary>
    protected virtual void Prepare(TBook book)
    {
        // Most books have no settings.
    }

    private MarketView View() => new(_world, market, _nowMs, Book.Reading(_nowMs), Book.Section(_nowMs));

    private void ScheduleFlush()
    {
        // A timer, so that who posts does not wait for the sector, nor is refused because of it.
        if (_flush is null)
        {
            var left = s_quiet - time.GetElapsedTime(_flushedAt);
            _flush = this.RegisterGrainTimer(
                _ => FlushAsync(), new GrainTimerCreationOptions(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        }
    }

    private async Task FlushAsync()
    {
        _flush?.Dispose();
        _flush = null;
        if (_dirty)
        {
            _flushedAt = time.GetTimestamp(); // a second that passed without news must not make the next ones wait
        }

        var reading = Book.Reading(_nowMs);
        var changed = _dirty || reading != _told;

        await PushInputsAsync();
        if (Book.Events.Count > 0)
        {
            ImmutableArray<MonitorEvent> events = [.. Book.Events];
            await GrainFactory.GetGrain<IEventLogGrain>(TopicDirectory.KeyOf(_world, "events/sector")).AppendAsync(events);
            Book.ForgetEvents(events.Length);
        }

        if (changed || Book.MovesWithTime)
        {
            _publisher.Publish();
            await GrainFactory.GetGrain<IMarketBoardGrain>(_world).ObserveAsync(View());
        }

        if (_tallies.Due(_nowMs) is { Length: > 0 } reports)
        {
            await GrainFactory.GetGrain<IFeedBoardGrain>(_world).ReportAsync(reports);
        }

        // Last: what failed above is told again with the next advance.
        _told = reading;
        _dirty = false;
    }

    private async ValueTask PushInputsAsync()
    {
        var inputs = Book.Inputs(_nowMs);
        if (inputs.IsEmpty || (inputs.SequenceEqual(_pushed) && _nowMs - _pushedAtMs < RepeatMs))
        {
            return;
        }

        await GrainFactory.GetGrain<ISectorGrain>(_world).ObserveAsync(inputs);
        _pushed = inputs;
        _pushedAtMs = _nowMs;
    }

    private async Task StoreAsync()
    {
        _storedAt = time.GetTimestamp();
        if (_live)
        {
            await this.StoreAsync(() => state.WriteStateAsync());
        }

        _unstored = false;
    }
}
