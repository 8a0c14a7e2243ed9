using System.Net;
using MinerMonitor.Grains;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Silo.Storage;
using Orleans.Configuration;
using Orleans.Persistence;
using Orleans.Serialization;
using Orleans.Storage;

namespace MinerMonitor.Silo.Hosting;

/// <summary>The Orleans silo: alone on the embedded store, one of many on Redis.</summary>
internal static class ClusterHosting
{
    /// <summary>Adds the silo to the host.</summary>
    public static void AddMonitorCluster(this WebApplicationBuilder builder, Store store) => builder.UseOrleans(silo =>
    {
        silo.Configure<ClusterOptions>(cluster =>
        {
            cluster.ServiceId = StorageNames.ServiceId;
            cluster.ClusterId = StorageNames.ClusterId;
        });
        var shared = (Multiplexer: store.Connections.Grains, IsShared: true);
        var connection = store.Connections.Options;
        var endPoints = EndPoints(builder.Configuration, store);
        if (store.Options.Kind == StoreOptions.Redis)
        {
            silo.ConfigureEndpoints(endPoints.Address, endPoints.SiloPort, endPoints.GatewayPort);
            silo.UseRedisClustering(redis =>
            {
                redis.ConfigurationOptions = connection;
                redis.CreateMultiplexer = _ => Task.FromResult(shared);
            });
            silo.UseRedisReminderService(redis =>
            {
                redis.ConfigurationOptions = connection;
                redis.CreateMultiplexer = _ => Task.FromResult(shared);
            });
            silo.Configure<ClusterMembershipOptions>(membership =>
            {
                // A silo that dies is found out within 15 seconds; what was in flight answers 503 until then.
                membership.ProbeTimeout = TimeSpan.FromSeconds(2);
                membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
                membership.NumMissedProbesLimit = 3;

                // A silo that cannot start again at its old address (SiloPorts) is met by its own dead self in the table: it may pass over it after 15 seconds.
                membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
                membership.NumMissedTableIAmAliveLimit = 3;
            });
        }
        else
        {
            silo.UseLocalhostClustering(endPoints.SiloPort, endPoints.GatewayPort, null, StorageNames.ServiceId, StorageNames.ClusterId);
        }

        silo.AddRedisGrainStorage(MonitorGrainStorage.InnerName, (RedisStorageOptions redis) =>
        {
            redis.ConfigurationOptions = connection;
            redis.CreateMultiplexer = _ => Task.FromResult(shared);
        });
        silo.Services.AddOptions<RedisStorageOptions>(MonitorGrainStorage.InnerName)
            .Configure<Serializer>((redis, serializer) => redis.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer));
        silo.Services.AddKeyedSingleton<IGrainStorage>(StorageNames.Provider, (provider, _) => new MonitorGrainStorage(
            provider.GetRequiredKeyedService<IGrainStorage>(MonitorGrainStorage.InnerName), provider.GetRequiredService<IJournalStore>()));
        silo.AddActivityPropagation();
    });

    /// <summary>Silo and gateway listen on loopback, on free ports, unless configured: <c>Monitor:Cluster:Address</c>, <c>SiloPort</c>, <c>GatewayPort</c>.</summary>
    private static (IPAddress Address, int SiloPort, int GatewayPort) EndPoints(ConfigurationManager configuration, Store store)
    {
        var section = configuration.GetSection("Monitor:Cluster");
        var address = IPAddress.Parse(section["Address"] ?? "127.0.0.1");
        var free = store.Options.Kind == StoreOptions.Redis ? SiloPorts.Keep(store.Folder, address) : SiloPorts.Free();
        return (address, section.GetValue<int?>("SiloPort") ?? free.Silo, section.GetValue<int?>("GatewayPort") ?? free.Gateway);
    }
}
