using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MinerMonitor.Silo.Access;

/// <summary>Keys, scopes and what each surface asks for.</summary>
internal static class AccessHosting
{
    /// <summary>Registers access. Whoever knows fleets registers <see cref="IFleetOperators"/>.</summary>
    public static IServiceCollection AddMonitorAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IFleetOperators, NoOperators>();
        services.AddSingleton<FleetAccess>();
        services.AddSingleton<AttemptLimit>();
        services.AddSingleton<KeyVerifier>();
        services.AddSingleton<SignInCodes>();
        services.AddSingleton<DisplayKeys>();
        services.AddSingleton<FirstStart>();
        services.AddMonitorReadLimit();
        services.AddAuthentication(KeyAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.SchemeName, null);
        return services;
    }

    /// <summary>Holds each route to what it declares. After routing, before endpoints.</summary>
    public static void UseMonitorAccess(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseMiddleware<AccessMiddleware>();
    }
}
