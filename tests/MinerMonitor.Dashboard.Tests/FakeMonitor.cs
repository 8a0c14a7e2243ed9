using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Access;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Protocol.Markets;
using MinerMonitor.Protocol.Sectors;
using MinerMonitor.Protocol.Server;
using MinerMonitor.TestKit;

namespace MinerMonitor.Dashboard.Tests;

/// <summary>A server that serves the real page under its content security policy and plays hub and API from a scene.</summary>
public sealed class FakeMonitor : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _beating;

    private FakeMonitor(WebApplication app, Scene scene, string prefix)
    {
        _app = app;
        Scene = scene;
        Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + prefix + "/";
        _beating = BeatAsync(_stop.Token);
    }

    public static string WebRoot => Path.Combine(Optional.SolutionFolder(), "client", "MinerMonitor.Dashboard", "wwwroot");

    public Scene Scene { get; }

    /// <summary>Address of the page, ending in a slash.</summary>
    public string Url { get; }

    public List<WorldSnapshot> Worlds { get; } = [];

    public List<FleetSummary> Fleets { get; } = [];

    public List<MinerRow> Miners { get; } = [];

    public Dictionary<string, SeriesResult> Series { get; } = [];

    /// <summary>How many cells stand for each miner: a fleet of a million without a million rows.</summary>
    public int CellsOfEach { get; set; } = 1;

    /// <summary>Days of the ledger of every fleet.</summary>
    public List<JsonObject> Ledger { get; } = [];

    public List<OperatorSnapshot> Operators { get; } = [];

    public SignInStatus SignedIn { get; set; } = FleetSnapshots.Nobody;

    public SystemSnapshot System { get; set; } = FleetSnapshots.System(Snapshots.Hour);

    public List<BelowCostEpisode> BelowCost { get; } = [];

    public List<ChartAnnotation> Annotations { get; } = [];

    public List<EtfDay> EtfDays { get; } = [];

    public Dictionary<string, SupplyCurveResult> SupplyCurves { get; } = [];

    /// <summary>Answers what-ifs; null: as if the server had no sector.</summary>
    public Func<WhatIfRequest, WhatIfResult>? WhatIf { get; set; }

    /// <summary>Windows that the page asked for annotations of.</summary>
    public ConcurrentQueue<(long? FromMs, long? ToMs)> AnnotationQueries { get; } = new();

    /// <summary>Bodies and queries that the page sent, by route.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public static async Task<FakeMonitor> StartAsync(Scene scene, string prefix = "")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(scene);
        builder.Services.AddSignalR(options => options.EnableDetailedErrors = true)
            .AddJsonProtocol(options => Configure(options.PayloadSerializerOptions));
        builder.Services.ConfigureHttpJsonOptions(options => Configure(options.SerializerOptions));
        var app = builder.Build();
        FakeMonitor? monitor = null;
        if (prefix.Length > 0) app.UsePathBase(prefix);
        app.Use((context, next) => Guard(context, next, scene));
        app.UseRouting();
        var files = new PhysicalFileProvider(WebRoot);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files });
        app.MapHub<FakeHub>("/hub/v1");
        MapApi(app, () => monitor!);
        await app.StartAsync();
        monitor = new FakeMonitor(app, scene, prefix);
        return monitor;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _beating;
        Scene.CutConnections();
        await _app.DisposeAsync();
        _stop.Dispose();
    }

    /// <summary>The policy that the silo sends: scripts of its own, and the one import map by its hash.</summary>
    public static string ContentSecurityPolicy()
    {
        var page = File.ReadAllText(Path.Combine(WebRoot, "index.html"));
        var open = "<script type=\"importmap\">";
        var start = page.IndexOf(open, StringComparison.Ordinal) + open.Length;
        var map = page[start..page.IndexOf("</script>", start, StringComparison.Ordinal)];
        return $"default-src 'self'; script-src 'self' 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(map)))}'";
    }

    private static void Configure(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.TypeInfoResolverChain.Insert(0, ProtocolJson.Default);
    }

    private static Task Guard(HttpContext context, RequestDelegate next, Scene scene)
    {
        context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy();
        if (!scene.Accepting && context.Request.Path.StartsWithSegments("/hub", StringComparison.Ordinal))
        {
            // Aborted rather than answered with an error status, which the browser would print in its console as a fault of the page.
            context.Abort();
            return Task.CompletedTask;
        }

        return next(context);
    }

    private static void MapApi(WebApplication app, Func<FakeMonitor> monitor)
    {
        var api = app.MapGroup("/api/v1");
        FakeStream.Map(api);
        api.MapGet("/sector/below-cost", () => new Page<BelowCostEpisode> { Items = monitor().BelowCost });
        api.MapGet("/annotations", (long? from, long? to) =>
        {
            monitor().AnnotationQueries.Enqueue((from, to));
            return new Page<ChartAnnotation>
            {
                Items = [.. monitor().Annotations.Where(one => one.AtMs < (to ?? long.MaxValue) && (one.Kind == AnnotationKinds.Regime ? one.EndMs ?? long.MaxValue : one.AtMs) >= (from ?? 0))],
            };
        });
        api.MapGet("/markets/etf/days", () => new Page<EtfDay> { Items = monitor().EtfDays });
        api.MapPost("/what-if", (WhatIfRequest request, string? world) =>
        {
            monitor().Requests.Enqueue($"POST what-if {request.PriceUsd} {request.DifficultyChange} {request.TariffUsdKwh} {request.FeePerBlockBtc}");
            return monitor().WhatIf?.Invoke(request) ?? new WhatIfResult { World = world ?? "live" };
        });
        api.MapGet("/worlds", () => new Page<WorldSnapshot> { Items = monitor().Worlds });
        api.MapGet("/worlds/{world}", (string world) => monitor().Worlds.Single(one => one.World == world));
        api.MapPost("/worlds", (WorldRequest request) =>
        {
            monitor().Requests.Enqueue($"POST worlds {request.Scenario} {request.Speed}");
            var made = monitor().Worlds.Single(one => one.World == request.Scenario) with
            {
                World = $"{request.Scenario}~k3j9",
                Speed = request.Speed,
                Controllable = true
            };
            monitor().Worlds.Add(made);
            return made;
        });
        api.MapPatch("/worlds/{world}", (string world, WorldControl control) =>
        {
            monitor().Requests.Enqueue($"PATCH worlds/{world} speed={control.Speed} jump={control.JumpToMs}");
            var index = monitor().Worlds.FindIndex(one => one.World == world);
            return monitor().Worlds[index] = monitor().Worlds[index] with { Speed = control.Speed ?? monitor().Worlds[index].Speed };
        });
        FakeFleets.Map(api, monitor);
        api.MapGet("/series/{**series}", (string series, string? world) =>
            monitor().Series.GetValueOrDefault(series) ?? new SeriesResult
            {
                World = world ?? "live", Series = series, Unit = "",
                StepSec = 60, Points = []
            });
        api.MapGet("/events", (string topic, string? world, long? after) => new Page<Protocol.Streaming.Frame>
        {
            Items = monitor()
            .Scene.EventsAfter(world ?? "live", topic, after ?? 0)
        });
        api.MapPost("/sign-in", (SignInRequest request) =>
        {
            monitor().Requests.Enqueue($"POST sign-in {request.Key}");
            monitor().SignedIn = FleetSnapshots.Admin;
            return Results.NoContent();
        });
        api.MapPost("/sign-out", () =>
        {
            monitor().Requests.Enqueue("POST sign-out");
            monitor().SignedIn = FleetSnapshots.Nobody;
            return Results.NoContent();
        });
    }

    private async Task BeatAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250), TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stop)) Scene.Beat();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The test is over.
        }
    }
}
