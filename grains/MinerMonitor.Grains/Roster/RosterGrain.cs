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
            await SaveAsync(fleets => fleets[fleet.Fleet] = fleet);
        }
    }

    public async ValueTask RemoveFleetAsync(string fleet)
    {
        if (state.State.Fleets.ContainsKey(fleet))
        {
            await SaveAsync(fleets => fleets.Remove(fleet));
        }
    }

    public ValueTask<ImmutableArray<RosterFleet>> GetFleetsAsync() =>
        ValueTask.FromResult(state.State.Fleets.Values.OrderBy(fleet => fleet.Fleet, StringComparer.Ordinal).ToImmutableArray());

    /// <summary>Changes and stores the list; what could not be stored does not hold.</summary>
    private async Task SaveAsync(Action<Dictionary<string, RosterFleet>> change)
    {
        var former = state.State.Fleets;
        var next = new Dictionary<string, RosterFleet>(former, StringComparer.Ordinal);
        change(next);
        state.State.Fleets = next;
        try
        {
            await this.StoreAsync(() => state.WriteStateAsync());
        }
        catch
        {
            state.State.Fleets = former;
            throw;
        }
    }
}
