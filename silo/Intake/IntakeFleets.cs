using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Protocol;
using MinerMonitor.Silo.Access;

namespace MinerMonitor.Silo.Intake;

/// <summary>What intake and access ask about fleets, answered by the fleets themselves.</summary>
internal sealed class IntakeFleets(IGrainFactory grains) : IIntakeFleets, IFleetOperators
{
    /// <inheritdoc/>
    public async ValueTask<FleetStanding> StandingAsync(string fleet, CancellationToken cancellationToken)
    {
        if (WorldName.WorldOfSimulatedFleet(fleet) is not null)
        {
            return FleetStanding.ReadOnly;
        }

        if (!FleetName.IsValid(fleet, out _))
        {
            return FleetStanding.Unknown; // no fleet can have that name: do not wake a grain for it
        }

        try
        {
            return await grains.GetGrain<IFleetGrain>(fleet).GetAsync() is null ? FleetStanding.Unknown : FleetStanding.Open;
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            throw new IntakeUnavailableException(
                ErrorCodes.StoreUnavailable, "The fleet cannot be looked up now; try again.", TimeSpan.FromSeconds(2), exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<string?> OperatorOfAsync(string fleet) =>
        FleetName.IsValid(fleet, out _) ? (await grains.GetGrain<IFleetGrain>(fleet).GetAsync())?.Operator : null;
}
