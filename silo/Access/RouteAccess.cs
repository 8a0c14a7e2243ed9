namespace MinerMonitor.Silo.Access;

/// <summary>Declares on a route what it asks of its caller. A route that declares nothing is refused to everybody.</summary>
internal static class RouteAccess
{
    /// <inheritdoc cref="AccessKind.Public"/>
    public static TBuilder AllowPublic<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.Declare(AccessKind.Public);

    /// <inheritdoc cref="AccessKind.SectorRead"/>
    public static TBuilder RequireSectorRead<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.Declare(AccessKind.SectorRead);

    /// <inheritdoc cref="AccessKind.AnyKey"/>
    public static TBuilder RequireAnyKey<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.Declare(AccessKind.AnyKey);

    /// <inheritdoc cref="AccessKind.FleetRead"/>
    /// <remarks>Where the route also has a value <c>site</c>, read on that site is enough.</remarks>
    public static TBuilder RequireFleetRead<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.Declare(AccessKind.FleetRead);

    /// <inheritdoc cref="AccessKind.FleetWrite"/>
    /// <remarks>Where the route also has a value <c>site</c>, write on that site is enough.</remarks>
    public static TBuilder RequireFleetWrite<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.Declare(AccessKind.FleetWrite);

    /// <inheritdoc cref="AccessKind.OperatorRead"/>
    public static TBuilder RequireOperatorRead<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.Declare(AccessKind.OperatorRead);

    /// <inheritdoc cref="AccessKind.Admin"/>
    public static TBuilder RequireAdmin<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.Declare(AccessKind.Admin);

    private static TBuilder Declare<TBuilder>(this TBuilder builder, AccessKind kind) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new AccessDeclaration(kind));
}
