namespace MinerMonitor.Model.Alerts;

/// <summary>When somebody wants to be told: a number leaves its range for long enough.</summary>
/// <param name="Metric">Path of a number in the snapshot that is watched, for example <c>stress</c> or <c>totals.coverage</c>; its unit is the number's own.</param>
/// <param name="Limit">Raised beyond this value.</param>
/// <param name="IsUpper">True: raised above the limit; false: below it.</param>
/// <param name="ClearLimit">Cleared once the value is back on the good side of this one, so that noise at the limit does not ring all day; null: the limit itself.</param>
/// <param name="HoldSec">How long the value must be beyond the limit before it counts, seconds of the world.</param>
/// <param name="Severity"><c>info</c>, <c>warning</c> or <c>critical</c>.</param>
/// <param name="Note">What to do, for whoever is told; null: nothing was said.</param>
[GenerateSerializer, Immutable, Alias("mm.alert.rule")]
public sealed record AlertRule(
    [property: Id(0)] string Metric,
    [property: Id(1)] double Limit,
    [property: Id(2)] bool IsUpper,
    [property: Id(3)] double? ClearLimit,
    [property: Id(4)] double HoldSec,
    [property: Id(5)] string Severity,
    [property: Id(6)] string? Note);
