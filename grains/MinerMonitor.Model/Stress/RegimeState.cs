namespace MinerMonitor.Model.Stress;

/// <summary>Since when the index is above and below one threshold without a break.</summary>
[GenerateSerializer, Immutable, Alias("mm.stress.threshold-timers")]
public readonly record struct ThresholdTimers([property: Id(0)] long? AboveSinceMs, [property: Id(1)] long? BelowSinceMs);

/// <summary>The regime and everything its next change depends on.</summary>
[GenerateSerializer, Immutable, Alias("mm.stress.regime-state")]
public sealed record RegimeState
{
    public static RegimeState Cold { get; } = new();

    /// <summary>Unknown until the first valid observation.</summary>
    [Id(0)] public Regime Regime { get; init; }

    /// <summary>Time of the last change; null while unknown.</summary>
    [Id(1)] public long? SinceMs { get; init; }

    /// <summary>True while the index is missing or covers too little: the regime is kept and every timer is cleared.</summary>
    [Id(2)] public bool Held { get; init; }

    [Id(3)] public ThresholdTimers Elevated { get; init; }

    [Id(4)] public ThresholdTimers Stressed { get; init; }

    [Id(5)] public ThresholdTimers Capitulation { get; init; }

    /// <summary>The regime that comes next if the index stays where it is; null when none is due.</summary>
    [Id(6)] public Regime? Pending { get; init; }

    /// <summary>When <see cref="Pending"/> takes over if the index stays where it is.</summary>
    [Id(7)] public long? PendingAtMs { get; init; }

    public ThresholdTimers Timers(Regime regime) => regime switch
    {
        Regime.Elevated => Elevated,
        Regime.Stressed => Stressed,
        Regime.Capitulation => Capitulation,
        _ => default,
    };
}
