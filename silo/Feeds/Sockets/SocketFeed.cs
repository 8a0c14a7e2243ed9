using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Sectors;

namespace MinerMonitor.Silo.Feeds.Sockets;

/// <summary>A feed over a WebSocket that is kept alive: back-off with jitter, other endpoints, and a new connection before the old one is closed.</summary>
/// <param name="endpoints">Endpoints; the next one is tried after three failures in a row, and at once after one that takes subscriptions and sends nothing.</param>
/// <param name="open">Makes the session of one connection.</param>
/// <param name="dialer">Opens sockets.</param>
internal sealed class SocketFeed(IReadOnlyList<Uri> endpoints, Func<FeedLink, SocketSession> open, SocketDialer dialer) : IFeedAdapter
{
    private const int FailuresPerEndpoint = 3;

    private readonly Backoff _backoff = new();
    private readonly long?[] _blockedUntil = new long?[endpoints.Count];
    private int _endpoint;
    private int _failuresHere;

    /// <inheritdoc/>
    public async Task RunAsync(FeedLink link, CancellationToken stoppingToken)
    {
        while (true)
        {
            var (connection, fault) = await DialAsync(link, isSuccessor: false, stoppingToken);
            var live = TimeSpan.Zero;
            if (connection is not null)
            {
                (fault, live) = await HoldAsync(connection, link, stoppingToken);
            }

            stoppingToken.ThrowIfCancellationRequested();
            await RestAsync(fault!, live, link, stoppingToken);
        }
    }

    private async Task<(SocketConnection? Connection, SocketFault? Fault)> DialAsync(FeedLink link, bool isSuccessor, CancellationToken stoppingToken)
    {
        var session = open(link);
        var address = session.AddressOf(endpoints[_endpoint]);
        var (socket, fault) = await dialer.DialAsync(address, stoppingToken);
        if (socket is null)
        {
            return (null, fault);
        }

        link.Meter.ConnectedTo(address.Authority);

        // Before it reads: the first data, which makes the feed live, may come at once.
        if (!isSuccessor) link.Meter.Enter(FeedStates.Subscribing, "Connected and asked for; nothing has come yet.");
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

            var next = await ReplaceAsync(connection, link, stoppingToken);
            mayReplace = next is not null; // an old one that could not be replaced goes on until it ends, and is then followed like any other
            connection = next ?? connection;
        }
    }

    /// <summary>Make before break: the successor, whose data has begun to come; null when there is none. What comes twice is known by its slot or its event id.</summary>
    private async Task<SocketConnection?> ReplaceAsync(SocketConnection connection, FeedLink link, CancellationToken stoppingToken)
    {
        link.Meter.CountReconnect(await connection.ReplaceWanted);
        SocketConnection? next;
        try
        {
            (next, _) = await DialAsync(link, isSuccessor: true, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            await connection.Ended;
            connection.Dispose();
            throw;
        }

        if (next is null)
        {
            return null;
        }

        await Task.WhenAny(next.Alive, next.Ended);
        if (next.Ended.IsCompleted)
        {
            next.Dispose();
            return null;
        }

        await Task.WhenAny(connection.Ended, Task.Delay(connection.Overlap, link.Time, stoppingToken));
        await connection.CloseAsync(SocketConnection.Replaced);
        return next;
    }

    private async Task RestAsync(SocketFault fault, TimeSpan live, FeedLink link, CancellationToken stoppingToken)
    {
        _failuresHere = live > TimeSpan.Zero ? 0 : _failuresHere + 1;
        var pause = _backoff.Next(live);
        if (!(fault.IsBlocked && LeaveBlocked(fault, link)))
        {
            pause = fault.RetryAfter > pause ? fault.RetryAfter.Value : pause;
            if (_failuresHere >= FailuresPerEndpoint || fault.IsDeadSubscription)
            {
                Rotate();
            }
        }

        var rest = Task.Delay(pause, link.Time, stoppingToken);
        link.Meter.CountReconnect(fault.Code);
        link.Meter.Enter(
            fault.IsBlocked ? InputState.Blocked : fault.IsRefused ? FeedStates.Degraded : FeedStates.Reconnecting,
            $"{fault.Sentence} Tries again in {Math.Ceiling(pause.TotalSeconds):0} s.");
        await rest;
    }

    private void Rotate()
    {
        _failuresHere = 0;
        _endpoint = (_endpoint + 1) % endpoints.Count;
    }

    /// <summary>Leaves an endpoint that refuses us for another one; false when all of them do.</summary>
    private bool LeaveBlocked(SocketFault fault, FeedLink link)
    {
        var now = link.Time.GetTimestamp();
        _blockedUntil[_endpoint] = now + (long)(fault.RetryAfter!.Value.TotalSeconds * link.Time.TimestampFrequency);
        for (var i = 1; i < endpoints.Count; i++)
        {
            Rotate();
            if (!(_blockedUntil[_endpoint] > now))
            {
                return true;
            }
        }

        return false;
    }
}
