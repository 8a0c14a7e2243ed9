using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MinerMonitor.Silo.Tests.Hosting;

/// <summary>A reverse proxy in a few lines: takes a prefix off (or leaves it on), says where requests come from, passes bodies and web sockets on.</summary>
internal sealed class PrefixProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    private PrefixProxy(WebApplication app, string prefix)
    {
        _app = app;
        Prefix = prefix;
    }

    /// <summary>Path that everything stands below.</summary>
    public string Prefix { get; }

    /// <summary>Address with prefix and slash.</summary>
    public Uri Url => new($"{_app.Urls.Single()}{Prefix}/");

    /// <summary>Starts one before a server.</summary>
    /// <param name="target">The server.</param>
    /// <param name="prefix">Prefix, beginning with a slash.</param>
    /// <param name="takesOff">True: the server sees paths without it, and <c>X-Forwarded-Prefix</c>.</param>
    public static async Task<PrefixProxy> StartAsync(Uri target, string prefix, bool takesOff)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var proxy = new PrefixProxy(app, prefix);
        app.UseWebSockets();
        app.Run(context => proxy.PassAsync(context, target, takesOff));
        await app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task PassAsync(HttpContext context, Uri target, bool takesOff)
    {
        if (!context.Request.Path.StartsWithSegments(Prefix, out var rest))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var path = (takesOff ? rest : context.Request.Path).Value + context.Request.QueryString;
        if (context.WebSockets.IsWebSocketRequest)
        {
            await PassSocketAsync(context, new Uri($"ws://{target.Authority}{path}"), takesOff);
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri($"http://{target.Authority}{path}"));
        if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0) request.Content = new StreamContent(context.Request.Body);
        foreach (var (name, value) in Headers(context, takesOff))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            if (name is not ("Transfer-Encoding" or "Connection")) context.Response.Headers[name] = values.ToArray();
        }

        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private async Task PassSocketAsync(HttpContext context, Uri target, bool takesOff)
    {
        using var inner = new ClientWebSocket();
        foreach (var (name, value) in Headers(context, takesOff))
        {
            if (!name.StartsWith("Sec-WebSocket", StringComparison.OrdinalIgnoreCase) && name is not ("Connection" or "Upgrade" or "Host"))
                inner.Options.SetRequestHeader(name, value);
        }

        await inner.ConnectAsync(target, context.RequestAborted);
        using var outer = await context.WebSockets.AcceptWebSocketAsync();
        await Task.WhenAny(PumpAsync(outer, inner, context.RequestAborted), PumpAsync(inner, outer, context.RequestAborted));
    }

    private static async Task PumpAsync(WebSocket from, WebSocket to, CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        while (from.State == WebSocketState.Open)
        {
            var part = await from.ReceiveAsync(buffer.AsMemory(), stop);
            if (part.MessageType == WebSocketMessageType.Close) return;
            await to.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, stop);
        }
    }

    private IEnumerable<(string Name, string Value)> Headers(HttpContext context, bool takesOff)
    {
        foreach (var (name, values) in context.Request.Headers) yield return (name, values.ToString());
        yield return ("X-Forwarded-For", "203.0.113.9");
        yield return ("X-Forwarded-Proto", "https");
        yield return ("X-Forwarded-Host", context.Request.Host.Value!);
        if (takesOff) yield return ("X-Forwarded-Prefix", Prefix);
    }
}
