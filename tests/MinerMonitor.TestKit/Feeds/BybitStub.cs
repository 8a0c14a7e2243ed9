using System.Globalization;
using System.Text.Json.Nodes;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>Bybit spot: one bad topic refuses its whole request, ten topics a request, JSON pings that are answered with <c>op</c> ping.</summary>
/// <param name="market">The price.</param>
public sealed class BybitStub(StubMarket market) : ExchangeStub(market, "BybitSpot", "/v5/public/spot")
{
    private const string Connection = "d9avs2b4qcrtmm61rq50-gcwhk";

    /// <inheritdoc/>
    public override string Quote(string symbol, StubQuote quote) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"topic":"orderbook.1.{{{symbol}}}","ts":{{{quote.AtMs}}},"type":"snapshot","data":{"s":"{{{symbol}}}","b":[["{{{quote.Bid}}}","0.347143"]],"a":[["{{{quote.Ask}}}","0.390684"]],"u":{{{quote.Number}}},"seq":{{{100_000_000_000 + quote.Number}}}},"cts":{{{quote.AtMs - 8}}}}""");

    /// <inheritdoc/>
    public override string Rewrite(string text, DateTimeOffset now)
    {
        var frame = JsonNode.Parse(text)!;
        Put(frame, ("ts", now.ToUnixTimeMilliseconds()), ("cts", now.ToUnixTimeMilliseconds()));
        foreach (var item in frame["data"] as JsonArray ?? [])
        {
            Put(item, ("T", now.ToUnixTimeMilliseconds()));
        }

        return frame.ToJsonString();
    }

    /// <inheritdoc/>
    protected override async Task TalkAsync(StubSocket socket)
    {
        while (await ReceiveJsonAsync(socket, TimeSpan.FromMinutes(10)) is { } said)
        {
            if ((string?)said["op"] == "ping")
            {
                await socket.SendAsync($$"""{"success":true,"ret_msg":"pong","conn_id":"{{Connection}}","op":"ping"}""");
                continue;
            }

            var topics = said["args"]!.AsArray().Select(topic => (string)topic!).ToList();
            var bad = topics.FirstOrDefault(topic => topic is not ("orderbook.1.BTCUSDT" or "publicTrade.BTCUSDT" or "tickers.BTCUSDT"));
            var fault = topics.Count > 10 ? "args size > 10" : bad is not null ? $"Invalid topic: {bad}" : null;
            await socket.SendAsync(
                $$"""{"success":{{(fault is null ? "true" : "false")}},"ret_msg":"{{fault ?? "subscribe"}}","conn_id":"{{Connection}}","req_id":"{{(string?)said["req_id"]}}","op":"subscribe"}""");
            if (fault is null && topics.Contains("orderbook.1.BTCUSDT"))
            {
                _ = QuoteAsync(socket, "BTCUSDT");
            }
        }

        socket.Abort(); // ten minutes without a word of the client's
    }
}
