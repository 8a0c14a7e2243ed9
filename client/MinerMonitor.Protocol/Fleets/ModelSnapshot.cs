namespace MinerMonitor.Protocol.Fleets;

/// <summary>
/// All miners of one model in a fleet. <c>GET /api/v1/fleets/{fleet}/models</c> lists them with the highest break-even first, those
/// whose break-even is not known last.
/// </summary>
public sealed record ModelSnapshot
{
    /// <summary>Model; null: the miners that do not say theirs.</summary>
    public string? Model { get; init; }

    /// <summary>Miners by state.</summary>
    public required MinerCounts Miners { get; init; }

    /// <summary>Totals.</summary>
    public required FleetTotals Totals { get; init; }
}
