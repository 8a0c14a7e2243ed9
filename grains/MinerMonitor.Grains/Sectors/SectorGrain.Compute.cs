using System.Collections.Immutable;
using System.Globalization;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Series;
using MinerMonitor.Model.Chain;
using MinerMonitor.Model.Stress;

namespace MinerMonitor.Grains.Sectors;

internal sealed partial class SectorGrain
{
    private const long PastStepMs = 10 * 60_000;
    private const long PastSlackMs = 3_600_000;
    private const long DayMs = 24 * 3_600_000;
    private const long LiveSeriesStepMs = 5_000;
    private const long ReplaySeriesStepMs = 5 * 60_000;
    private const long StoreStepMs = 30_000;
    private const long TouchedAgainMs = 3_600_000;
    private const long SettlingMs = 3_600_000;

    private readonly Dictionary<string, List<SeriesValue>> _unrecorded = [];
    private long _recordedMs;
    private long _storedMs;
    private bool _unstored;
    private bool _pastUnstored;

    private async Task ComputeAsync()
    {
        await ReadHistoryAsync();
        var before = _view;
        var book = Book;
        var inputs = book.At(_worldMs, _history);
        var assessment = _model.Assess(inputs);
        ObserveRegime(assessment.Stress);
        ObserveSupport(assessment);
        _view = new SectorView
        {
            World = _world,
            Assessment = assessment,
            Regime = _state.State.Regime,
            Change24h = Explain(assessment.Stress),
            Support = _state.State.Support,
            FleetShareUnderWater = inputs.FleetUnderwater?.Value,
            Inputs = book.Readings(_worldMs, _history),
            QuotedRetarget = _state.State.Chain?.Quote,
            LastQuotedRetarget = _state.State.Chain?.LastQuote,
        };
        if (_dirty || !SaysTheSame(before, _view))
        {
            _unstored = true;
            _publishedAt = _time.GetTimestamp(); // a look at the ages that found nothing must not make the next change wait
            _publisher.Publish();
        }

        _dirty = false;
    }

    /// <summary>True when nothing but ages moved.</summary>
    private static bool SaysTheSame(SectorView before, SectorView after) =>
        before.Assessment.Stress.Index.Equals(after.Assessment.Stress.Index)
        && before.Regime == after.Regime
        && before.Support.Broken == after.Support.Broken
        && before.FleetShareUnderWater.Equals(after.FleetShareUnderWater)
        && before.Inputs.Select(input => (input.Id, input.State)).SequenceEqual(after.Inputs.Select(input => (input.Id, input.State)))
        && before.Assessment.Stress.Contributions.Select(part => part.MissingReason)
            .SequenceEqual(after.Assessment.Stress.Contributions.Select(part => part.MissingReason));

    private async Task ReadHistoryAsync()
    {
        var day = UtcDay.Of(_worldMs);
        if (!_historyBehind && day == _historyDay) return;
        (_historyBehind, _historyDay) = (false, day);
        // Judging all closed days takes a good part of a second: only a sector that is new asks for it.
        var isNew = _state.State.JudgedSinceMs is not { } sinceMs || _worldMs - sinceMs < SettlingMs;
        _history = await GrainFactory.GetGrain<IDailyHistoryGrain>(_world).GetAsync(DateTimeOffset.FromUnixTimeMilliseconds(_worldMs), isNew);
        if (isNew) SeedRegime();
    }

    /// <summary>A sector that starts cold takes the regime that recent closed days lead to; its tables may be imported one after the other.</summary>
    private void SeedRegime()
    {
        if (_history is not { Regime: { } regime, Windows: { } windows }) return;
        if (_worldMs - windows.CloseMs > _options.AgeLimits.DailyWindows.TotalMilliseconds) return;
        _state.State.Regime = regime;
    }

    private void ObserveRegime(StressResult stress)
    {
        if (stress.Index is not null && !stress.Provisional) _state.State.JudgedSinceMs ??= _worldMs;
        var before = _state.State.Regime;
        var after = RegimeTracker.Observe(before, _worldMs, stress.Index, stress.Coverage, _options.Regimes);
        _state.State.Regime = after;
        if (after.Regime == before.Regime || before.Regime == Regime.Unknown) return;
        Tell(
            "regime", after.Regime.Name(), $"Miner stress went from {before.Regime.Name()} to {after.Regime.Name()}.",
            [("stress", stress.Index), ("coverage", stress.Coverage)], [("from", before.Regime.Name()), ("to", after.Regime.Name())]);
    }

    private void ObserveSupport(SectorAssessment assessment)
    {
        if (assessment.PriceUsd is not { } price) return;
        var before = _state.State.Support;
        var after = SupportTracker.Observe(before, assessment.SupportUsd, assessment.SupportConfigured, price, _worldMs, _options.Support);
        _state.State.Support = after;
        if (after.LevelUsd is not { } level) return;
        var known = before.LevelUsd == level && before.Configured == after.Configured ? before : SupportState.None;
        (string, double?)[] figures = [("levelUsd", level), ("priceUsd", price)];
        if (after.TouchedAtMs is { } touchedMs && (known.TouchedAtMs is not { } earlierMs || touchedMs - earlierMs > TouchedAgainMs))
            Tell("support-touched", null, FormattableString.Invariant($"The price touched the support at {level:0} USD."), figures, []);
        if (after.Broken && !known.Broken)
            Tell("support-broken", null, FormattableString.Invariant($"The price broke the support at {level:0} USD."), figures, []);
    }

    private void TellRetarget(ChainReading? before, ChainReading after)
    {
        if (before is not { Difficulty: { } old } || after.Difficulty is not { } difficulty || after.DifficultyEpoch <= before.DifficultyEpoch) return;
        var change = difficulty / old - 1;
        Tell(
            "retarget", (after.DifficultyEpoch * RetargetProjection.EpochBlocks).ToString(CultureInfo.InvariantCulture),
            $"Difficulty changed by {change.ToString("+0.00 %;-0.00 %", CultureInfo.InvariantCulture)}.", [("change", change), ("difficulty", difficulty)], []);
    }

    private void Tell(string type, string? subject, string text, (string Name, double? Value)[] figures, (string Name, string Value)[] words)
    {
        _state.State.Outbox.Add(new MonitorEvent(
            type, _worldMs, subject, text,
            figures.Where(figure => figure.Value is not null).ToImmutableDictionary(figure => figure.Name, figure => figure.Value.GetValueOrDefault()),
            words.Length == 0 ? null : words.ToImmutableDictionary(word => word.Name, word => word.Value)));
        _unstored = true;
    }

    /// <summary>Compares with the index of 24 hours ago, and keeps this one for tomorrow.</summary>
    private StressChange? Explain(StressResult stress)
    {
        var entries = _past.State.Entries;
        if (stress.Index is not null && (entries.Count == 0 || _worldMs - entries[^1].AtMs >= PastStepMs))
        {
            entries.Add(PastStress.Of(_worldMs, stress));
            entries.RemoveAll(entry => entry.AtMs < _worldMs - DayMs - PastSlackMs);
            _pastUnstored = true;
        }

        return entries.LastOrDefault(entry => entry.AtMs <= _worldMs - DayMs) is { } yesterday
            ? StressChange.Explain(yesterday.ToResult(_options), stress)
            : null;
    }

    /// <summary>Hands the numbers of this moment to their series, in batches of 5 s, in a replay of 5 min.</summary>
    private async Task RecordAsync()
    {
        var inputs = Book.At(_worldMs, _history);
        foreach (var (name, value) in SectorSeries.Of(_view.Assessment, inputs.LiquidationsUsd.Value, inputs.EtfFlowUsd.Value))
        {
            if (!_unrecorded.TryGetValue(name, out var values)) values = _unrecorded[name] = [];
            values.Add(new SeriesValue(_worldMs, value));
        }

        if (_worldMs - _recordedMs < (IsReplay ? ReplaySeriesStepMs : LiveSeriesStepMs)) return;
        _recordedMs = _worldMs;
        var batches = _unrecorded.Where(pair => pair.Value.Count > 0).Select(pair => (pair.Key, Values: pair.Value.ToImmutableArray())).ToList();
        foreach (var values in _unrecorded.Values) values.Clear();
        await Task.WhenAll(batches.Select(batch => GrainFactory.GetGrain<ISeriesGrain>($"{_world}/{batch.Key}").AppendAsync(batch.Values).AsTask()));
    }

    private Task ResetSeriesAsync()
    {
        _unrecorded.Clear();
        _recordedMs = 0;
        return Task.WhenAll(SectorSeries.Names.Select(name => GrainFactory.GetGrain<ISeriesGrain>($"{_world}/{name}").ResetAsync().AsTask()));
    }

    /// <summary>Stores what changed: events at once, the rest at most every 30 s. A crash costs that much of the inputs, no event.</summary>
    private async Task StoreAsync(bool force)
    {
        var tells = _state.State.Outbox.Count > 0;
        if (_unstored && (force || tells || _worldMs - _storedMs >= StoreStepMs))
        {
            await this.StoreAsync(() => _state.WriteStateAsync());
            (_unstored, _storedMs) = (false, _worldMs);
        }

        if (_pastUnstored && (force || !IsReplay))
        {
            await this.StoreAsync(() => _past.WriteStateAsync());
            _pastUnstored = false;
        }

        if (!tells || force) return;
        await GrainFactory.GetGrain<IEventLogGrain>(TopicDirectory.KeyOf(_world, "events/sector")).AppendAsync([.. _state.State.Outbox]);
        _state.State.Outbox.Clear();
        await this.StoreAsync(() => _state.WriteStateAsync());
    }
}
