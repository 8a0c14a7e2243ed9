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
            await SaveAsync(roster => roster.Fleets[fleet.Fleet] = fleet);
        }
    }

    public async ValueTask RemoveFleetAsync(string fleet)
    {
        if (state.State.Fleets.ContainsKey(fleet))
        {
            await SaveAsync(roster => roster.Fleets.Remove(fleet));
        }
    }

    public ValueTask<ImmutableArray<RosterFleet>> GetFleetsAsync() =>
        ValueTask.FromResult(state.State.Fleets.Values.OrderBy(fleet => fleet.Fleet, StringComparer.Ordinal).ToImmutableArray());

    public async ValueTask SetAlertsAsync(string scope, bool hasRules)
    {
        if (state.State.Alerts.Contains(scope) != hasRules)
        {
            await SaveAsync(roster => _ = hasRules ? roster.Alerts.Add(scope) : roster.Alerts.Remove(scope));
        }
    }

    public ValueTask<ImmutableArray<string>> GetAlertsAsync() => ValueTask.FromResult(state.State.Alerts.Order(StringComparer.Ordinal).ToImmutableArray());

    /// <summary>Changes and stores the lists; what could not be stored does not hold.</summary>
    private async Task SaveAsync(Action<RosterState> change)
    {
        var former = state.State;
        var next = new RosterState
        {
            Fleets = new Dictionary<string, RosterFleet>(former.Fleets, StringComparer.Ordinal), Alerts = new HashSet<string>(former.Alerts, StringComparer.Ordinal),
        };
        change(next);
        state.State = next;
        try
        {
            await this.StoreAsync(() => state.WriteStateAsync());
        }
        catch
        {
            state.State = former;
            throw;
        }
    }
}
