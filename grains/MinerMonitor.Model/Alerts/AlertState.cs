namespace MinerMonitor.Model.Alerts;

/// <summary>Where a rule stands.</summary>
/// <param name="IsRaised">True from when it was raised until it is cleared.</param>
/// <param name="BeyondSinceMs">Since when the value has been beyond its limit, world time; null: it is not.</param>
/// <param name="ChangedAtMs">When it was last raised or cleared; null: never.</param>
/// <param name="Value">Last value; null: never seen.</param>
/// <param name="ValueAtMs">Time of the last value.</param>
/// <param name="IsMissing">True while the number is not there: it then neither raises nor clears.</param>
[GenerateSerializer, Immutable, Alias("mm.alert.state")]
public sealed record AlertState(
    [property: Id(0)] bool IsRaised,
    [property: Id(1)] long? BeyondSinceMs,
    [property: Id(2)] long? ChangedAtMs,
    [property: Id(3)] double? Value,
    [property: Id(4)] long? ValueAtMs,
    [property: Id(5)] bool IsMissing)
{
    /// <summary>A rule that has seen nothing yet.</summary>
    public static AlertState Begin { get; } = new(false, null, null, null, null, true);

    /// <summary>Takes the next value.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="value">Value, or null when it is not known: a gap is no proof of anything, so a raised rule stays raised and a pending one begins anew.</param>
    /// <param name="atMs">World time, Unix milliseconds.</param>
    public AlertState Next(AlertRule rule, double? value, long atMs)
    {
        if (value is not { } number || !double.IsFinite(number)) return this with { IsMissing = true, BeyondSinceMs = null };
        var seen = this with { Value = number, ValueAtMs = atMs, IsMissing = false };
        if (IsRaised) return IsBeyond(rule, number, rule.ClearLimit ?? rule.Limit) ? seen : seen with { IsRaised = false, BeyondSinceMs = null, ChangedAtMs = atMs };
        if (!IsBeyond(rule, number, rule.Limit)) return seen with { BeyondSinceMs = null };
        var since = BeyondSinceMs ?? atMs;
        return atMs - since >= rule.HoldSec * 1000
            ? seen with { IsRaised = true, BeyondSinceMs = since, ChangedAtMs = atMs }
            : seen with { BeyondSinceMs = since };
    }

    private static bool IsBeyond(AlertRule rule, double value, double limit) => rule.IsUpper ? value > limit : value < limit;
}
