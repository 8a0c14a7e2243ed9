using System.Collections.Immutable;

namespace MinerMonitor.Model.Stress;

/// <summary>What one component adds to the index.</summary>
[GenerateSerializer, Immutable, Alias("mm.stress.contribution")]
public sealed record StressContribution
{
    [Id(0)] public required StressComponent Component { get; init; }

    [Id(1)] public required double Weight { get; init; }

    /// <summary>The value the ramp is applied to; null when missing.</summary>
    [Id(2)] public double? Raw { get; init; }

    /// <summary>0..100; null when missing.</summary>
    [Id(3)] public double? Score { get; init; }

    /// <summary>Points of the index; null when missing. Contributions add up to the index.</summary>
    [Id(4)] public double? Points { get; init; }

    /// <summary>Time of the oldest input.</summary>
    [Id(5)] public long? AtMs { get; init; }

    /// <summary>Why the component is missing; null when it is not.</summary>
    [Id(6)] public string? MissingReason { get; init; }
}

/// <summary>The mean of a pillar's available components by weight, 0..100; null when none is available.</summary>
[GenerateSerializer, Immutable, Alias("mm.stress.pillar-score")]
public readonly record struct PillarScore([property: Id(0)] StressPillar Pillar, [property: Id(1)] double? Score);

/// <summary>The stress index with everything that explains it. It describes now; it does not forecast.</summary>
[GenerateSerializer, Immutable, Alias("mm.stress.result")]
public sealed record StressResult
{
    /// <summary>0 (calm) to 100; null when no component is available.</summary>
    [Id(0)] public double? Index { get; init; }

    /// <summary>Available weight over enabled weight, 0..1.</summary>
    [Id(1)] public required double Coverage { get; init; }

    /// <summary>True below the least coverage: the index is shown as provisional and the regime held.</summary>
    [Id(2)] public required bool Provisional { get; init; }

    /// <summary>Where the index lies between the thresholds; unknown without an index.</summary>
    [Id(3)] public required Regime Band { get; init; }

    /// <summary>All enabled components in the order of the specification.</summary>
    [Id(4)] public required ImmutableArray<StressContribution> Contributions { get; init; }

    [Id(5)] public required ImmutableArray<PillarScore> Pillars { get; init; }

    [Id(6)] public required int ModelVersion { get; init; }
}
