using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Stress;

namespace MinerMonitor.Grains.Sectors;

/// <inheritdoc cref="ISectorGrain"/>
/// <remarks>
/// In <c>live</c> the first change after quiet is computed at once, later ones at most every 100 ms, and once a second the ages are
/// looked at; a frame follows when anything but an age changed. In a replay nothing happens between two advances, so that a scenario
/// gives the same frames at any speed.
/// </remarks>
[GrainType("sector")]
internal sealed partial class SectorGrain : Grain, ISectorGrain
{
    private static readonly TimeSpan s_coalesce = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    private readonly IPersistentState<SectorState> _state;
    private readonly IPersistentState<SectorPast> _past;
    private readonly TimeProvider _time;
    private readonly StressModelOptions _options;
    private readonly SectorModel _model;
    private readonly double? _supportUsd;
    private readonly string _world;
    private readonly TopicPublisher _publisher;
    private HistoryReading _history = new(null, null, null, null);
    private DateOnly _historyDay;
    private bool _historyBehind = true;
    private SectorView _view;
    private IGrainTimer? _soon;
    private long? _publishedAt;
    private long _worldMs;
    private bool _dirty;

    public SectorGrain(
        [PersistentState("state", StorageNames.Provider)] IPersistentState<SectorState> state,
        [PersistentState("past", StorageNames.Provider)] IPersistentState<SectorPast> past,
        IPayloadEncoder encoder,
        TimeProvider time,
        IOptions<StressModelOptions> model,
        IOptions<SectorOptions> sector)
    {
        _state = state;
        _past = past;
        _time = time;
        _options = model.Value;
        _model = new SectorModel(SectorBook.ModelOptions(model.Value));
        _world = this.GetPrimaryKeyString();
        _supportUsd = WorldName.IsReplay(_world) ? null : sector.Value.SupportUsd;
        _publisher = new TopicPublisher(TopicDirectory.KeyOf(_world, "sector"), time, () => _worldMs, () => encoder.Encode(_view!));
        _view = Empty();
    }

    private bool IsReplay => WorldName.IsReplay(_world);

    private SectorBook Book => new(_state.State, _options, _supportUsd);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (IsReplay) return;
        _worldMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        await ComputeAsync();
        this.RegisterGrainTimer(
            static (self, _) => self.AdvanceToAsync(self._time.GetUtcNow()).AsTask(), this, new GrainTimerCreationOptions(s_tick, s_tick) { KeepAlive = true });
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => StoreAsync(force: true);

    public ValueTask ObserveAsync(ImmutableArray<SectorInput> inputs)
    {
        var changed = false;
        foreach (var input in inputs)
        {
            if (input.Id == SectorInputId.Unknown || (_state.State.Inputs.TryGetValue(input.Id, out var known) && known == input)) continue;
            _state.State.Inputs[input.Id] = input.Value is { } value && !double.IsFinite(value)
                ? input with { Value = null, State = InputState.Missing, MissingReason = "not a finite number" }
                : input;
            changed = true;
        }

        return changed ? ChangedAsync() : ValueTask.CompletedTask;
    }

    public ValueTask ObserveChainAsync(ChainReading chain)
    {
        if (_state.State.Chain == chain) return ValueTask.CompletedTask;
        TellRetarget(_state.State.Chain, chain);
        _state.State.Chain = chain;
        return ChangedAsync();
    }

    public ValueTask ObserveFleetAsync(string fleet, FleetSectorInput? input)
    {
        if (input is null)
        {
            return _state.State.Fleets.Remove(fleet) ? ChangedAsync() : ValueTask.CompletedTask;
        }

        if (_state.State.Fleets.TryGetValue(fleet, out var known) && known == input) return ValueTask.CompletedTask;
        _state.State.Fleets[fleet] = input;
        return ChangedAsync();
    }

    public ValueTask OnHistoryChangedAsync()
    {
        // The next tick reads it: asking the history now, from inside its own call, would wait for itself.
        _historyBehind = true;
        _dirty = true;
        return ValueTask.CompletedTask;
    }

    public async ValueTask AdvanceToAsync(DateTimeOffset worldTime)
    {
        _worldMs = worldTime.ToUnixTimeMilliseconds();
        await ComputeAsync();
        await StoreAsync(force: false);
        await RecordAsync();
    }

    public ValueTask<SectorWithFleets> GetViewAsync() => ValueTask.FromResult(new SectorWithFleets(_view, [.. _state.State.Fleets.Keys]));

    public ValueTask<double?> GetHashpriceAsync() => ValueTask.FromResult(_view.Assessment.HashpriceUsdPhDay);

    public ValueTask<double?> GetPriceAsync() => ValueTask.FromResult(_view.Assessment.PriceUsd);

    public ValueTask<string> GetStreamIdAsync() => ValueTask.FromResult(_publisher.StreamId);

    public ValueTask<bool> IsWatchedAsync() => ValueTask.FromResult(_publisher.IsWatched);

    public ValueTask<WhatIfAnswer> WhatIfAsync(WhatIfQuestion question)
    {
        var inputs = Book.At(_worldMs, _history);
        if (question.PriceUsd is { } price) inputs = inputs with { PriceUsd = StressInput.Of(price, _worldMs) };
        if (question.FeePerBlockBtc is { } fee) inputs = inputs with { FeePerBlockBtc = fee };
        if (question.DifficultyChange is { } change && inputs.Difficulty is { Value: { } difficulty, AtMs: { } atMs })
        {
            // The change asked about stands in place of the pending one, which must not count on top of it.
            inputs = inputs with
            {
                Difficulty = StressInput.Of(difficulty * (1 + change), atMs),
                Retarget = inputs.Retarget is { } retarget ? retarget with { Change = 0 } : null,
            };
        }

        var model = question.TariffUsdKwh is { } tariff
            ? new SectorModel(_model.Options with { Energy = _options.Energy with { TariffUsdKwh = tariff } })
            : _model;
        var answer = model.Assess(inputs);
        return ValueTask.FromResult(new WhatIfAnswer(
            answer.Stress.Index, answer.Stress.Coverage, answer.ProductionCost?.Usd, answer.ElectricityCostUsd, answer.CashCostUsd, answer.HashpriceUsdPhDay)
        {
            Band = answer.Stress.Band,
            Contributions = answer.Stress.Contributions,
            PriceUsd = answer.PriceUsd,
            Difficulty = answer.Difficulty,
            TariffUsdKwh = model.Options.Energy.TariffUsdKwh,
            FeePerBlockBtc = answer.FeePerBlockBtc,
        });
    }

    public async ValueTask ResetAsync()
    {
        if (!IsReplay) throw new InvalidOperationException("The live world is never reset.");
        await _state.ClearStateAsync();
        await _past.ClearStateAsync();
        await ResetSeriesAsync();
        (_worldMs, _publishedAt, _dirty, _historyBehind) = (0, null, false, true);
        _history = new HistoryReading(null, null, null, null);
        _view = Empty();
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

    /// <summary>Something that counts has changed: at once after quiet, else with the others of the next 100 ms; in a replay with the advance.</summary>
    private async ValueTask ChangedAsync()
    {
        (_dirty, _unstored) = (true, true);
        if (IsReplay || _soon is not null) return;
        var quiet = _publishedAt is { } at ? _time.GetElapsedTime(at) : s_coalesce;
        if (quiet >= s_coalesce)
        {
            await ComputeNowAsync();
            return;
        }

        _soon = this.RegisterGrainTimer(
            static (self, _) => self.ComputeNowAsync(), this, new GrainTimerCreationOptions(s_coalesce - quiet, Timeout.InfiniteTimeSpan));
    }

    private async Task ComputeNowAsync()
    {
        _soon?.Dispose();
        _soon = null;
        _worldMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        await ComputeAsync();
    }

    private SectorView Empty() => new()
    {
        World = _world,
        Assessment = _model.Assess(new SectorInputs { AtMs = _worldMs }),
        Regime = RegimeState.Cold,
    };
}
