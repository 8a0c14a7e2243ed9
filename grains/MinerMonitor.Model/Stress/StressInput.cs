namespace MinerMonitor.Model.Stress;

/// <summary>One number the index is made of, with its time, or the reason why it is missing.</summary>
/// <remarks>Missing is null, never zero. NaN and infinities are missing.</remarks>
[GenerateSerializer, Immutable, Alias("mm.stress.input")]
public readonly record struct StressInput
{
    private const string NeverProvided = "never provided";

    [Id(0)] public double? Value { get; private init; }

    /// <summary>Time of the value, also of one that is too old to be used.</summary>
    [Id(1)] public long? AtMs { get; private init; }

    [Id(2)] private string? Reason { get; init; }

    /// <summary>Why there is no value; null where there is one.</summary>
    public string? MissingReason => Value is null ? Reason ?? NeverProvided : null;

    /// <summary>A value as of a time; null and numbers that are not finite are missing.</summary>
    public static StressInput Of(double? value, long atMs) => value switch
    {
        null => Missing(NeverProvided, atMs),
        { } number when double.IsFinite(number) => new StressInput { Value = number, AtMs = atMs },
        _ => Missing("not a finite number", atMs),
    };

    public static StressInput Missing(string reason, long? atMs = null) => new() { AtMs = atMs, Reason = reason };

    /// <summary>This value, or missing when it is not above zero.</summary>
    public StressInput AboveZero() => Value is <= 0 ? Missing("not above zero", AtMs) : this;

    /// <summary>This value, or missing when it is older than a limit.</summary>
    public StressInput NoOlderThan(TimeSpan limit, long nowMs) =>
        Value is not null && AtMs is { } atMs && nowMs - atMs > limit.TotalMilliseconds
            ? Missing($"older than {Describe(limit)}", atMs)
            : this;

    /// <summary>This value of a day, or missing when that day lies more than <paramref name="limitDays"/> calendar days back.</summary>
    public StressInput NoOlderThanDays(int limitDays, DateOnly today) =>
        Value is not null && AtMs is { } atMs && today.DayNumber - UtcDay.Of(atMs).DayNumber > limitDays
            ? Missing($"older than {limitDays} days", atMs)
            : this;

    private static string Describe(TimeSpan limit) => limit switch
    {
        { TotalHours: < 2 } => FormattableString.Invariant($"{limit.TotalMinutes:0.#} min"),
        { TotalHours: <= 48 } => FormattableString.Invariant($"{limit.TotalHours:0.#} h"),
        _ => FormattableString.Invariant($"{limit.TotalDays:0.#} days"),
    };
}
