using System.Collections.Immutable;

namespace MinerMonitor.Silo.Access;

/// <summary>What the caller of one request may do: the scopes of its key, or nothing.</summary>
/// <param name="KeyId">Id of the key; null for a caller without one.</param>
/// <param name="Scopes">The key's scopes.</param>
/// <param name="IsDisplay">True for the key in a browser's cookie.</param>
internal sealed record AccessGrant(string? KeyId, ImmutableArray<AccessScope> Scopes, bool IsDisplay = false)
{
    /// <summary>A caller without a key.</summary>
    public static AccessGrant Anonymous { get; } = new(null, []);

    /// <summary>True when the caller showed a valid key.</summary>
    public bool HasKey => KeyId is not null;

    /// <summary>True for the admin scope.</summary>
    public bool IsAdmin => Scopes.Any(scope => scope.Kind == ScopeKind.Admin);

    /// <summary>True when an operator's fleets may be read.</summary>
    public bool CanReadOperator(string operatorId) =>
        IsAdmin || Scopes.Any(scope => scope.Kind == ScopeKind.Operator && scope.Id == operatorId);

    /// <summary>True when some scope is about an operator: only then is it worth asking which operator a fleet has.</summary>
    public bool HasOperator => Scopes.Any(scope => scope.Kind == ScopeKind.Operator);

    /// <summary>True when a scope names the fleet itself, or one of everything. Operators' fleets: see <see cref="FleetAccess"/>.</summary>
    public bool CoversFleet(string fleet) => IsAdmin || Scopes.Any(scope => scope.Kind == ScopeKind.Fleet && scope.Id == fleet);

    /// <summary>True when a scope names the site itself.</summary>
    public bool CoversSite(string fleet, string site) =>
        Scopes.Any(scope => scope.Kind == ScopeKind.Site && scope.Id == fleet && scope.Site == site);

    /// <summary>Samples, settings and sites of the whole fleet.</summary>
    public bool CanWriteFleet(string fleet) => IsAdmin || Scopes.Any(scope => scope.Kind == ScopeKind.Fleet && scope.Write && scope.Id == fleet);

    /// <summary>One site: its contract and its miners' samples.</summary>
    public bool CanWriteSite(string fleet, string site) =>
        CanWriteFleet(fleet) || Scopes.Any(scope => scope.Kind == ScopeKind.Site && scope.Write && scope.Id == fleet && scope.Site == site);
}
