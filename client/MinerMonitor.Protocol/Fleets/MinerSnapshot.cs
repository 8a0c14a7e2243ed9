namespace MinerMonitor.Protocol.Fleets;

/// <summary>Everything about one miner. Topic <c>miner/{fleet}/{miner}</c>, <c>GET /api/v1/fleets/{fleet}/miners/{miner}</c>.</summary>
public sealed record MinerSnapshot
{
    /// <summary>The line that lists show.</summary>
    public required MinerRow Row { get; init; }

    /// <summary>World.</summary>
    public required string World { get; init; }

    /// <summary>World time of the snapshot, Unix milliseconds.</summary>
    public required long AsOfMs { get; init; }

    /// <summary>Name that a person gave.</summary>
    public string? Label { get; init; }

    /// <summary>Tariff that a person set for this machine alone, USD per kWh.</summary>
    public double? TariffOverrideUsdKwh { get; init; }

    /// <summary>Algorithm.</summary>
    public string? Algo { get; init; }

    /// <summary>Firmware.</summary>
    public string? Firmware { get; init; }

    /// <summary>Averaging window of the hashrate, seconds.</summary>
    public double? HashrateWindowSec { get; init; }

    /// <summary>Shares accepted, cumulative.</summary>
    public double? SharesAccepted { get; init; }

    /// <summary>Shares rejected, cumulative.</summary>
    public double? SharesRejected { get; init; }

    /// <summary>Shares stale, cumulative.</summary>
    public double? SharesStale { get; init; }

    /// <summary>Share difficulty.</summary>
    public double? ShareDifficulty { get; init; }

    /// <summary>Time of the last share, Unix milliseconds.</summary>
    public long? LastShareAtMs { get; init; }

    /// <summary>Inlet air, °C.</summary>
    public double? InletTemperatureC { get; init; }

    /// <summary>Uptime, seconds.</summary>
    public double? UptimeSec { get; init; }

    /// <summary>Changes of state, newest first.</summary>
    public IReadOnlyList<MinerTransition> Transitions { get; set; } = [];

    /// <summary>10-minute means of the last 24 hours, oldest first.</summary>
    public IReadOnlyList<MinerMean> History24h { get; set; } = [];
}

/// <summary>One line of <c>GET /api/v1/fleets/{fleet}/miners</c>.</summary>
public sealed record MinerRow
{
    /// <summary>Fleet.</summary>
    public required string Fleet { get; init; }

    /// <summary>Miner.</summary>
    public required string Miner { get; init; }

    /// <summary>Site.</summary>
    public required string Site { get; init; }

    /// <summary>True when the identity is only a network address.</summary>
    public bool WeakIdentity { get; init; }

    /// <summary>Model, or null.</summary>
    public string? Model { get; init; }

    /// <summary>State; see <see cref="MinerStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Reason of the state.</summary>
    public string? StateReason { get; init; }

    /// <summary>Since when, Unix milliseconds.</summary>
    public long? StateSinceMs { get; init; }

    /// <summary>Last hashrate, TH/s; null when never read.</summary>
    public double? HashrateThs { get; init; }

    /// <summary>Nominal hashrate, TH/s.</summary>
    public double? NominalHashrateThs { get; init; }

    /// <summary>Last power, W.</summary>
    public double? PowerW { get; init; }

    /// <summary><c>meter</c>, <c>device</c>, <c>estimate</c> or <c>nameplate</c>.</summary>
    public string? PowerSource { get; init; }

    /// <summary>Efficiency, J/TH.</summary>
    public double? EfficiencyJth { get; init; }

    /// <summary>Hottest chip, °C.</summary>
    public double? ChipTemperatureC { get; init; }

    /// <summary>Break-even hashprice, USD per PH/s and day.</summary>
    public double? BreakEvenHashpriceUsdPhDay { get; init; }

    /// <summary>Margin, USD per PH/s and day.</summary>
    public double? MarginUsdPhDay { get; init; }

    /// <summary>True when it loses money now; null when not known.</summary>
    public bool? UnderWater { get; init; }

    /// <summary>Time of the last sample, Unix milliseconds.</summary>
    public long? AtMs { get; init; }

    /// <summary>When it was received, Unix milliseconds.</summary>
    public long? ReceivedAtMs { get; init; }
}

/// <summary>One change of state.</summary>
public sealed record MinerTransition
{
    /// <summary>When, Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>From; see <see cref="MinerStates"/>.</summary>
    public required string From { get; init; }

    /// <summary>To.</summary>
    public required string To { get; init; }

    /// <summary>Reason.</summary>
    public string? Reason { get; init; }
}

/// <summary>Mean over ten minutes.</summary>
public sealed record MinerMean
{
    /// <summary>Start of the ten minutes, Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>Mean hashrate, TH/s; null when nothing was read.</summary>
    public double? HashrateThs { get; init; }

    /// <summary>Mean power, W; null when nothing was read.</summary>
    public double? PowerW { get; init; }
}
