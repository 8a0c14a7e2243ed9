namespace MinerMonitor.Protocol.Sectors;

/// <summary>A time in which bitcoin closed below its modelled production cost. Items of <c>GET /api/v1/sector/below-cost</c>.</summary>
public sealed record BelowCostEpisode
{
    /// <summary>First day below, ISO date.</summary>
    public required string FirstDate { get; init; }

    /// <summary>Last day below, ISO date; today counts with its price so far.</summary>
    public required string LastDate { get; init; }

    /// <summary>Days below.</summary>
    public required int Days { get; init; }

    /// <summary>Lowest price over production cost minus 1, fraction: -0.2 is 20 % below.</summary>
    public required double Depth { get; init; }

    /// <summary>When that was, ISO date.</summary>
    public required string DepthDate { get; init; }

    /// <summary>First day at or above the cost again, ISO date; absent while it lasts.</summary>
    public string? EndDate { get; init; }
}
