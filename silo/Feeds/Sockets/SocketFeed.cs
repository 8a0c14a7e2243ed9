using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Sectors;

namespace MinerMonitor.Silo.Feeds.Sockets;

/// <summary>A feed over a WebSocket that is kept alive: back-off with jitter, other endpoints, and a new connection before the old one is closed.</summary>
/// <param name="endpoints">Endpoints; the next one is tried after three failures in a row.</param>
/// <param name="open">Makes the session of one connection.</param>
/// <param name="dialer">Opens sockets.</param>
internal sealed class SocketFeed(IReadOnlyList<Uri> endpoints, Func<FeedLink, SocketSession> open, SocketDialer dialer) : IFeedAdapter
{
    private const int FailuresPerEndpoint = 3;

    private readonly Backoff _backoff = new();
    private int _endpoint;
    private int _failuresHere;

    /// <inheritdoc/>
    public async Task RunAsync(FeedLink link, CancellationToken stoppingToken)
    {
        while (true)
        {
            var (connection, fault) = await DialAsync(link, stoppingToken);
            var live = TimeSpan.Zero;
            if (connection is not null)
            {
                link.Meter.Enter(FeedStates.Subscribing, "Connected and asked for; nothing has come yet.");
                (fault, live) = await HoldAsync(connection, link, stoppingToken);
            }

            stoppingToken.ThrowIfCancellationRequested();
            await RestAsync(fault!, live, link, stoppingToken);
        }
    }

    private async Task<(SocketConnection? Connection, SocketFault? Fault)> DialAsync(FeedLink link, CancellationToken stoppingToken)
    {
        var session = open(link);
        var address = session.AddressOf(endpoints[_endpoint]);
        var (socket, fault) = await dialer.DialAsync(address, stoppingToken);
        if (socket is null)
        {
            return (null, fault);
        }

        link.Meter.ConnectedTo(address.Authority);
        return (SocketConnection.Start(socket, session, link, stoppingToken), null);
    }

    /// <summary>Holds a connection, and its successors, until one ends; answers why and how long it had been live.</summary>
    private async Task<(SocketFault Fault, TimeSpan Live)> HoldAsync(SocketConnection connection, FeedLink link, CancellationToken stoppingToken)
    {
        var mayReplace = true;
        while (true)
        {
            await (mayReplace ? (Task)Task.WhenAny(connection.Ended, connection.ReplaceWanted) : connection.Ended);
            if (connection.Ended.IsCompleted)
            {
                var fault = await connection.Ended;
                var live = connection.LiveFor;
                connection.Dispose();
                return (fault, live);
            }

            // Make before break: what comes twice meanwhile is known by its slot or its event id.
            link.Meter.CountReconnect(await connection.ReplaceWanted);
            var (next, _) = await DialAsync(link, stoppingToken);
            if (next is not null)
            {
                await Task.WhenAny(next.Alive, next.Ended);
            }

            mayReplace = next is { Ended.IsCompleted: false };
            if (mayReplace)
            {
                await connection.CloseAsync("replaced");
                connection = next!;
            }
            else
            {
                next?.Dispose(); // the old one goes on until it ends, and is then followed like any other
            }
        }
    }

    private async Task RestAsync(SocketFault fault, TimeSpan live, FeedLink link, CancellationToken stoppingToken)
    {
        var pause = _backoff.Next(live);
        if (fault.RetryAfter > pause)
        {
            pause = fault.RetryAfter.Value;
        }

        _failuresHere = live > TimeSpan.Zero ? 0 : _failuresHere + 1;
        if (_failuresHere >= FailuresPerEndpoint)
        {
            _failuresHere = 0;
            _endpoint = (_endpoint + 1) % endpoints.Count;
        }

        link.Meter.CountReconnect(fault.Code);
        link.Meter.Enter(
            fault.Code == "blocked" ? InputState.Blocked : FeedStates.Reconnecting,
            $"{fault.Sentence} Tries again in {Math.Ceiling(pause.TotalSeconds):0} s.");
        await Task.Delay(pause, link.Time, stoppingToken);
    }
}
