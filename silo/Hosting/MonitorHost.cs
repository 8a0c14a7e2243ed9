using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Feeds;
using MinerMonitor.Silo.Http;
using MinerMonitor.Silo.Intake;
using MinerMonitor.Silo.Live;
using MinerMonitor.Silo.Storage;

namespace MinerMonitor.Silo.Hosting;

/// <summary>The whole server put together: store, silo, intake, live delivery, access, page.</summary>
internal static class MonitorHost
{
    private const int DefaultPort = 5080;

    /// <summary>Builds the server on an open store.</summary>
    /// <param name="builder">Builder with configuration and logging.</param>
    /// <param name="store">The store; the caller disposes it after the server has stopped.</param>
    public static WebApplication Build(WebApplicationBuilder builder, Store store)
    {
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(store);
        store.AddTo(services);
        builder.AddMonitorCluster(store);
        services.AddMonitorFleets();
        services.AddMonitorFeeds();
        services.AddMonitorAccess();
        services.AddMonitorIntake();
        services.AddMonitorLive();
        services.AddMonitorProxy();
        services.AddMonitorHttp();
        services.AddHostedService<Keeper>();
        services.AddSingleton<StartNotes>();

        var app = builder.Build();
        _ = app.Services.GetRequiredService<IFeedCatalogue>(); // what is wrong with the settings of feeds is said before anything starts
        app.UseMonitorProxy();
        app.UseMonitorHttp();
        app.UseRouting();
        app.UseMonitorAccess();
        app.MapMonitorLive();
        app.MapMonitorIntake();
        app.MapMonitorHttp();
        return app;
    }

    /// <summary>A builder that finds page and settings beside the program, from any working directory, and listens on loopback unless told otherwise.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(MonitorHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseSockets(sockets => sockets.IOQueueCount = 0); // sends go on where they are made: a frame is at a thousand viewers a fifth sooner
        if (string.IsNullOrEmpty(builder.Configuration["urls"]) && string.IsNullOrEmpty(builder.Configuration["http_ports"]))
        {
            builder.WebHost.UseUrls($"http://{builder.Configuration["listen"] ?? "localhost"}:{DefaultPort}");
        }

        return builder;
    }

    private static void AddMonitorFleets(this IServiceCollection services)
    {
        services.AddSingleton<FleetRouter>();
        services.AddSingleton<FleetReader>();
        services.AddSingleton<FleetEditor>();
        services.AddSingleton<IReplayFleet, ReplayFleet>();
        services.AddSingleton<IntakeCounters>();
        services.AddSingleton<IIntakeCounters>(provider => provider.GetRequiredService<IntakeCounters>());
        services.AddSingleton<IIntakeBatchFactory, IntakeBatchFactory>();
        services.AddSingleton<IntakeFleets>();
        services.AddSingleton<IIntakeFleets>(provider => provider.GetRequiredService<IntakeFleets>());
        services.AddSingleton<IFleetOperators>(provider => provider.GetRequiredService<IntakeFleets>());
        services.AddSingleton<IFleetWhatIf, FleetGrainsWhatIf>();
    }
}
