using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MinerMonitor.Grains;
using MinerMonitor.Grains.Access;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Protocol.Streaming;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Feeds;
using MinerMonitor.Silo.Http;
using MinerMonitor.Silo.Intake;
using MinerMonitor.Silo.Live;
using MinerMonitor.Silo.Storage;
using Xunit;

[assembly: AssemblyFixture(typeof(MinerMonitor.Silo.Tests.Hosting.MonitorHost))]

namespace MinerMonitor.Silo.Tests.Hosting;

/// <summary>A real web server and silo with memory storage; topics are owned by <see cref="TestTopicGrain"/>, so that tests publish what they like.</summary>
public sealed class MonitorHost : IAsyncLifetime
{
    private WebApplication? _app;

    public WebApplication App => _app ?? throw new InvalidOperationException("The host has not started.");

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    internal FakeStore Store { get; } = new();

    public IGrainFactory Grains => App.Services.GetRequiredService<IGrainFactory>();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(MonitorHub).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Monitor:Live:HeartbeatInterval"] = "00:00:00.300",
            ["Monitor:Live:KeepAliveInterval"] = "00:00:00.300",
            ["Monitor:Live:FramesWaiting"] = "64",
            ["Monitor:Live:LastWordLimit"] = "00:00:00.300",
            ["Monitor:Feeds:Enabled"] = "false",
            ["Monitor:Access:FailedAttemptsPerMinute"] = "100000",
            ["Monitor:Reads:PerSecond"] = "0",
        });
        builder.Host.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort(), FreePort())
            .AddMemoryGrainStorage(StorageNames.Provider));
        builder.Services.AddMonitorAccess().AddMonitorLive().AddMonitorHttp().AddMonitorIntake().AddMonitorFeeds();
        builder.Services.AddSingleton<ITopicOwners, TestOwners>();
        builder.Services.AddSingleton<IWorldDirectory, TestWorlds>();
        builder.Services.AddSingleton<IFleetOperators, TestOperators>();
        builder.Services.AddSingleton<VolatileJournalStore>();
        builder.Services.AddSingleton<IJournalStore>(services => services.GetRequiredService<VolatileJournalStore>());
        builder.Services.AddSingleton<JournalDirectory>();
        builder.Services.AddSingleton<FleetRouter>();
        builder.Services.AddSingleton<FleetReader>();
        builder.Services.AddSingleton<FleetEditor>();
        builder.Services.AddSingleton<IFleetWhatIf, FleetGrainsWhatIf>();
        builder.Services.AddSingleton<IStoreStatus>(Store);
        builder.Services.AddSingleton<IIntakeCounters>(Store);
        builder.Services.AddSingleton<IIntakeFleets, TestFleets>();
        builder.Services.AddSingleton<IIntakeBatchFactory, TestBatches>();
        _app = builder.Build();
        _app.UseMonitorHttp();
        _app.UseMonitorAccess();
        _app.MapMonitorHttp();
        _app.MapMonitorLive();
        _app.MapMonitorIntake();
        _app.MapGet("/api/v1/test/fault", () => Results.Text(Fault())).AllowPublic();
        _app.MapGet("/api/v1/test/undeclared", () => "open");
        _app.MapGet("/api/v1/test/fleets/{fleet}", (string fleet) => fleet).RequireFleetRead();
        _app.MapPut("/api/v1/test/fleets/{fleet}", (string fleet) => fleet).RequireFleetWrite();
        _app.MapPut("/api/v1/test/fleets/{fleet}/sites/{site}", (string site) => site).RequireFleetWrite();
        _app.MapGet("/api/v1/test/operators/{operator}", () => "operator").RequireOperatorRead();
        _app.MapGet("/api/v1/test/any", () => "any").RequireAnyKey();
        _app.MapGet("/api/v1/test/topic/{world}/{topic}", (IGrainFactory grains, string world, string topic) =>
            TopicResult.ReadAsync(grains.GetGrain<ITestTopicGrain>($"{world}/{topic}"))).AllowPublic();
        await _app.StartAsync();
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }

    /// <summary>Makes a key.</summary>
    public async Task<string> CreateKeyAsync(string[] scopes, long? expiresAtMs = null)
    {
        var (text, key) = KeyText.Create();
        Assert.True(await Grains.GetGrain<IKeyGrain>(key.Id).CreateAsync(new KeyDraft("test", [.. scopes], key.SecretHash, expiresAtMs)));
        return text;
    }

    /// <summary>A client without cookies of its own, with a key or without one.</summary>
    public HttpClient CreateClient(string? key = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>A hub connection, started.</summary>
    public async Task<HubConnection> ConnectAsync(string? key = null)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(Address, HubContract.Path), http => http.AccessTokenProvider = key is null ? null : () => Task.FromResult<string?>(key))
            .Build();
        await connection.StartAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>The owner of a topic.</summary>
    public ITestTopicGrain Topic(string world, string topic) => Grains.GetGrain<ITestTopicGrain>($"{world}/{topic}");

    private static string Fault() => throw new InvalidOperationException("secret of the inside");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
