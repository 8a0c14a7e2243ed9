using MinerMonitor.Protocol;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;
using OpenTelemetry.Metrics;

namespace MinerMonitor.Silo.Http;

/// <summary>The HTTP surfaces but intake and live delivery.</summary>
internal static class HttpHosting
{
    private static readonly string[] s_meters = ["MinerMonitor", "Microsoft.Orleans"];

    /// <summary>Registers JSON of the wire contract, problem documents, OpenAPI and metrics.</summary>
    public static IServiceCollection AddMonitorHttp(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ProtocolJson.Default));
        services.AddMonitorSector();

        // Unreadable requests come to the one place that explains them.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddExceptionHandler<ProblemExceptionHandler>();
        services.AddSingleton<SecurityHeaders>();
        services.AddSingleton<SiloStatistics>();
        services.AddReference();
        services.AddSingleton<AnnotationReader>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(s_meters)
            .AddRuntimeInstrumentation()
            .AddAspNetCoreInstrumentation()
            .AddPrometheusExporter());
        return services;
    }

    /// <summary>Security headers, and a problem document wherever a request fails. First in the pipeline.</summary>
    public static void UseMonitorHttp(this WebApplication app)
    {
        var headers = app.Services.GetRequiredService<SecurityHeaders>();
        app.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                headers.Apply(context.Response);
                return Task.CompletedTask;
            });
            return next(context);
        });
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(status =>
            Problems.WriteAsync(status.HttpContext, StatusProblems.Of(status.HttpContext.Response.StatusCode)));
    }

    /// <summary>Maps every group of endpoints. Each takes the group <c>/api/v1</c> and says on each route what it asks of the caller.</summary>
    public static void MapMonitorHttp(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1");
        SignInEndpoints.Map(app, api);
        KeyEndpoints.Map(api);
        SystemEndpoints.Map(app, api);
        MarketEndpoints.Map(api);
        FeedEndpoints.Map(api);
        WorldEndpoints.Map(api);
        app.MapOpenApi("/openapi/{documentName}.json").RequireSectorRead();
        app.MapPrometheusScrapingEndpoint("/metrics").RequireSectorRead();
        ReferencePage.Map(app);
        PageEndpoints.Map(app);
        DocumentEndpoints.Map(app);
        SectorEndpoints.Map(api);
        NetworkEndpoints.Map(api);
        HistoryEndpoints.Map(api);
        SeriesEndpoints.Map(api);
        AnnotationEndpoints.Map(api);
        FleetEndpoints.Map(api);
        TreasuryEndpoints.Map(api);
        MinerEndpoints.Map(api);
        InventoryEndpoints.Map(api);
        FleetQueryEndpoints.Map(api);
        LedgerEndpoints.Map(api);
        EventEndpoints.Map(api);
        AlertEndpoints.Map(api);
    }
}
