using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MinerMonitor.Grains;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Silo.Hosting;
using MinerMonitor.Silo.Storage;
using Orleans.Storage;

namespace MinerMonitor.Silo.Tests.Storage;

/// <summary>A store and a silo on it, put together as the server does, without the web server.</summary>
internal sealed class StoreInstance : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StoreInstance(Store store, WebApplication app)
    {
        Store = store;
        _app = app;
    }

    public Store Store { get; }

    public IJournalStore Journal => _app.Services.GetRequiredService<IJournalStore>();

    public IGrainStorage Grains => _app.Services.GetRequiredKeyedService<IGrainStorage>(StorageNames.Provider);

    public IGrainFactory Factory => _app.Services.GetRequiredService<IGrainFactory>();

    public static Task<Store> OpenStoreAsync(string folder, params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("data", (string?)folder), .. settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))])
            .Build();
        return Store.OpenAsync(configuration, NullLoggerFactory.Instance);
    }

    public static async Task<StoreInstance> StartAsync(string folder, params (string Name, string Value)[] settings)
    {
        var store = await OpenStoreAsync(folder, settings);
        try
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = typeof(Store).Assembly.GetName().Name });
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton(TimeProvider.System);
            store.AddTo(builder.Services);
            builder.AddMonitorCluster(store);
            var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            await app.StartAsync();
            return new StoreInstance(store, app);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Store.DisposeAsync();
    }
}
