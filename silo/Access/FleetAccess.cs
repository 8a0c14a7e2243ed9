using Microsoft.Extensions.Options;
using MinerMonitor.Grains.Worlds;

namespace MinerMonitor.Silo.Access;

/// <summary>Decides who may see what. Every surface asks here: routes, hub, event stream. Writing needs no more than <see cref="AccessGrant.CanWriteFleet"/>.</summary>
internal sealed class FleetAccess(IFleetOperators operators, IOptions<AccessOptions> options)
{
    /// <summary>Sector, market, network and world surfaces.</summary>
    public bool CanReadSector(AccessGrant grant) => options.Value.PublicSector || grant.HasKey;

    /// <summary>The whole fleet. The simulated fleet of a replay is as public as its sector.</summary>
    public async ValueTask<bool> CanReadAsync(AccessGrant grant, string fleet)
    {
        if (grant.CoversFleet(fleet) || (WorldName.WorldOfSimulatedFleet(fleet) is not null && CanReadSector(grant)))
        {
            return true;
        }

        return grant.HasOperator && await operators.OperatorOfAsync(fleet) is { } operatorId && grant.CanReadOperator(operatorId);
    }

    /// <summary>One site of a fleet.</summary>
    public async ValueTask<bool> CanReadSiteAsync(AccessGrant grant, string fleet, string site) =>
        grant.CoversSite(fleet, site) || await CanReadAsync(grant, fleet);
}
