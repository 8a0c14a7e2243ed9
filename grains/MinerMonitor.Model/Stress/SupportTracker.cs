namespace MinerMonitor.Model.Stress;

/// <summary>What the price has done at a support level.</summary>
[GenerateSerializer, Immutable, Alias("mm.stress.support-state")]
public sealed record SupportState
{
    public static SupportState None { get; } = new();

    /// <summary>The level that the rest of the state is about, USD/BTC.</summary>
    [Id(0)] public double? LevelUsd { get; init; }

    /// <summary>True when someone set the level; false for the default, the lowest close of half a year.</summary>
    [Id(1)] public bool Configured { get; init; }

    /// <summary>Last time the price was at or below the level.</summary>
    [Id(2)] public long? TouchedAtMs { get; init; }

    /// <summary>Since when the price is below the level by more than the margin, without a pause.</summary>
    [Id(3)] public long? BelowSinceMs { get; init; }

    /// <summary>True from a break until the price is back at the level.</summary>
    [Id(4)] public bool Broken { get; init; }

    /// <summary>Time of the last break of this level.</summary>
    [Id(5)] public long? BrokenAtMs { get; init; }

    public bool Touched => TouchedAtMs is not null;
}

/// <summary>Watches a price at a support level. A break is a price below it by a margin for a time, not a tick.</summary>
public static class SupportTracker
{
    /// <summary>The state after one more price. A new level starts a new state.</summary>
    public static SupportState Observe(
        SupportState state, double? levelUsd, bool configured, double priceUsd, long atMs, SupportOptions options)
    {
        if (levelUsd is not { } level || !(level > 0)) return SupportState.None;
        if (state.LevelUsd is not { } old || old != level || state.Configured != configured)
            state = new SupportState { LevelUsd = level, Configured = configured };
        if (!(priceUsd > 0)) return state;

        if (priceUsd <= level) state = state with { TouchedAtMs = atMs };
        if (priceUsd >= level) return state with { BelowSinceMs = null, Broken = false };
        if (priceUsd > level * (1 - options.BreakMargin)) return state with { BelowSinceMs = null };

        var since = state.BelowSinceMs ?? atMs;
        state = state with { BelowSinceMs = since };
        return !state.Broken && atMs - since >= options.BreakDwell.TotalMilliseconds
            ? state with { Broken = true, BrokenAtMs = atMs }
            : state;
    }
}
