using System.Collections.Immutable;

namespace MinerMonitor.Model.Stress;

/// <summary>What one component added to a change of the index, in points.</summary>
[GenerateSerializer, Immutable, Alias("mm.stress.component-change")]
public readonly record struct ComponentChange([property: Id(0)] StressComponent Component, [property: Id(1)] double Points);

/// <summary>Why the index changed between two times.</summary>
/// <remarks>
/// Components available at both times explain the change of the index over just these components. What remains comes from
/// components that appeared or vanished and stands on its own line. The lines add up to <see cref="Total"/>.
/// </remarks>
[GenerateSerializer, Immutable, Alias("mm.stress.change")]
public sealed record StressChange
{
    [Id(0)] public required double Total { get; init; }

    /// <summary>Components available at both times, in the order of the specification.</summary>
    [Id(1)] public required ImmutableArray<ComponentChange> Components { get; init; }

    /// <summary>Points from changed availability.</summary>
    [Id(2)] public required double Availability { get; init; }

    [Id(3)] public required ImmutableArray<StressComponent> Appeared { get; init; }

    [Id(4)] public required ImmutableArray<StressComponent> Vanished { get; init; }

    /// <summary>The explanation, or null where one of the two has no index.</summary>
    public static StressChange? Explain(StressResult before, StressResult after)
    {
        if (before.Index is not { } from || after.Index is not { } to) return null;
        var old = Available(before);
        var now = Available(after);
        var common = now.Keys.Where(old.ContainsKey).Order().ToList();
        var oldWeight = common.Sum(component => old[component].Weight);
        var newWeight = common.Sum(component => now[component].Weight);
        var changes = common
            .Select(component => new ComponentChange(
                component, Share(now[component], newWeight) - Share(old[component], oldWeight)))
            .ToImmutableArray();
        return new StressChange
        {
            Total = to - from,
            Components = changes,
            Availability = old.Count == common.Count && now.Count == common.Count ? 0 : to - from - changes.Sum(change => change.Points),
            Appeared = [.. now.Keys.Except(old.Keys).Order()],
            Vanished = [.. old.Keys.Except(now.Keys).Order()],
        };
    }

    private static Dictionary<StressComponent, StressContribution> Available(StressResult result) =>
        result.Contributions.Where(contribution => contribution.Score is not null).ToDictionary(contribution => contribution.Component);

    private static double Share(StressContribution contribution, double weight) =>
        weight > 0 ? contribution.Weight * contribution.Score.GetValueOrDefault() / weight : 0;
}
