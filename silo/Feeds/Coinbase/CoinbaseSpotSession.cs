using System.Text.Json;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds.Coinbase;

/// <summary>Coinbase Exchange: channels <c>ticker</c> (quote at every trade), <c>matches</c> (trades) and <c>heartbeat</c>.</summary>
/// <remarks>Who does not subscribe within 5 s of connecting is closed. The sequence counts over all channels, so gaps in it mean nothing; the ids of trades are dense.</remarks>
/// <param name="link">Where readings and health go.</param>
/// <param name="pairs">For example <c>BTC-USD</c>.</param>
internal sealed class CoinbaseSpotSession(FeedLink link, IReadOnlyList<SpotPair> pairs) : SpotSession(link, "Coinbase", "coinbase", pairs)
{
    private static readonly string[] s_channels = ["ticker", "matches", "heartbeat"];

    private readonly Dictionary<string, long> _lastTrade = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    /// <remarks>A heartbeat comes each second; a minute without any quote means that the subscription is dead whatever the heartbeat says.</remarks>
    public override SocketTimes Times { get; } = new() { Silence = TimeSpan.FromSeconds(10), LifeLimit = TimeSpan.FromSeconds(60) };

    /// <inheritdoc/>
    public override IEnumerable<string> Opening() =>
        Pairs.Select(pair => JsonSerializer.Serialize(new { type = "subscribe", product_ids = new[] { pair.Symbol }, channels = s_channels }));

    /// <inheritdoc/>
    public override void Receive(ReadOnlyMemory<byte> message, long receivedAtMs)
    {
        using var document = JsonDocument.Parse(message);
        var root = document.RootElement;
        switch (root.GetProperty("type").GetString())
        {
            case "ticker" when Find(root.Text("product_id")) is { } pair:
                if (IsCurrent(pair.Symbol, root.Whole("sequence")))
                {
                    TakeQuote(pair, root.Number("best_bid"), root.Number("best_ask"), root.IsoTime("time"), receivedAtMs);
                }

                break;
            case "match" when Find(root.Text("product_id")) is { } pair:
                var id = root.GetProperty("trade_id").GetInt64();
                _lastTrade[pair.Symbol] = id;
                TakeTrade(pair, id, root.Number("price"), root.IsoTime("time"), receivedAtMs, areIdsDense: true);
                break;
            case "heartbeat" when Find(root.Text("product_id")) is { } pair:
                TakeHeartbeat(pair, root.Whole("last_trade_id"));
                break;
            case "error":
                Refused($"{root.Text("message")}: {root.Text("reason")}");
                break;
        }
    }

    /// <summary>The heartbeat names the last trade: a later one than ours was missed. The trade that is replayed after subscribing (<c>last_match</c>) is none of ours.</summary>
    private void TakeHeartbeat(SpotPair pair, long? lastTrade)
    {
        Meter.HearLife();
        if (lastTrade is { } id && _lastTrade.TryGetValue(pair.Symbol, out var seen) && id > seen)
        {
            _lastTrade[pair.Symbol] = id;
            Meter.Count("gap");
        }
    }
}
