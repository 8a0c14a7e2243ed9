using System.Globalization;
using System.Text.Json.Nodes;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>Bitstamp: one channel a message, each with its acknowledgement; heartbeats only when asked.</summary>
/// <param name="market">The price.</param>
public sealed class BitstampStub(StubMarket market) : ExchangeStub(market, "BitstampSpot", "/bitstamp")
{
    /// <inheritdoc/>
    public override string Quote(string symbol, StubQuote quote)
    {
        var q = symbol == "usdtusd" ? Tether(quote) : quote;
        return string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"data":{"timestamp":"{{{q.AtMs / 1000}}}","microtimestamp":"{{{q.AtMs}}}000","bids":[["{{{q.Bid}}}","0.56250000"],["{{{q.Bid * 0.9999m}}}","0.07500000"]],"asks":[["{{{q.Ask}}}","0.68285797"],["{{{q.Ask * 1.0001m}}}","1.20000000"]]},"channel":"order_book_{{{symbol}}}","event":"data"}""");
    }

    /// <inheritdoc/>
    public override string Rewrite(string text, DateTimeOffset now)
    {
        var frame = JsonNode.Parse(text)!;
        Put(
            frame["data"],
            ("timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            ("microtimestamp", $"{now.ToUnixTimeMilliseconds()}000"));
        return frame.ToJsonString();
    }

    /// <inheritdoc/>
    protected override async Task TalkAsync(StubSocket socket)
    {
        while (await ReceiveJsonAsync(socket, Timeout.InfiniteTimeSpan) is { } said)
        {
            var channel = (string?)said["data"]?["channel"] ?? "";
            if ((string?)said["event"] == "bts:heartbeat")
            {
                await socket.SendAsync("""{"event":"bts:heartbeat","channel":"","data":{"status":"success"}}""");
            }
            else if (channel is "order_book_btcusd" or "order_book_btcusdt" or "order_book_usdtusd" or "live_trades_btcusd" or "live_trades_btcusdt" or "live_trades_usdtusd")
            {
                await socket.SendAsync($$$"""{"event":"bts:subscription_succeeded","channel":"{{{channel}}}","data":{}}""");
                if (channel.StartsWith("order_book_", StringComparison.Ordinal))
                {
                    _ = QuoteAsync(socket, channel["order_book_".Length..]);
                }
            }
            else
            {
                await socket.SendAsync("""{"event":"bts:error","channel":"","data":{"code":null,"message":"Bad subscription string."}}""");
            }
        }
    }
}
