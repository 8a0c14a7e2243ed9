using System.Globalization;
using System.Text.Json.Nodes;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>Coinbase Exchange: closes who does not subscribe within 5 s, acknowledges with the whole state, replays the last match, a heartbeat a second.</summary>
/// <param name="market">The price.</param>
public sealed class CoinbaseStub(StubMarket market) : ExchangeStub(market, "CoinbaseSpot", "/coinbase")
{
    private long _tradeId = 1_088_490_000;

    /// <inheritdoc/>
    public override string Quote(string symbol, StubQuote quote) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"type":"ticker","sequence":{{quote.Number}},"product_id":"{{symbol}}","price":"{{quote.Ask}}","open_24h":"77026.99","volume_24h":"10973.39542777","low_24h":"76929.29","high_24h":"82283","volume_30d":"210811.57557364","best_bid":"{{quote.Bid}}","best_bid_size":"0.00000091","best_ask":"{{quote.Ask}}","best_ask_size":"0.16229192","side":"sell","time":"{{Iso(quote.At)}}","trade_id":{{Interlocked.Increment(ref _tradeId)}},"last_size":"0.013388"}""");

    /// <inheritdoc/>
    public override string Rewrite(string text, DateTimeOffset now)
    {
        var frame = JsonNode.Parse(text)!;
        Put(frame, ("time", Iso(now)));
        return frame.ToJsonString();
    }

    /// <inheritdoc/>
    protected override async Task TalkAsync(StubSocket socket)
    {
        var products = new List<string>();
        var patience = TimeSpan.FromSeconds(5);
        while (await ReceiveJsonAsync(socket, patience) is { } said)
        {
            var product = (string)said["product_ids"]!.AsArray().Single()!;
            if (product is not ("BTC-USD" or "BTC-USDT" or "USDT-USD"))
            {
                await socket.SendAsync($$"""{"type":"error","message":"Failed to subscribe","reason":"{{product}} is not a valid product"}""");
                continue;
            }

            patience = Timeout.InfiniteTimeSpan;
            products.Add(product);
            var ids = string.Join(',', products.Select(name => $"\"{name}\""));
            var channels = said["channels"]!.AsArray().Select(channel => $$"""{"name":"{{(string)channel!}}","product_ids":[{{ids}}],"account_ids":null}""");
            await socket.SendAsync($$"""{"type":"subscriptions","channels":[{{string.Join(',', channels)}}]}""");
            var quote = Market.Next();
            await socket.SendAsync(Match("last_match", product, quote, Interlocked.Read(ref _tradeId)));
            _ = QuoteAsync(socket, product);
            _ = RepeatAsync(socket, TimeSpan.FromSeconds(1), () => Heartbeat(product));
        }

        await socket.CloseAsync(1008, "No subscription within 5 seconds");
    }

    private static string Match(string type, string product, StubQuote quote, long id) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"type":"{{type}}","trade_id":{{id}},"maker_order_id":"1aad6dd4-c00b-454e-81c4-16033085708e","taker_order_id":"9060f53e-620c-408f-a8fc-a1e33a55b0ad","side":"buy","size":"0.00100000","price":"{{quote.Bid}}","product_id":"{{product}}","sequence":{{quote.Number}},"time":"{{Iso(quote.At)}}"}""");

    private string Heartbeat(string product) =>
        $$"""{"type":"heartbeat","sequence":{{Market.Next().Number}},"last_trade_id":{{Interlocked.Read(ref _tradeId)}},"product_id":"{{product}}","time":"{{Iso(Market.Time.GetUtcNow())}}"}""";
}
