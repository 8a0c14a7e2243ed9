namespace MinerMonitor.Protocol.Alerts;

/// <summary>When somebody wants to be told. Body of <c>PUT …/alerts/{rule}</c>. Exactly one of <see cref="Above"/> and <see cref="Below"/>.</summary>
public sealed record AlertRule
{
    /// <summary>
    /// Path of a number in the snapshot that is watched, with dots between names: <c>stress</c> or <c>retarget.change</c> of the sector,
    /// <c>totals.coverage</c> or <c>miners.silent</c> of a fleet. Its unit is in its name.
    /// </summary>
    public required string Metric { get; init; }

    /// <summary>Raised while the number is above this.</summary>
    public double? Above { get; init; }

    /// <summary>Raised while the number is below this.</summary>
    public double? Below { get; init; }

    /// <summary>Cleared only once the number is back on the good side of this; absent: of the limit itself.</summary>
    public double? ClearAt { get; init; }

    /// <summary>How long the number must be beyond its limit before it counts, seconds. Default: 0.</summary>
    public double ForSec { get; set; }

    /// <summary><c>info</c>, <c>warning</c> or <c>critical</c>. Default: <c>warning</c>.</summary>
    public string Severity { get; set; } = "warning";

    /// <summary>What to do, for whoever is told.</summary>
    public string? Note { get; init; }
}

/// <summary>A rule and where it stands. Item of <c>GET …/alerts</c>.</summary>
public sealed record AlertStatus
{
    /// <summary>Name of the rule.</summary>
    public required string Name { get; init; }

    /// <summary>The rule.</summary>
    public required AlertRule Rule { get; init; }

    /// <summary><c>ok</c>, <c>pending</c> (beyond the limit, not yet for long enough), <c>raised</c>, or <c>unknown</c> (the number is not there, and the rule is not raised).</summary>
    public required string State { get; init; }

    /// <summary>Last value; absent: never seen.</summary>
    public double? Value { get; init; }

    /// <summary>Time of the last value, Unix milliseconds.</summary>
    public long? ValueAtMs { get; init; }

    /// <summary>When it was last raised or cleared, Unix milliseconds; absent: never.</summary>
    public long? ChangedAtMs { get; init; }
}
