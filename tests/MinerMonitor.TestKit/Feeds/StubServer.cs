using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>A provider on loopback: WebSockets whose every frame a test decides, and HTTP answers. One server holds as many providers as wanted, a path each.</summary>
public sealed class StubServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Func<StubSocket, Task>> _sockets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RequestDelegate> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Path, string Query, IHeaderDictionary Headers)> _requests = [];
    private readonly ConcurrentQueue<Exception> _faults = [];
    private readonly bool _isSecure;

    private StubServer(WebApplication app, bool isSecure) => (_app, _isSecure) = (app, isSecure);

    /// <summary>Base address for HTTP, without a slash at the end.</summary>
    public string HttpUrl => _app.Urls.Single();

    /// <summary>Base address for WebSockets, without a slash at the end.</summary>
    public string SocketUrl => (_isSecure ? "wss" : "ws") + HttpUrl[HttpUrl.IndexOf("://", StringComparison.Ordinal)..];

    /// <summary>Requests so far, upgrades included, oldest first.</summary>
    public IReadOnlyList<(string Path, string Query, IHeaderDictionary Headers)> Requests => [.. _requests];

    /// <summary>What went wrong in scripts and answers, what the client said against the script included. A test ends by asserting that it is empty.</summary>
    public IReadOnlyList<Exception> Faults => [.. _faults];

    /// <summary>Starts one on a free port.</summary>
    /// <param name="certificate">Makes it speak TLS.</param>
    public static async Task<StubServer> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(certificate is null ? "http://127.0.0.1:0" : "https://127.0.0.1:0");
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate));
        }

        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new StubServer(app, certificate is not null);
        app.UseWebSockets(); // for answers that want the library's own server side
        app.Run(server.HandleAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Says what happens on a WebSocket of a path; the connection is closed in form when the script ends. Replaces an earlier script.</summary>
    public void OnSocket(string path, Func<StubSocket, Task> script) => _sockets[path] = script;

    /// <summary>Answers requests to a path, upgrades too; a path that ends with <c>*</c> stands for all that begin so. Replaces an earlier answer.</summary>
    public void OnRequest(string path, RequestDelegate answer) => _answers[path] = answer;

    /// <summary>Answers requests to a path with a body.</summary>
    public void OnRequest(string path, string body, string contentType = "application/json", int status = 200) => OnRequest(path, async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        await context.Response.WriteAsync(body, context.RequestAborted);
    });

    /// <summary>Takes back what was said of a path.</summary>
    public void Forget(string path)
    {
        _sockets.TryRemove(path, out _);
        _answers.TryRemove(path, out _);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        _requests.Enqueue((path, context.Request.QueryString.Value ?? "", context.Request.Headers));
        try
        {
            await AnswerAsync(context, path);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            _faults.Enqueue(exception);
            throw;
        }
    }

    private string? FindPrefix(string path) =>
        _answers.Keys.Where(known => known.EndsWith('*') && path.StartsWith(known[..^1], StringComparison.Ordinal)).MaxBy(known => known.Length);

    private async Task AnswerAsync(HttpContext context, string path)
    {
        if (_answers.TryGetValue(path, out var answer))
        {
            await answer(context);
        }
        else if (_sockets.TryGetValue(path, out var script) && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            await using var socket = await StubSocket.AcceptAsync(context, upgrade);
            await socket.PlayAsync(script);
        }
        else if (FindPrefix(path) is { } prefix && _answers.TryGetValue(prefix, out var answerBelow))
        {
            await answerBelow(context);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }
}
