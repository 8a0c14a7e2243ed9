using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Roster;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Silo.Access;

namespace MinerMonitor.Silo.Http;

/// <summary>Adds up what the fleets that the caller may read say: one look-up in each fleet's curve, however many miners.</summary>
internal sealed class FleetGrainsWhatIf(IGrainFactory grains, FleetAccess access) : IFleetWhatIf
{
    /// <inheritdoc/>
    public async ValueTask<FleetWhatIf?> AskAsync(AccessGrant grant, string world, string? fleet, double hashpriceUsdPhDay, double? tariffUsdKwh)
    {
        double underWaterThs = 0, knownThs = 0, nominalThs = 0;
        List<(string Fleet, FleetUnderWater Water)> fleets = [];
        foreach (var name in await NamesAsync(world, fleet))
        {
            if (await access.CanReadAsync(grant, name) && await grains.GetGrain<IFleetGrain>(name).GetAsync() is not null)
            {
                var water = await grains.GetGrain<IFleetGrain>(name).WhatIfAsync(hashpriceUsdPhDay, tariffUsdKwh);
                fleets.Add((name, water));
                underWaterThs += water.UnderWaterThs;
                knownThs += water.KnownThs;
                nominalThs += water.NominalThs;
            }
        }

        return nominalThs > 0
            ? new FleetWhatIf(knownThs > 0 ? underWaterThs / knownThs : null, knownThs / nominalThs, nominalThs, [.. fleets.OrderBy(one => one.Fleet, StringComparer.Ordinal)])
            : null;
    }

    private async Task<IEnumerable<string>> NamesAsync(string world, string? fleet)
    {
        if (fleet is not null)
        {
            return [fleet];
        }

        return WorldName.IsReplay(world)
            ? [WorldName.SimulatedFleetOf(world)]
            : (await grains.GetGrain<IRosterGrain>(IRosterGrain.Key).GetFleetsAsync()).Select(entry => entry.Fleet);
    }
}
