namespace MinerMonitor.Grains.Networks;

/// <summary>What a transaction pays to be mined soon, sat/vB, as a source estimates it. A rate that it does not give is null.</summary>
/// <param name="FastestSatVb">Next block.</param>
/// <param name="HalfHourSatVb">Within half an hour.</param>
/// <param name="HourSatVb">Within an hour.</param>
/// <param name="EconomySatVb">Within a day.</param>
/// <param name="MinimumSatVb">Least that is relayed.</param>
[GenerateSerializer, Immutable, Alias("mm.network.fee-rates")]
public sealed record FeeRates(
    [property: Id(0)] double? FastestSatVb,
    [property: Id(1)] double? HalfHourSatVb,
    [property: Id(2)] double? HourSatVb,
    [property: Id(3)] double? EconomySatVb,
    [property: Id(4)] double? MinimumSatVb)
{
    /// <summary>All rates, named as on the wire.</summary>
    internal IEnumerable<(string Name, double? SatVb)> All =>
    [
        ("fastestSatVb", FastestSatVb), ("halfHourSatVb", HalfHourSatVb), ("hourSatVb", HourSatVb), ("economySatVb", EconomySatVb), ("minimumSatVb", MinimumSatVb),
    ];
}

/// <summary>Transactions that wait for a block, as one node sees them.</summary>
/// <param name="Transactions">How many.</param>
/// <param name="VBytes">Their virtual size, bytes.</param>
/// <param name="TotalFeesSats">Their fees, satoshi.</param>
/// <param name="MinimumSatVb">Least that this node keeps, sat/vB.</param>
/// <param name="NextBlockFeesSats">Fees of the block that would be built now, satoshi.</param>
[GenerateSerializer, Immutable, Alias("mm.network.mempool")]
public sealed record MempoolReading(
    [property: Id(0)] long? Transactions,
    [property: Id(1)] long? VBytes,
    [property: Id(2)] long? TotalFeesSats,
    [property: Id(3)] double? MinimumSatVb,
    [property: Id(4)] long? NextBlockFeesSats);

/// <summary>A figure that a source computed itself, beside the monitor's own.</summary>
/// <param name="Value">The figure.</param>
/// <param name="AtMs">When it was heard, world time in Unix milliseconds.</param>
/// <param name="Source">Who says so.</param>
/// <typeparam name="T">Kind of the figure.</typeparam>
[GenerateSerializer, Immutable, Alias("mm.network.said`1")]
public sealed record Said<T>([property: Id(0)] T Value, [property: Id(1)] long AtMs, [property: Id(2)] string Source);
