using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Streaming;

namespace MinerMonitor.Client.Tests.Scripted;

/// <summary>One question that a client asked of the hub.</summary>
internal sealed record Ask(int Number, TopicRequest[] Topics, ResumePosition[]? Resume, Action Abort)
{
    public ResumePosition? Position => Resume?.SingleOrDefault();
}

/// <summary>One HTTP request that a client sent.</summary>
internal sealed record Heard(string Method, string Path, string? Authorization, string? ContentType, string? Encoding, byte[] Body);

/// <summary>A web server whose hub and answers do what the test says: it drops, repeats, reorders, restarts and refuses.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Ask> _asks = Channel.CreateUnbounded<Ask>();
    private int _asked;

    private ScriptedServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Answers the n-th question, from 1.</summary>
    public Func<Ask, CancellationToken, IAsyncEnumerable<Frame>> OnWatch { get; set; } = (_, _) => throw new HubException("unknown_topic: No script.");

    /// <summary>Answers requests outside of the hub, given how many came before.</summary>
    public Func<HttpContext, int, IResult> OnRequest { get; set; } = (_, _) => Results.NotFound();

    /// <summary>Requests heard so far.</summary>
    public ConcurrentQueue<Heard> Requests { get; } = new();

    /// <summary>Status that the hub's address answers with instead of a web socket; null: a web socket.</summary>
    public int? HubStatus { get; set; }

    /// <summary>Key that the last web socket came with.</summary>
    public string? HubAuthorization { get; private set; }

    public static async Task<ScriptedServer> StartAsync(string url = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        builder.Services.AddSignalR(hub => hub.EnableDetailedErrors = false)
            .AddJsonProtocol(json => json.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, ProtocolJson.Default));
        builder.Services.AddSingleton<ServerHolder>();
        var app = builder.Build();
        var server = new ScriptedServer(app);
        app.Services.GetRequiredService<ServerHolder>().Server = server;
        app.Use(server.InterceptAsync);
        app.UseWebSockets();
        app.MapHub<ScriptedHub>(HubContract.Path);
        app.MapFallback((HttpContext context) => server.OnRequest(context, server.Requests.Count - 1));
        await app.StartAsync();
        return server;
    }

    /// <summary>The next question, in order.</summary>
    public async Task<Ask> NextAskAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            return await _asks.Reader.ReadAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException("The client did not ask the hub within 20 s.");
        }
    }

    public IAsyncEnumerable<Frame> Answer(TopicRequest[] topics, ResumePosition[]? resume, HubCallerContext caller, CancellationToken cancellationToken)
    {
        var ask = new Ask(Interlocked.Increment(ref _asked), topics, resume, caller.Abort);
        _asks.Writer.TryWrite(ask);
        return OnWatch(ask, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private async Task InterceptAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path == HubContract.Path)
        {
            HubAuthorization = context.Request.Headers.Authorization;
            if (HubStatus is { } status)
            {
                context.Response.StatusCode = status;
                return;
            }
        }
        else
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var headers = context.Request.Headers;
            Requests.Enqueue(new Heard(
                context.Request.Method, context.Request.Path + context.Request.QueryString, headers.Authorization, headers.ContentType,
                headers.ContentEncoding, body.ToArray()));
        }

        await next(context);
    }

    internal sealed class ServerHolder
    {
        public ScriptedServer? Server { get; set; }
    }
}

/// <summary>The hub, which only asks the script.</summary>
internal sealed class ScriptedHub : Hub
{
    private readonly ScriptedServer _server;

    public ScriptedHub(ScriptedServer.ServerHolder holder) => _server = holder.Server!;

    [HubMethodName(HubContract.Watch)]
    public IAsyncEnumerable<Frame> WatchAsync(TopicRequest[] topics, ResumePosition[]? resume, CancellationToken cancellationToken) =>
        _server.Answer(topics, resume, Context, cancellationToken);
}
