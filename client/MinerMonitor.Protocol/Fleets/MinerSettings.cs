namespace MinerMonitor.Protocol.Fleets;

/// <summary>
/// Body of <c>PATCH /api/v1/fleets/{fleet}/miners/{miner}</c> and of <c>PATCH …/miners?site=</c>. Absent members stay as they are; an empty
/// text and a negative number remove.
/// </summary>
public sealed record MinerSettings
{
    /// <summary>Name that a person gives.</summary>
    public string? Label { get; init; }

    /// <summary>Tariff for this machine alone, USD per kWh; negative: remove.</summary>
    public double? TariffOverrideUsdKwh { get; init; }

    /// <summary>True while a person works on it.</summary>
    public bool? Maintenance { get; init; }

    /// <summary>Site to move it to, until a sample says another.</summary>
    public string? Site { get; init; }

    /// <summary>Model, until a sample says another: its data sheet stands in for what the machine does not report.</summary>
    public string? Model { get; init; }

    /// <summary>Nominal hashrate, TH/s, until a sample says another; negative: remove.</summary>
    public double? NominalHashrateThs { get; init; }
}

/// <summary>What became of a change of many miners: answer of <c>PUT</c>, <c>PATCH</c> and <c>DELETE /api/v1/fleets/{fleet}/miners</c>.</summary>
public sealed record MinerChangeResult
{
    /// <summary>Miners that were meant: rows taken, or miners that the filters let through.</summary>
    public required int Matched { get; init; }

    /// <summary>Those of them that the fleet did not have before.</summary>
    public required int Added { get; init; }

    /// <summary>Those of them that are different now; the others were so already.</summary>
    public required int Changed { get; init; }
}
