using System.Text.Json;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds.Kraken;

/// <summary>Kraken's WebSocket API v2: channel <c>ticker</c> with every change of bid and ask, channels <c>status</c> and <c>heartbeat</c>.</summary>
/// <param name="link">Where readings and health go.</param>
/// <param name="symbols">Pairs, for example <c>BTC/USD</c>; <c>USDT/USD</c> gives the rate of the tether.</param>
internal sealed class KrakenSpotSession(FeedLink link, IReadOnlyList<string> symbols) : SocketSession(link)
{
    private const string Venue = "kraken";
    private const string Tether = "USDT/USD";

    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private bool _online = true;
    private int _request = 1;

    /// <inheritdoc/>
    /// <remarks>A heartbeat comes each second when nothing else does; idle connections may be closed after a minute.</remarks>
    public override SocketTimes Times { get; } = new() { PingEvery = TimeSpan.FromSeconds(30), Silence = TimeSpan.FromSeconds(10) };

    /// <inheritdoc/>
    public override IEnumerable<string> Opening() =>
    [
        JsonSerializer.Serialize(new
        {
            method = "subscribe",
            @params = new { channel = "ticker", symbol = symbols, event_trigger = "bbo", snapshot = true },
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
            var sentence = $"Kraken refused a subscription: {root.GetProperty("error").GetString()}.";
            _refused.Add(sentence);
            DegradedReason = sentence;
            if (_refused.Count >= symbols.Count)
            {
                Fail("refused", sentence, TimeSpan.FromSeconds(60));
            }
        }
    }

    private void TakeStatus(JsonElement status, long receivedAtMs)
    {
        var system = status.GetProperty("system").GetString();
        _online = system == "online";
        DegradedReason = _online ? null : $"Kraken says that its system is in state {system}; its price is out until it is online.";
        Sink.Replace(
            MarketName.Spot, $"{Venue}/status", new MarketObservation { Venue = Venue, Source = Venue, Online = _online }, Meter.TimeOf(null, receivedAtMs));
    }

    private void TakeTicker(JsonElement ticker, long receivedAtMs)
    {
        var symbol = ticker.GetProperty("symbol").GetString()!;
        if (!symbols.Contains(symbol))
        {
            Meter.Count("other-symbol");
            return;
        }

        var (bid, ask) = ((double)ticker.GetProperty("bid").GetDecimal(), (double)ticker.GetProperty("ask").GetDecimal());
        long? atMs = ticker.TryGetProperty("timestamp", out var stamp) ? stamp.GetDateTimeOffset().ToUnixTimeMilliseconds() : null;
        var at = Meter.TimeOf(atMs, receivedAtMs);
        HearLife();
        if (SpotQuotes.FaultOf(bid, ask) is { } fault)
        {
            Meter.Count(fault);
            return;
        }

        Sink.Replace(MarketName.Spot, $"{Venue}/{symbol}", symbol == Tether ? SpotQuotes.Tether(Venue, bid, ask, at) : SpotQuotes.Quote(Venue, "USD", bid, ask, at), at);
    }
}
