using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MinerMonitor.Grains.Live;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Streaming;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Live.Wire;

namespace MinerMonitor.Silo.Live;

/// <summary>Live delivery: from owners of topics to viewers.</summary>
internal static class LiveHosting
{
    /// <summary>Registers relay, hub and encoder. Needs <see cref="AccessHosting.AddMonitorAccess"/> and, for uploads, intake.</summary>
    public static IServiceCollection AddMonitorLive(this IServiceCollection services)
    {
        services.AddOptions<LiveOptions>().BindConfiguration(LiveOptions.Section);
        services.AddSingleton(_ => CreateWireMap());
        services.AddSingleton<IPayloadEncoder, PayloadEncoder>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IWorldDirectory, ReplayDirectory>();
        services.TryAddSingleton<ITopicOwners, GrainTopicOwners>();
        services.AddSingleton<TopicRelay>();
        services.AddSingleton<TopicAccess>();
        services.AddSingleton<WatchSessions>();
        services.AddSingleton<SampleUpload>();
        services.AddHostedService<RelayMembershipWatch>();
        services.AddSignalR(signalR =>
        {
            signalR.EnableDetailedErrors = false;
            signalR.MaximumReceiveMessageSize = 8 << 20; // 10,000 samples of an upload
        }).AddJsonProtocol(json =>
        {
            json.PayloadSerializerOptions.TypeInfoResolverChain.Add(ProtocolJson.Default);
            json.PayloadSerializerOptions.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
        });
        services.AddSingleton<IHubProtocol, FrameHubProtocol>(); // the later of one name counts
        return services;
    }

    /// <summary>Maps hub and event stream.</summary>
    public static void MapMonitorLive(this WebApplication app)
    {
        app.MapHub<MonitorHub>(HubContract.Path, hub => hub.Transports = HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents)
            .AllowPublic() // each topic and upload is checked by itself
            .WithMetadata(AcceptsKeyInQuery.Instance);
        StreamEndpoint.Map(app.MapGroup("/api/v1"));
    }

    /// <summary>Every public form. One line for each class of the folder Wire.</summary>
    public static WireMap CreateWireMap()
    {
        var map = new WireMap();
        EventWire.Register(map);
        FleetWire.Register(map);
        NetworkWire.Register(map);
        SectorWire.Register(map);
        MarketWire.Register(map);
        return map;
    }
}
