using MinerMonitor.Grains.Fleets;
using MinerMonitor.Silo.Access;

namespace MinerMonitor.Silo.Http;

/// <summary>What the fleets add to a what-if. Registered by whoever knows fleets; without it the answer is about the sector alone.</summary>
internal interface IFleetWhatIf
{
    /// <summary>Share under water at a hashprice; null when the caller may read no fleet of the world, or they have no miners.</summary>
    /// <param name="grant">What the caller may do.</param>
    /// <param name="world">World.</param>
    /// <param name="fleet">Fleet to look at; null: all of the world that the caller may read.</param>
    /// <param name="hashpriceUsdPhDay">Assumed hashprice, USD per PH/s and day.</param>
    /// <param name="tariffUsdKwh">Tariff in place of every site's own; null: their own.</param>
    ValueTask<FleetWhatIf?> AskAsync(AccessGrant grant, string world, string? fleet, double hashpriceUsdPhDay, double? tariffUsdKwh);
}

/// <summary>What fleets say under assumptions.</summary>
/// <param name="ShareUnderWater">Share of known nominal hashrate, 0 to 1; null when no break-even is known.</param>
/// <param name="Coverage">Share of nominal hashrate whose break-even is known, 0 to 1.</param>
/// <param name="NominalThs">Nominal hashrate that the shares speak of, TH/s.</param>
/// <param name="Fleets">Each of them, by name.</param>
internal sealed record FleetWhatIf(double? ShareUnderWater, double Coverage, double NominalThs, IReadOnlyList<(string Fleet, FleetUnderWater Water)> Fleets);
