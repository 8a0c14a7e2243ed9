using System.Collections.Immutable;

namespace MinerMonitor.Grains.Roster;

/// <summary>The list of what must be awake: fleets (with their operators) and scopes with alert rules. One in the cluster; key: <see cref="Key"/>.</summary>
[GrainInterfaceType("mm.roster")]
public interface IRosterGrain : IGrainWithStringKey
{
    /// <summary>The one key.</summary>
    const string Key = "all";

    /// <summary>Puts a fleet on the list, or changes its operator; answers when that is durable.</summary>
    [Alias("AddFleetAsync")]
    ValueTask AddFleetAsync(RosterFleet fleet);

    /// <summary>Takes a fleet off.</summary>
    [Alias("RemoveFleetAsync")]
    ValueTask RemoveFleetAsync(string fleet);

    /// <summary>All fleets, by name.</summary>
    [Alias("GetFleetsAsync")]
    ValueTask<ImmutableArray<RosterFleet>> GetFleetsAsync();

    /// <summary>Says whether a scope has alert rules; answers when that is durable.</summary>
    [Alias("SetAlertsAsync")]
    ValueTask SetAlertsAsync(string scope, bool hasRules);

    /// <summary>Scopes that have alert rules: <c>sector</c>, <c>fleet/acme</c> …</summary>
    [Alias("GetAlertsAsync")]
    ValueTask<ImmutableArray<string>> GetAlertsAsync();
}

/// <summary>One fleet on the list.</summary>
/// <param name="Fleet">Fleet.</param>
/// <param name="Operator">Operator, or null.</param>
[GenerateSerializer, Immutable, Alias("mm.roster.fleet")]
public sealed record RosterFleet([property: Id(0)] string Fleet, [property: Id(1)] string? Operator);

/// <summary>The roster as it is stored.</summary>
[GenerateSerializer, Alias("mm.roster.state")]
internal sealed class RosterState
{
    /// <summary>Fleets by name.</summary>
    [Id(0)] public Dictionary<string, RosterFleet> Fleets { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Scopes that have alert rules.</summary>
    [Id(1)] public HashSet<string> Alerts { get; set; } = new(StringComparer.Ordinal);
}
