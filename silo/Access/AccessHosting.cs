namespace MinerMonitor.Silo.Access;

/// <summary>Keys, scopes and what each surface asks for.</summary>
internal static class AccessHosting
{
    /// <summary>Registers access. <see cref="IFleetOperators"/> is registered by whoever knows fleets.</summary>
    public static IServiceCollection AddMonitorAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section);
        services.AddSingleton<FleetAccess>();
        return services;
    }
}
