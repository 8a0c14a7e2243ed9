using Microsoft.Extensions.Options;
using MinerMonitor.Grains.Fleets;

namespace MinerMonitor.Silo.Intake;

/// <summary>Intake over HTTP.</summary>
internal static class IntakeHosting
{
    /// <summary>Registers intake. <see cref="IIntakeBatchFactory"/> and <see cref="IIntakeFleets"/> are registered by whoever routes samples.</summary>
    public static IServiceCollection AddMonitorIntake(this IServiceCollection services)
    {
        services.AddOptions<IntakeOptions>()
            .BindConfiguration(IntakeOptions.Section)
            .Validate(
                options => options.MaxBodyBytes is > 0 and <= 1L << 30,
                $"{IntakeOptions.Section}:{nameof(IntakeOptions.MaxBodyBytes)} must lie between 1 and 1073741824 bytes.")
            .Validate(
                options => options.MaxLineBytes is >= 1024 and <= 1 << 20,
                $"{IntakeOptions.Section}:{nameof(IntakeOptions.MaxLineBytes)} must lie between 1024 and 1048576 bytes.")
            .Validate(
                options => options.MaxConcurrentBytes >= options.MaxBodyBytes,
                $"{IntakeOptions.Section}:{nameof(IntakeOptions.MaxConcurrentBytes)} must be at least MaxBodyBytes, or a large body never gets in.")
            .Validate(options => options.MinersPerFleet > 0, $"{IntakeOptions.Section}:{nameof(IntakeOptions.MinersPerFleet)} must be at least 1.")
            .ValidateOnStart();
        services.AddOptions<FleetLimits>().Configure<IOptions<IntakeOptions>>((limits, intake) => limits.Miners = intake.Value.MinersPerFleet);
        services.AddSingleton<IntakeGate>();
        services.AddSingleton<IntakeReceiver>();
        return services;
    }

    /// <summary>Maps the endpoints of all formats.</summary>
    public static void MapMonitorIntake(this IEndpointRouteBuilder app)
    {
        SampleEndpoints.Map(app.MapGroup("/api/v1"));
        LineProtocolEndpoints.Map(app);
    }
}
