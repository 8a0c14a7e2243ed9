using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>An exchange that speaks its protocol as the real one does, on any number of connections, and quotes around a <see cref="StubMarket"/> or replays what was recorded.</summary>
/// <param name="market">The price.</param>
/// <param name="setting">Member of the monitor's settings, for example <c>KrakenSpot</c>.</param>
/// <param name="path">Path of its WebSocket.</param>
public abstract class ExchangeStub(StubMarket market, string setting, string path) : IProviderStub
{
    private readonly ConcurrentDictionary<StubSocket, string> _open = new();

    /// <summary>Connections that are open now.</summary>
    public IReadOnlyList<StubSocket> Open => [.. _open.Keys];

    /// <summary>What clients said, oldest first.</summary>
    public ConcurrentQueue<string> Said { get; } = [];

    /// <summary>Recorded frames that are sent in turn instead of made-up quotes, times rewritten to now; null: quotes of the market.</summary>
    public IReadOnlyList<string>? Recorded { get; set; }

    /// <summary>What happens on further connections instead of the protocol: any misbehaviour. Null: the protocol.</summary>
    public Func<StubSocket, Task>? Instead { get; set; }

    /// <summary>The market.</summary>
    protected StubMarket Market => market;

    /// <summary>Address of its WebSocket on a server.</summary>
    public virtual string UrlOn(StubServer server) => server.SocketUrl + path;

    /// <inheritdoc/>
    public void Map(StubServer server) => server.OnSocket(path, ServeAsync);

    /// <inheritdoc/>
    public IEnumerable<(string Name, string Value)> Settings(StubServer server) => [($"{setting}:Urls:0", UrlOn(server))];

    /// <summary>Sends a text on every open connection: a notice, a heartbeat, garbage.</summary>
    public Task SendAsync(string text) => Task.WhenAll(Open.Select(socket => socket.SendAsync(text)));

    /// <summary>Drops every open connection without a word.</summary>
    public void Abort()
    {
        foreach (var socket in Open)
        {
            socket.Abort();
        }
    }

    /// <summary>One quote in the exchange's form.</summary>
    /// <param name="symbol">Symbol as subscribed.</param>
    /// <param name="quote">The quote.</param>
    public abstract string Quote(string symbol, StubQuote quote);

    /// <summary>A recorded frame with its times moved to now.</summary>
    public abstract string Rewrite(string text, DateTimeOffset now);

    /// <summary>The protocol on one connection: handshake, subscriptions, answers, limits; ends when the connection does.</summary>
    protected abstract Task TalkAsync(StubSocket socket);

    /// <summary>Reads a JSON text of the client; null when none came in time.</summary>
    protected async Task<JsonObject?> ReceiveJsonAsync(StubSocket socket, TimeSpan within)
    {
        var text = await ReceiveAsync(socket, within);
        return text is null ? null : JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Reads a text of the client; null when none came in time.</summary>
    protected async Task<string?> ReceiveAsync(StubSocket socket, TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within, market.Time);
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

    /// <summary>Quotes of a symbol until the connection ends, or what was recorded, once.</summary>
    protected async Task QuoteAsync(StubSocket socket, string symbol)
    {
        try
        {
            foreach (var text in Recorded ?? [])
            {
                await socket.SendAsync(Rewrite(text, market.Time.GetUtcNow() + market.Skew));
                await PauseAsync(socket, market.Every);
            }

            var due = market.Time.GetTimestamp();
            while (Recorded is null && !socket.Closed.IsCompleted)
            {
                for (var i = 0; i < market.AtOnce; i++)
                {
                    await socket.SendAsync(Quote(symbol, market.Next()));
                }

                due = await KeepPaceAsync(socket, due);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client has gone, as clients may.
        }
    }

    /// <summary>Sends a text again and again until the connection ends.</summary>
    protected async Task RepeatAsync(StubSocket socket, TimeSpan every, Func<string> text)
    {
        try
        {
            await PauseAsync(socket, every);
            while (!socket.Closed.IsCompleted)
            {
                await socket.SendAsync(text());
                await PauseAsync(socket, every);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client has gone, as clients may.
        }
    }

    /// <summary>Waits, or until the connection ends.</summary>
    protected Task PauseAsync(StubSocket socket, TimeSpan span) => Task.WhenAny(Task.Delay(span, market.Time), socket.Closed);

    /// <summary>The price of a tether, not of bitcoin.</summary>
    protected static StubQuote Tether(StubQuote quote) => quote with { Bid = 0.9998m, Ask = 0.9999m };

    /// <summary>Replaces members of an object where they are.</summary>
    protected static void Put(JsonNode? node, params (string Name, JsonNode? Value)[] members)
    {
        if (node is JsonObject found)
        {
            foreach (var (name, value) in members.Where(member => found.ContainsKey(member.Name)))
            {
                found[name] = value;
            }
        }
    }

    /// <summary>An ISO time with microseconds.</summary>
    protected static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Waits for the next quote's turn, so that the rate is kept however late a timer fires; what was missed by a second and more is let go.</summary>
    private async Task<long> KeepPaceAsync(StubSocket socket, long due)
    {
        var now = market.Time.GetTimestamp();
        var next = due + (long)(market.Every.TotalSeconds * market.Time.TimestampFrequency);
        if (next > now)
        {
            await PauseAsync(socket, market.Time.GetElapsedTime(now, next));
        }

        return Math.Max(next, now - market.Time.TimestampFrequency);
    }

    private async Task ServeAsync(StubSocket socket)
    {
        _open[socket] = "";
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
