using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MinerMonitor.Grains;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Grains.Live;
using MinerMonitor.Silo.Live;
using MinerMonitor.Silo.Live.Wire;
using Orleans.Configuration;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>One silo with storage in memory, for an adapter that brings more than observations. Each test has its own: there is one live world.</summary>
internal sealed class HistoryHost : IAsyncDisposable
{
    private readonly IHost _host;

    private HistoryHost(IHost host) => _host = host;

    /// <summary>Grains of the silo.</summary>
    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts one.</summary>
    public static async Task<HistoryHost> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(LiveHosting.CreateWireMap());
        builder.Services.AddSingleton<IPayloadEncoder, PayloadEncoder>();
        builder.Services.AddSingleton<VolatileJournalStore>();
        builder.Services.AddSingleton<IJournalStore>(services => services.GetRequiredService<VolatileJournalStore>());
        builder.Services.AddSingleton<JournalDirectory>();
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort(), FreePort())
            .Configure<ClusterOptions>(cluster => cluster.ServiceId = cluster.ClusterId = Guid.NewGuid().ToString("N"))
            .AddMemoryGrainStorage(StorageNames.Provider));
        var host = new HistoryHost(builder.Build());
        await host._host.StartAsync();
        return host;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
