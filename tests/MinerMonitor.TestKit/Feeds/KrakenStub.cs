using System.Globalization;
using System.Text.Json.Nodes;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>Kraken's WebSocket API v2: <c>status</c> first, one acknowledgement a symbol, heartbeats when nothing else comes, JSON pings.</summary>
/// <param name="market">The price.</param>
public sealed class KrakenStub(StubMarket market) : ExchangeStub(market, "KrakenSpot", "/kraken/v2")
{
    /// <summary>State of its system on further connections: <c>online</c>, <c>maintenance</c> …</summary>
    public string SystemState { get; set; } = "online";

    /// <summary>The frame that tells the state of the system.</summary>
    public static string Status(string system) =>
        $$"""{"channel":"status","type":"update","data":[{"version":"2.0.10","system":"{{system}}","api_version":"v2","connection_id":18125794168470749634,"upcoming_maintenance":[],"emergency":[]}]}""";

    /// <inheritdoc/>
    public override string Quote(string symbol, StubQuote quote)
    {
        var q = symbol == "USDT/USD" ? Tether(quote) : quote;
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"channel":"ticker","type":"update","data":[{"symbol":"{{symbol}}","bid":{{q.Bid}},"bid_qty":0.58905885,"ask":{{q.Ask}},"ask_qty":0.69697106,"last":{{q.Ask}},"volume":4696.17832496,"vwap":80044.4,"low":76949.6,"high":82288.1,"change":4166.6,"change_pct":5.41,"trades":145275,"timestamp":"{{Iso(q.At)}}"}]}""");
    }

    /// <inheritdoc/>
    public override string Rewrite(string text, DateTimeOffset now)
    {
        var frame = JsonNode.Parse(text)!;
        foreach (var item in frame["data"] as JsonArray ?? [])
        {
            Put(item, ("timestamp", Iso(now)));
        }

        return frame.ToJsonString();
    }

    /// <inheritdoc/>
    protected override async Task TalkAsync(StubSocket socket)
    {
        await socket.SendAsync(Status(SystemState));
        _ = RepeatAsync(socket, TimeSpan.FromSeconds(1), () => """{"channel":"heartbeat"}""");
        while (await ReceiveJsonAsync(socket, Timeout.InfiniteTimeSpan) is { } said)
        {
            var id = said["req_id"]?.ToJsonString() ?? "null";
            var now = Iso(Market.Time.GetUtcNow());
            if ((string?)said["method"] == "ping")
            {
                await socket.SendAsync($$"""{"method":"pong","req_id":{{id}},"time_in":"{{now}}","time_out":"{{now}}"}""");
                continue;
            }

            foreach (var symbol in said["params"]!["symbol"]!.AsArray().Select(node => (string)node!))
            {
                if (symbol is "BTC/USD" or "USDT/USD" or "BTC/USDT")
                {
                    await socket.SendAsync(
                        $$$"""{"method":"subscribe","req_id":{{{id}}},"result":{"channel":"ticker","event_trigger":"bbo","snapshot":true,"symbol":"{{{symbol}}}"},"success":true,"time_in":"{{{now}}}","time_out":"{{{now}}}"}""");
                    _ = QuoteAsync(socket, symbol);
                }
                else
                {
                    await socket.SendAsync(
                        $$"""{"error":"Currency pair not supported {{symbol}}","method":"subscribe","req_id":{{id}},"success":false,"symbol":"{{symbol}}","time_in":"{{now}}","time_out":"{{now}}"}""");
                }
            }
        }
    }
}
