namespace MinerMonitor.Grains.Sectors;

/// <summary>What a fleet that counts in the sector tells it, whenever it changes.</summary>
/// <param name="Fleet">The fleet.</param>
/// <param name="NominalThs">Nominal hashrate of all its miners, TH/s.</param>
/// <param name="KnownThs">Nominal hashrate whose break-even is known, TH/s.</param>
/// <param name="UnderWaterThs">Nominal hashrate whose break-even lies above the hashprice, TH/s.</param>
/// <param name="AtMs">World time, Unix milliseconds.</param>
[GenerateSerializer, Immutable, Alias("mm.sector.fleet-input")]
public sealed record FleetSectorInput(
    [property: Id(0)] string Fleet,
    [property: Id(1)] double NominalThs,
    [property: Id(2)] double KnownThs,
    [property: Id(3)] double UnderWaterThs,
    [property: Id(4)] long AtMs);
