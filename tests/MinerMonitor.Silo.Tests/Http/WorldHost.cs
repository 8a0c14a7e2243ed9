using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MinerMonitor.Grains;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Grains.Live;
using MinerMonitor.Protocol;
using MinerMonitor.Silo.Http;
using MinerMonitor.Silo.Live;
using MinerMonitor.Silo.Live.Wire;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;
using Xunit;

[assembly: AssemblyFixture(typeof(MinerMonitor.Silo.Tests.Http.WorldHost))]

namespace MinerMonitor.Silo.Tests.Http;

/// <summary>Markets, feeds and worlds on a real Kestrel in front of one silo. Access is left out: its own tests cover it.</summary>
public sealed class WorldHost : IAsyncLifetime
{
    private WebApplication? _app;

    /// <summary>Client of the host.</summary>
    public HttpClient Client { get; } = new();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ProtocolJson.Default));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(LiveHosting.CreateWireMap());
        builder.Services.AddSingleton<IPayloadEncoder, PayloadEncoder>();
        builder.Services.AddSingleton<IWorldDirectory, ReplayDirectory>();
        builder.Services.AddSingleton<VolatileJournalStore>();
        builder.Services.AddSingleton<IJournalStore>(services => services.GetRequiredService<VolatileJournalStore>());
        builder.Services.AddSingleton<JournalDirectory>();
        builder.Services.AddSingleton<IFeedCatalogue, TalkingFeeds>();
        builder.Services.AddSingleton<LocalFeeds>();
        builder.Host.UseOrleans((_, silo) => silo
            .UseLocalhostClustering(FreePort(), FreePort())
            .Configure<ClusterOptions>(cluster => cluster.ServiceId = cluster.ClusterId = Guid.NewGuid().ToString("N"))
            .AddMemoryGrainStorage(StorageNames.Provider, storage => storage.Configure<Serializer>(
                (options, serializer) => options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer))));
        _app = builder.Build();
        var api = _app.MapGroup("/api/v1");
        MarketEndpoints.Map(api);
        NetworkEndpoints.Map(api);
        FeedEndpoints.Map(api);
        WorldEndpoints.Map(api);
        await _app.StartAsync();
        Client.BaseAddress = new Uri(_app.Urls.Single());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
