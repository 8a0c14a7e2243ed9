namespace MinerMonitor.Grains.Networks;

/// <summary>A forecast of one retarget that somebody published. It stands beside the monitor's own and never replaces it.</summary>
[GenerateSerializer, Immutable, Alias("mm.network.retarget-quote")]
public sealed record RetargetQuote
{
    /// <summary>Height of the first block with the new difficulty.</summary>
    [Id(0)] public required int RetargetHeight { get; init; }

    /// <summary>Change that was published, a fraction (-0.14 = -14 %).</summary>
    [Id(1)] public required double Change { get; init; }

    /// <summary>UTC day for which it was published; null when it named none.</summary>
    [Id(2)] public DateOnly? ExpectedDate { get; init; }

    /// <summary>When it was published, world time in Unix milliseconds.</summary>
    [Id(3)] public required long QuotedAtMs { get; init; }

    /// <summary>Who published it.</summary>
    [Id(4)] public required string Source { get; init; }

    /// <summary>One of <see cref="Sectors.Origin"/>.</summary>
    [Id(5)] public required string Origin { get; init; }

    /// <summary>What the monitor itself forecast when the quote came, a fraction; null when it could not.</summary>
    [Id(6)] public double? ForecastChange { get; init; }

    /// <summary>What came, a fraction; null before the retarget, and after it until its difficulty is known.</summary>
    [Id(7)] public double? ActualChange { get; init; }
}
