namespace MinerMonitor.Client;

/// <summary>Part of the history of a number.</summary>
public sealed record SeriesQuery
{
    /// <summary>World. Default: <c>live</c>.</summary>
    public string World { get; init; } = "live";

    /// <summary>First moment. Default: as far back as the server keeps.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Last moment. Default: now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Width of one point. Default: the server chooses one that suits the range.</summary>
    public TimeSpan? Step { get; init; }
}
