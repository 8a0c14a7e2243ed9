namespace MinerMonitor.Model.Stress;

/// <summary>Turns the index into a regime that does not flicker: thresholds with hysteresis and dwell times.</summary>
/// <remarks>
/// A rise can skip levels; a fall passes each level whose own timer has run out. With daily closes: two in a row to enter (one
/// if 10 points above), five in a row to leave. Source: specification of the stress model, 5.4.
/// </remarks>
public static class RegimeTracker
{
    private static readonly Regime[] s_aboveCalm = [Regime.Elevated, Regime.Stressed, Regime.Capitulation];

    public static RegimeState Observe(RegimeState state, long atMs, double? index, double coverage, RegimeOptions options)
    {
        if (index is not { } value || !double.IsFinite(value) || coverage < options.MinCoverage)
        {
            return state with
            {
                Held = true,
                Elevated = default,
                Stressed = default,
                Capitulation = default,
                Pending = null,
                PendingAtMs = null,
            };
        }

        var next = state with
        {
            Held = false,
            Elevated = Update(state.Elevated, atMs, value, options.Elevated, options),
            Stressed = Update(state.Stressed, atMs, value, options.Stressed, options),
            Capitulation = Update(state.Capitulation, atMs, value, options.Capitulation, options),
        };
        var regime = state.Regime == Regime.Unknown ? options.Band(value) : Move(next, atMs, value, options);
        if (regime != state.Regime) next = next with { Regime = regime, SinceMs = atMs };
        return WithPending(next, options);
    }

    private static ThresholdTimers Update(ThresholdTimers timers, long atMs, double index, double up, RegimeOptions options) => new(
        index >= up ? timers.AboveSinceMs ?? atMs : null,
        index < up - options.Hysteresis ? timers.BelowSinceMs ?? atMs : null);

    private static Regime Move(RegimeState state, long atMs, double index, RegimeOptions options)
    {
        var regime = state.Regime;
        foreach (var level in s_aboveCalm)
        {
            if (level <= state.Regime || state.Timers(level).AboveSinceMs is not { } since) continue;
            if (index >= options.Up(level) + options.FastUp || atMs - since >= options.DwellUp.TotalMilliseconds) regime = level;
        }

        if (regime != state.Regime) return regime;
        while (regime > Regime.Calm && state.Timers(regime).BelowSinceMs is { } since
            && atMs - since >= options.DwellDown.TotalMilliseconds) regime--;
        return regime;
    }

    /// <summary>The earliest change that time alone brings; of two at once the higher rise.</summary>
    private static RegimeState WithPending(RegimeState state, RegimeOptions options)
    {
        Regime? pending = null;
        long? dueMs = null;
        foreach (var level in s_aboveCalm)
        {
            if (level <= state.Regime || state.Timers(level).AboveSinceMs is not { } since) continue;
            var due = since + (long)options.DwellUp.TotalMilliseconds;
            if (dueMs is null || due <= dueMs) (pending, dueMs) = (level, due);
        }

        if (pending is null && state.Timers(state.Regime).BelowSinceMs is { } below)
            (pending, dueMs) = (state.Regime - 1, below + (long)options.DwellDown.TotalMilliseconds);
        return state with { Pending = pending, PendingAtMs = dueMs };
    }
}
