using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;

namespace MinerMonitor.Silo.Feeds.Sockets;

/// <summary>Opens WebSockets, and says in words why one could not be opened.</summary>
/// <param name="gate">Keeps attempts apart.</param>
/// <param name="time">Clock.</param>
internal sealed class SocketDialer(HostGate gate, TimeProvider time)
{
    /// <summary>Wait after a venue refused the address or region.</summary>
    public static readonly TimeSpan BlockedFor = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    /// <summary>Opens one, or says why not.</summary>
    public async Task<(ClientWebSocket? Socket, SocketFault? Fault)> DialAsync(Uri address, CancellationToken cancellationToken)
    {
        await gate.EnterAsync(address, cancellationToken);
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("User-Agent", FeedAgent.Name);
        socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions(); // venues' public data: there is no secret to leak
        using var patience = new CancellationTokenSource(s_timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await socket.ConnectAsync(address, either.Token);
            socket.HttpResponseHeaders = null;
            return (socket, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            return (null, new SocketFault("timeout", $"{address.Host} did not answer within {s_timeout.TotalSeconds:0} s."));
        }
        catch (WebSocketException exception)
        {
            var fault = FaultOf(address, socket, exception);
            socket.Dispose();
            return (null, fault);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static SocketFault FaultOf(Uri address, ClientWebSocket socket, WebSocketException exception) => socket.HttpStatusCode switch
    {
        HttpStatusCode.Forbidden or HttpStatusCode.UnavailableForLegalReasons => new SocketFault(
            "blocked", $"{address.Host} refuses this address or region (HTTP {(int)socket.HttpStatusCode}); configure another endpoint or switch the feed off.", BlockedFor),
        HttpStatusCode.TooManyRequests => new SocketFault("rate-limited", $"{address.Host} has had too many attempts (HTTP 429).", RetryAfter(socket) ?? Backoff.Longest),
        0 => new SocketFault("unreachable", Unreachable(address, exception)),
        var status => new SocketFault($"http-{(int)status}", $"{address.Host} answered HTTP {(int)status} instead of opening a WebSocket.", RetryAfter(socket)),
    };

    private static TimeSpan? RetryAfter(ClientWebSocket socket) =>
        socket.HttpResponseHeaders?.TryGetValue("Retry-After", out var values) == true && int.TryParse(values.FirstOrDefault(), out var seconds) && seconds is > 0 and < 86_400
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static string Unreachable(Uri address, Exception exception)
    {
        for (var cause = (Exception?)exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AuthenticationException:
                    return $"The certificate of {address.Host} is not valid: {cause.Message}";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }:
                    return $"The name {address.Host} is not known here: is there an internet connection?";
                case SocketException:
                    return $"{address.Authority} cannot be reached: {cause.Message}.";
            }
        }

        return $"{address.Authority} cannot be reached: {exception.Message}";
    }
}
