namespace MinerMonitor.Protocol;

/// <summary>States that an input or a source can be in.</summary>
public static class InputStates
{
    /// <summary>Fresh.</summary>
    public const string Live = "live";

    /// <summary>Known, but older than its limit: not used by the model.</summary>
    public const string Stale = "stale";

    /// <summary>Should be there and is not.</summary>
    public const string Missing = "missing";

    /// <summary>Nothing was ever received and no source is set up.</summary>
    public const string NeverConfigured = "never-configured";

    /// <summary>Switched off by configuration.</summary>
    public const string Off = "off";

    /// <summary>The source refuses this address or region.</summary>
    public const string Blocked = "blocked";
}

/// <summary>Where a number comes from; anything but <see cref="Measured"/> is marked on screen.</summary>
public static class Origins
{
    /// <summary>Received from a device, a venue or a node.</summary>
    public const string Measured = "measured";

    /// <summary>Quoted from a publication.</summary>
    public const string Article = "article";

    /// <summary>A fact of the Bitcoin chain.</summary>
    public const string Chain = "chain";

    /// <summary>Computed from other values.</summary>
    public const string Derived = "derived";

    /// <summary>Filled in between two known values.</summary>
    public const string Interpolated = "interpolated";

    /// <summary>Made by a simulator.</summary>
    public const string Simulated = "simulated";
}

/// <summary>One input with its age, limit, state and origin.</summary>
public sealed record InputReading
{
    /// <summary>What it is, for example <c>price</c>, <c>difficulty</c>, <c>liquidations</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Newest value known, or null when there never was one.</summary>
    public double? Value { get; init; }

    /// <summary>Unit of <see cref="Value"/>, for example <c>USD/BTC</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>Time of the value, Unix milliseconds.</summary>
    public long? AtMs { get; init; }

    /// <summary>Older than this the value counts as missing, milliseconds.</summary>
    public required long AgeLimitMs { get; init; }

    /// <summary>One of <see cref="InputStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>One of <see cref="Origins"/>, or null when there is no value.</summary>
    public string? Origin { get; init; }

    /// <summary>Who said so.</summary>
    public string? Source { get; init; }

    /// <summary>Why the value is not used, and what would mend it; null when it is live.</summary>
    public string? MissingReason { get; init; }
}
