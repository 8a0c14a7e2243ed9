using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Protocol;

/// <summary>An RFC 9457 problem document as every HTTP surface sends it.</summary>
public sealed record ProblemDocument
{
    /// <summary>Address of the code's documentation.</summary>
    public string? Type { get; init; }

    /// <summary>Short name of the fault.</summary>
    public required string Title { get; init; }

    /// <summary>HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>Fault and remedy, for people.</summary>
    public string? Detail { get; init; }

    /// <summary>One of <see cref="ErrorCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>Lines or rows that were kept, where some were refused.</summary>
    public int? Acknowledged { get; init; }

    /// <summary>Lines or rows that were refused.</summary>
    public int? RefusedCount { get; init; }

    /// <summary>The first refusals, at most 100.</summary>
    public IReadOnlyList<Refusal>? Refused { get; init; }
}
