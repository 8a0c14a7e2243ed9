using MinerMonitor.Protocol;

namespace MinerMonitor.Silo.Http;

/// <summary>The HTTP surfaces but intake and live delivery.</summary>
internal static class HttpHosting
{
    /// <summary>Registers JSON of the wire contract and problem documents.</summary>
    public static IServiceCollection AddMonitorHttp(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ProtocolJson.Default));
        return services;
    }

    /// <summary>Maps every group of endpoints. Each takes the group <c>/api/v1</c> and says on each route what it asks of the caller.</summary>
    public static void MapMonitorHttp(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1");
        _ = api; // one line for each class of endpoints: SectorEndpoints.Map(api);
    }
}
