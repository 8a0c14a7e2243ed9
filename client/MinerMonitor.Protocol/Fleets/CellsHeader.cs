namespace MinerMonitor.Protocol.Fleets;

/// <summary>
/// Header of <c>GET /api/v1/fleets/{fleet}/cells</c>, the columns of all miners of a fleet in one binary answer. docs/http.md describes
/// the layout.
/// </summary>
public sealed record CellsHeader
{
    /// <summary>Media type of the answer.</summary>
    public const string MediaType = "application/vnd.minermonitor.cells";

    /// <summary>Version of the layout: 1.</summary>
    public required int V { get; init; }

    /// <summary>World.</summary>
    public required string World { get; init; }

    /// <summary>Fleet.</summary>
    public required string Fleet { get; init; }

    /// <summary>World time, Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>Miners: values in each column.</summary>
    public required int Count { get; init; }

    /// <summary>Hashprice that margins were computed with, USD per PH/s and day; null when it is not known, and then no margin is.</summary>
    public double? HashpriceUsdPhDay { get; init; }

    /// <summary>What the column <c>state</c> counts in; see <see cref="MinerStates"/>.</summary>
    public required IReadOnlyList<string> States { get; init; }

    /// <summary>What the column <c>site</c> counts in.</summary>
    public IReadOnlyList<string> Sites { get; set; } = [];

    /// <summary>What the column <c>model</c> counts in.</summary>
    public IReadOnlyList<string> Models { get; set; } = [];

    /// <summary>The columns, in the order in which they follow.</summary>
    public required IReadOnlyList<CellsColumn> Columns { get; init; }
}

/// <summary>One column.</summary>
public sealed record CellsColumn
{
    /// <summary>Name, for example <c>hashrateThs</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Type of a value, little-endian: <c>u8</c>, <c>u16</c>, <c>u32</c> or <c>f32</c>.</summary>
    public required string Type { get; init; }
}
