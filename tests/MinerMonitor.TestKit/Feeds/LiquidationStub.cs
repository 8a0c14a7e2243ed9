using System.Collections.Concurrent;
using System.Threading.Channels;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>A venue that tells of liquidations, as the real one does, on any number of connections: all of them are told the same.</summary>
/// <param name="time">Clock of the venue.</param>
/// <param name="path">Path of its WebSocket.</param>
public abstract class LiquidationStub(TimeProvider time, string path) : IProviderStub
{
    private readonly ConcurrentDictionary<StubSocket, bool> _open = new();
    private int _connections;

    /// <summary>Time between two events that it makes up; null: it tells only what a test says.</summary>
    public TimeSpan? Every { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Connections that are open now.</summary>
    public IReadOnlyList<StubSocket> Open => [.. _open.Keys];

    /// <summary>Connections that are told of events now.</summary>
    public IReadOnlyList<StubSocket> Subscribed => [.. _open.Where(entry => entry.Value).Select(entry => entry.Key)];

    /// <summary>Connections so far.</summary>
    public int Connections => _connections;

    /// <summary>What clients said, oldest first.</summary>
    public ConcurrentQueue<string> Said { get; } = [];

    /// <summary>What happens on further connections instead of the protocol: any misbehaviour. Null: the protocol.</summary>
    public Func<StubSocket, Task>? Instead { get; set; }

    /// <summary>Clock of the venue.</summary>
    protected TimeProvider Time => time;

    /// <summary>Now, Unix milliseconds.</summary>
    protected long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public virtual void Map(StubServer server) => server.OnSocket(path, ServeAsync);

    /// <inheritdoc/>
    public abstract IEnumerable<(string Name, string Value)> Settings(StubServer server);

    /// <summary>One event in the venue's form.</summary>
    public abstract string Frame(StubLiquidation liquidation);

    /// <summary>Tells every connection that asked for it.</summary>
    public Task LiquidateAsync(StubLiquidation liquidation) => SendAsync(Frame(liquidation));

    /// <summary>Sends a text on every connection that asked for events: a notice, garbage.</summary>
    public Task SendAsync(string text) => Task.WhenAll(Subscribed.Select(socket => TrySendAsync(socket, text)));

    /// <summary>Drops every open connection without a word.</summary>
    public void Abort()
    {
        foreach (var socket in Open)
        {
            socket.Abort();
        }
    }

    /// <summary>The protocol on one connection; ends when the connection does.</summary>
    protected abstract Task TalkAsync(StubSocket socket);

    /// <summary>Tells a connection of events from now on.</summary>
    protected void Subscribe(StubSocket socket)
    {
        if (_open.TryUpdate(socket, true, false) && Every is { } every)
        {
            _ = EmitAsync(socket, (long)every.TotalMilliseconds);
        }
    }

    /// <summary>Reads a text of the client; null when none came in time.</summary>
    protected async Task<string?> ReceiveAsync(StubSocket socket, TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within, time);
        try
        {
            var text = await socket.ReceiveAsync(limit.Token);
            Said.Enqueue(text);
            return text;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Waits, or until the connection ends.</summary>
    protected Task PauseAsync(StubSocket socket, TimeSpan span) => Task.WhenAny(Task.Delay(span, time), socket.Closed);

    /// <summary>Sends a text to a client that may be gone.</summary>
    protected static async Task TrySendAsync(StubSocket socket, string text)
    {
        try
        {
            await socket.SendAsync(text);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client has gone, as clients may.
        }
    }

    /// <summary>Events by the clock, so that two connections are told the same at the same time.</summary>
    private async Task EmitAsync(StubSocket socket, long everyMs)
    {
        while (!socket.Closed.IsCompleted)
        {
            var number = (NowMs / everyMs) + 1;
            await PauseAsync(socket, TimeSpan.FromMilliseconds(Math.Max(1, (number * everyMs) - NowMs)));
            await TrySendAsync(socket, Frame(StubLiquidation.Numbered(number, number * everyMs)));
        }
    }

    private async Task ServeAsync(StubSocket socket)
    {
        Interlocked.Increment(ref _connections);
        _open[socket] = false;
        try
        {
            await (Instead is { } instead ? instead(socket) : TalkAsync(socket));
        }
        catch (ChannelClosedException)
        {
            // The client has gone, as clients may.
        }
        finally
        {
            _open.TryRemove(socket, out _);
        }
    }
}
