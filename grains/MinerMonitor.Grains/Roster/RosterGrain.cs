using System.Collections.Immutable;

namespace MinerMonitor.Grains.Roster;

/// <inheritdoc cref="IRosterGrain"/>
[GrainType("roster"), KeepAlive]
internal sealed class RosterGrain([PersistentState("state", StorageNames.Provider)] IPersistentState<RosterState> state) : Grain, IRosterGrain
{
    public async ValueTask AddFleetAsync(RosterFleet fleet)
    {
        if (state.State.Fleets.GetValueOrDefault(fleet.Fleet) != fleet)
        {
            state.State.Fleets[fleet.Fleet] = fleet;
            await state.WriteStateAsync();
        }
    }

    public async ValueTask RemoveFleetAsync(string fleet)
    {
        if (state.State.Fleets.Remove(fleet))
        {
            await state.WriteStateAsync();
        }
    }

    public ValueTask<ImmutableArray<RosterFleet>> GetFleetsAsync() =>
        ValueTask.FromResult(state.State.Fleets.Values.OrderBy(fleet => fleet.Fleet, StringComparer.Ordinal).ToImmutableArray());
}
