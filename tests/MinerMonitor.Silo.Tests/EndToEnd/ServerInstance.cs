using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MinerMonitor.Client;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Hosting;
using MinerMonitor.Silo.Storage;
using Orleans.Configuration;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>The whole server in the process of the tests, put together by its own code, so that a test may replace a part of it.</summary>
internal sealed class ServerInstance : IRunningSilo, IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private readonly WebApplication _app;

    private ServerInstance(Store store, WebApplication app, string key)
    {
        Store = store;
        _app = app;
        Key = key;
        Url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Http = new HttpClient { BaseAddress = Url, Timeout = s_patience };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        Client = new MonitorClient(new MonitorClientOptions { Url = Url, Key = key, UploadRetryFor = TimeSpan.Zero });
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>The admin key.</summary>
    public string Key { get; }

    public Store Store { get; }

    public IServiceProvider Services => _app.Services;

    /// <inheritdoc/>
    public HttpClient Http { get; }

    /// <inheritdoc/>
    public MonitorClient Client { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="folder">Data folder.</param>
    /// <param name="replace">Replaces what the server has registered.</param>
    /// <param name="key">The admin key of a store that another server has begun; null: the one in the folder.</param>
    /// <param name="settings">Settings.</param>
    public static async Task<ServerInstance> StartAsync(
        string folder, Action<IServiceCollection>? replace = null, string? key = null, params (string Name, string Value)[] settings)
    {
        var builder = Silo.Hosting.MonitorHost.CreateBuilder(
        [
            $"--data={folder}", "--urls=http://127.0.0.1:0", "--Monitor:Feeds:Enabled=false", "--Monitor:Store:MinimumFreeDiskPercent=0",
            .. settings.Select(setting => $"--{setting.Name}={setting.Value}"),
        ]);
        builder.Logging.ClearProviders();
        builder.Host.ConfigureContainer<IServiceCollection>(services =>
        {
            // A test that holds something back holds it as long as it wants: no call may end by itself meanwhile.
            services.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = s_patience);
            replace?.Invoke(services);
        });
        var store = await Store.OpenAsync(builder.Configuration, NullLoggerFactory.Instance);
        WebApplication? app = null;
        try
        {
            app = Silo.Hosting.MonitorHost.Build(builder, store);
            await app.StartAsync(TestContext.Current.CancellationToken);
            await app.Services.GetRequiredService<StartNotes>().PrintAsync(TextWriter.Null, TestContext.Current.CancellationToken);
            var file = Path.Combine(folder, FirstStart.FileName);
            var server = new ServerInstance(store, app, key ?? (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Trim());
            await server.ReadyAsync();
            return server;
        }
        catch
        {
            if (app is not null)
            {
                await app.DisposeAsync();
            }

            await store.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Store.DisposeAsync();
    }

    private Task ReadyAsync() => Until.TrueAsync(
        async () =>
        {
            using var answer = await Http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            return (answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        },
        SiloProcess.StartTimeout,
        "/health/ready is green");
}
