using System.Globalization;
using System.Text.Json.Nodes;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>Binance spot, combined stream: streams in the address, protocol pings, five messages a second at most, silence for a name that is misspelt.</summary>
/// <param name="market">The price.</param>
public sealed class BinanceStub(StubMarket market) : ExchangeStub(market, "BinanceSpot", "/stream")
{
    private const int MessagesPerSec = 5;
    private static readonly TimeSpan s_pongWithin = TimeSpan.FromSeconds(60);

    /// <summary>Time between two pings.</summary>
    public TimeSpan PingEvery { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The client adds the path itself.</summary>
    public override string UrlOn(StubServer server) => server.SocketUrl;

    /// <inheritdoc/>
    public override string Quote(string symbol, StubQuote quote) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"stream":"{{{symbol}}}@bookTicker","data":{"u":{{{quote.Number}}},"s":"{{{symbol.ToUpperInvariant()}}}","b":"{{{quote.Bid}}}","B":"2.19538000","a":"{{{quote.Ask}}}","A":"2.27890000"}}""");

    /// <inheritdoc/>
    public override string Rewrite(string text, DateTimeOffset now)
    {
        var frame = JsonNode.Parse(text)!;
        Put(frame["data"], ("E", now.ToUnixTimeMilliseconds()), ("T", now.ToUnixTimeMilliseconds()));
        return frame.ToJsonString();
    }

    /// <inheritdoc/>
    protected override async Task TalkAsync(StubSocket socket)
    {
        foreach (var stream in socket.Request.Query["streams"].ToString().Split('/').Where(stream => stream is "btcusdt@bookTicker"))
        {
            _ = QuoteAsync(socket, stream[..stream.IndexOf('@', StringComparison.Ordinal)]);
        }

        await Task.WhenAll(PingAsync(socket), LimitAsync(socket));
    }

    private async Task PingAsync(StubSocket socket)
    {
        while (!socket.Closed.IsCompleted)
        {
            await PauseAsync(socket, PingEvery);
            var payload = Market.Time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            await socket.PingAsync(payload);
            _ = WatchPongAsync(socket, payload);
        }
    }

    private async Task WatchPongAsync(StubSocket socket, string payload)
    {
        await PauseAsync(socket, s_pongWithin);
        if (!socket.Pongs.Contains(payload))
        {
            socket.Abort();
        }
    }

    private async Task LimitAsync(StubSocket socket)
    {
        for (var texts = 0; !socket.Closed.IsCompleted; texts = 0)
        {
            var pongs = socket.Pongs.Count;
            var second = Market.Time.GetTimestamp();
            while (Market.Time.GetElapsedTime(second) < TimeSpan.FromSeconds(1))
            {
                texts += await ReceiveAsync(socket, TimeSpan.FromSeconds(1)) is null ? 0 : 1;
                if (texts + socket.Pongs.Count - pongs > MessagesPerSec)
                {
                    await socket.CloseAsync(1008, "Too many requests");
                    return;
                }
            }
        }
    }
}
