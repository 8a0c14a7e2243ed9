using System.Globalization;
using System.Text.Json.Nodes;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>OKX public channel: text ping, error 60018 for what does not exist, and the end with 4004 after 30 s in which nobody said anything.</summary>
/// <param name="market">The price.</param>
public sealed class OkxStub(StubMarket market) : ExchangeStub(market, "OkxSpot", "/ws/v5/public")
{
    /// <summary>The frame that comes about 30 s before the connection is closed for a service upgrade.</summary>
    public const string ClosesSoon =
        """{"event":"notice","code":"64008","msg":"The connection will soon be closed for a service upgrade. Please reconnect.","connId":"a4d3ae55"}""";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override string Quote(string symbol, StubQuote quote) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"arg":{"channel":"tickers","instId":"{{{symbol}}}"},"data":[{"instType":"SPOT","instId":"{{{symbol}}}","last":"{{{quote.Ask}}}","lastSz":"0.0000102","askPx":"{{{quote.Ask}}}","askSz":"0.25697131","bidPx":"{{{quote.Bid}}}","bidSz":"0.65302934","open24h":"84180.1","high24h":"85258.8","low24h":"83174.7","sodUtc0":"84409.9","sodUtc8":"83800","volCcy24h":"458903124.056360828","vol24h":"5449.95415651","ts":"{{{quote.AtMs}}}"}]}""");

    /// <inheritdoc/>
    public override string Rewrite(string text, DateTimeOffset now)
    {
        var frame = JsonNode.Parse(text)!;
        foreach (var item in frame["data"] as JsonArray ?? [])
        {
            Put(item, ("ts", now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));
        }

        return frame.ToJsonString();
    }

    /// <inheritdoc/>
    protected override async Task TalkAsync(StubSocket socket)
    {
        var isPushing = false;
        while (true)
        {
            switch (await ReceiveAsync(socket, isPushing ? Timeout.InfiniteTimeSpan : s_patience))
            {
                case null:
                    await socket.CloseAsync(4004, "No data received in 30s");
                    return;
                case "ping":
                    await socket.SendAsync("pong");
                    break;
                case var text:
                    isPushing |= await SubscribeAsync(socket, text);
                    break;
            }
        }
    }

    private async Task<bool> SubscribeAsync(StubSocket socket, string text)
    {
        var asked = JsonNode.Parse(text)!["args"]!.AsArray().Single()!.AsObject();
        var (channel, symbol) = ((string?)asked["channel"], (string?)asked["instId"]);
        if (channel != "tickers" || symbol is not ("BTC-USDT" or "BTC-USD"))
        {
            await socket.SendAsync(
                $$"""{"event":"error","msg":"Subscribe failed, wrong URL or channel:{{channel}},instId:{{symbol}} doesn't exist. Please use the correct URL, channel and parameters referring to API document.","code":"60018","connId":"e1f69f02"}""");
            return false;
        }

        await socket.SendAsync($$"""{"event":"subscribe","arg":{{asked.ToJsonString()}},"connId":"76defc81"}""");
        _ = QuoteAsync(socket, symbol);
        return true;
    }
}
