namespace MinerMonitor.Client;

/// <summary>Which miners of a fleet, and in which order. Members left out do not matter.</summary>
public sealed record MinerFilter
{
    /// <summary>State; see <see cref="Protocol.Fleets.MinerStates"/>.</summary>
    public string? State { get; init; }

    /// <summary>Site.</summary>
    public string? Site { get; init; }

    /// <summary>Model; empty: those that do not say theirs.</summary>
    public string? Model { get; init; }

    /// <summary>True: losing money now; false: not.</summary>
    public bool? UnderWater { get; init; }

    /// <summary>Lowest margin, USD per PH/s and day.</summary>
    public double? MinMarginUsdPhDay { get; init; }

    /// <summary>Highest margin, USD per PH/s and day.</summary>
    public double? MaxMarginUsdPhDay { get; init; }

    /// <summary>Part of the id or model, without regard to case.</summary>
    public string? Text { get; init; }

    /// <summary>
    /// <c>miner</c>, <c>site</c>, <c>model</c>, <c>state</c>, <c>hashrate</c>, <c>power</c>, <c>efficiency</c>, <c>chipTemperature</c>,
    /// <c>breakEven</c>, <c>margin</c> or <c>heard</c>; null: the order in which they joined.
    /// </summary>
    public string? Sort { get; init; }

    /// <summary>True: highest first.</summary>
    public bool Descending { get; init; }

    /// <summary>Most miners of a page, 1 to 1000; null: 100.</summary>
    public int? Limit { get; init; }
}
