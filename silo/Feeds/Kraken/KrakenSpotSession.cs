using System.Text.Json;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds.Kraken;

/// <summary>Kraken's WebSocket API v2: channel <c>ticker</c> with every change of bid and ask, channels <c>status</c> and <c>heartbeat</c>.</summary>
/// <param name="link">Where readings and health go.</param>
/// <param name="pairs">For example <c>BTC/USD</c>; <c>USDT/USD</c> gives the rate of the tether.</param>
internal sealed class KrakenSpotSession(FeedLink link, IReadOnlyList<SpotPair> pairs) : SpotSession(link, "Kraken", Venue, pairs)
{
    private const string Venue = "kraken";

    private int _request = 1;

    /// <inheritdoc/>
    /// <remarks>A heartbeat comes each second when nothing else does; idle connections may be closed after a minute.</remarks>
    public override SocketTimes Times { get; } = new()
    {
        PingEvery = TimeSpan.FromSeconds(30),
        Silence = TimeSpan.FromSeconds(10),
        LifeLimit = TimeSpan.FromSeconds(60),
    };

    /// <inheritdoc/>
    public override IEnumerable<string> Opening() =>
    [
        JsonSerializer.Serialize(new
        {
            method = "subscribe",
            @params = new { channel = "ticker", symbol = Pairs.Select(pair => pair.Symbol), event_trigger = "bbo", snapshot = true },
            req_id = _request++,
        }),
    ];

    /// <inheritdoc/>
    public override string Ping() => JsonSerializer.Serialize(new { method = "ping", req_id = _request++ });

    /// <inheritdoc/>
    public override void Receive(ReadOnlyMemory<byte> message, long receivedAtMs)
    {
        using var document = JsonDocument.Parse(message);
        var root = document.RootElement;
        if (root.TryGetProperty("method", out var method))
        {
            TakeAnswer(root, method.GetString());
            return;
        }

        switch (root.GetProperty("channel").GetString())
        {
            case "heartbeat" when OfflineReason is not null:
                HearLife(); // a venue that rests has no quotes, and its socket is kept
                break;
            case "heartbeat":
                Meter.HearLife();
                break;
            case "status":
                TakeStatus(root.GetProperty("data")[0], receivedAtMs);
                break;
            case "ticker":
                foreach (var ticker in root.GetProperty("data").EnumerateArray())
                {
                    TakeTicker(ticker, receivedAtMs);
                }

                break;
        }
    }

    private void TakeAnswer(JsonElement root, string? method)
    {
        if (method == "subscribe" && root.TryGetProperty("success", out var success) && !success.GetBoolean())
        {
            Refused(root.Text("error"));
        }
    }

    private void TakeStatus(JsonElement status, long receivedAtMs)
    {
        var system = status.GetProperty("system").GetString();
        var isOnline = system == "online";
        if (isOnline && OfflineReason is not null)
        {
            Replace("online-again"); // whether the subscription outlived the rest is not documented
        }

        OfflineReason = isOnline ? null : $"Kraken says that its system is in state {system}; its price is out until it is online.";
        if (!isOnline)
        {
            HearLife();
        }

        Sink.Replace(MarketName.Spot, "status", new MarketObservation { Venue = Venue, Source = Venue, Online = isOnline }, Meter.TimeOf(null, receivedAtMs));
    }

    private void TakeTicker(JsonElement ticker, long receivedAtMs)
    {
        if (Find(ticker.GetProperty("symbol").GetString()) is { } pair)
        {
            // The channel has no numbers, and some versions no time: order is the socket's.
            TakeQuote(pair, ticker.Number("bid"), ticker.Number("ask"), ticker.IsoTime("timestamp"), receivedAtMs);
        }
    }
}
