using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Streaming;

namespace MinerMonitor.Client.Watching;

/// <summary>One web socket to the hub. Without negotiation, so that it works behind a load balancer that does not stick.</summary>
internal sealed class HubLink : IAsyncDisposable
{
    private readonly HubConnection _hub;
    private readonly int _bufferedFrames;

    private HubLink(HubConnection hub, int bufferedFrames)
    {
        _hub = hub;
        _bufferedFrames = bufferedFrames;
    }

    /// <summary>Connects.</summary>
    /// <exception cref="MonitorException">The server refused the key or cannot be reached.</exception>
    public static async Task<HubLink> ConnectAsync(MonitorClientOptions options, CancellationToken cancellationToken)
    {
        var builder = new HubConnectionBuilder()
            .WithUrl(Address(options.Url), HttpTransportType.WebSockets, http =>
            {
                http.SkipNegotiation = true;
                http.WebSocketFactory = (context, token) => OpenSocketAsync(context, options, token);
            })
            .AddJsonProtocol(json => json.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, ProtocolJson.Default));
        builder.Services.AddSingleton(options.LoggerFactory);
        var hub = builder.Build();

        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await hub.StartAsync(either.Token);
            return new HubLink(hub, options.BufferedFrames);
        }
        catch (Exception error)
        {
            await hub.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if (timeout.IsCancellationRequested)
            {
                throw new MonitorUnreachableException($"{options.Url} did not answer within {options.ConnectTimeout.TotalSeconds:0.#} s.", error);
            }

            throw Translate(error, options.Url);
        }
    }

    /// <summary>Asks for topics.</summary>
    public FrameFeed Watch(TopicRequest[] topics, ResumePosition[]? resume, CancellationToken cancellationToken) =>
        new(_hub, topics, resume, _bufferedFrames, cancellationToken);

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    /// <summary>The SDK's exception for whatever the connection or the hub threw.</summary>
    public static MonitorException Translate(Exception error, Uri url)
    {
        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is MonitorException known)
            {
                return known;
            }

            if (inner is HubException && HubErrors.TryParse(inner.Message, out var code, out var sentence))
            {
                return ErrorMap.FromCode(code, sentence, inner: inner);
            }
        }

        return error is HubException or InvalidDataException
            ? new MonitorProtocolException($"The hub of {url} failed: {error.Message}", error)
            : ErrorMap.Unreachable(url, error);
    }

    private static Uri Address(Uri url) => new(url.AbsoluteUri.TrimEnd('/') + HubContract.Path);

    private static async ValueTask<WebSocket> OpenSocketAsync(
        WebSocketConnectionContext context, MonitorClientOptions options, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (options.Key is { Length: > 0 } key)
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {key}");
        }

        try
        {
            await socket.ConnectAsync(context.Uri, cancellationToken);
            return socket;
        }
        catch (WebSocketException error)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            throw Refused(status, options, error);
        }
    }

    // A web-socket handshake shows no body, so the sentence is made here from the status.
    private static MonitorException Refused(HttpStatusCode status, MonitorClientOptions options, WebSocketException error) => (int)status switch
    {
        0 => ErrorMap.Unreachable(options.Url, error),
        401 when options.Key is null => ErrorMap.FromCode(ErrorCodes.Unauthenticated, $"{options.Url} wants an access key for this.", 401, error),
        401 => ErrorMap.FromCode(ErrorCodes.InvalidKey, $"{options.Url} does not know the access key, or it was revoked or has expired.", 401, error),
        403 => ErrorMap.FromCode(ErrorCodes.Forbidden, $"The access key may not watch on {options.Url}.", 403, error),
        429 or 502 or 503 or 504 =>
            ErrorMap.FromCode(ErrorCodes.Overloaded, $"{options.Url} takes no more watchers now (HTTP {(int)status}).", (int)status, error),
        _ => new MonitorProtocolException(
            $"{options.Url} answered HTTP {(int)status} where the hub {HubContract.Path} was expected; is the address right?", error)
        { Status = (int)status },
    };
}
