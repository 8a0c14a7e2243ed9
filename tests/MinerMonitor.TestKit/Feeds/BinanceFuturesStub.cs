using System.Globalization;
using System.Text.Json.Nodes;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>Binance USD-M: streams in the address, protocol pings, ten messages a second at most; and the retired path, which takes subscriptions and never sends a thing.</summary>
/// <param name="time">Clock of the venue.</param>
public sealed class BinanceFuturesStub(TimeProvider time) : LiquidationStub(time, "/market/stream")
{
    /// <summary>The frame that announces a restart.</summary>
    public const string Shutdown = """{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1791565703055}}""";

    private const int MessagesPerSec = 10;
    private const string Liquidations = "!forceOrder@arr";
    private const string Trades = "btcusdt@aggTrade";

    private static readonly TimeSpan s_tradeEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_pingEvery = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_pongWithin = TimeSpan.FromMinutes(10);

    /// <summary>False while the venue trades nothing: the stream that is never silent is.</summary>
    public bool Trading { get; set; } = true;

    /// <inheritdoc/>
    public override void Map(StubServer server)
    {
        base.Map(server);
        server.OnSocket("/stream", socket => AnswerAsync(socket, new HashSet<string>()));
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, string Value)> Settings(StubServer server) => [("BinanceLiquidations:Urls:0", $"{server.SocketUrl}/market")];

    /// <inheritdoc/>
    public override string Frame(StubLiquidation liquidation) => string.Create(
        CultureInfo.InvariantCulture,
        $$$$"""{"stream":"{{{{Liquidations}}}}","data":{"e":"forceOrder","E":{{{{liquidation.AtMs + 1000}}}},"o":{"s":"{{{{liquidation.Coin}}}}USDT","S":"{{{{(liquidation.IsLong ? "SELL" : "BUY")}}}}","o":"LIMIT","f":"IOC","q":"{{{{liquidation.Quantity}}}}","p":"{{{{liquidation.PriceUsd * 0.99m}}}}","ap":"{{{{liquidation.PriceUsd}}}}","X":"FILLED","l":"{{{{liquidation.Quantity / 2}}}}","z":"{{{{liquidation.Quantity}}}}","T":{{{{liquidation.AtMs}}}},"ps":"{{{{liquidation.Coin}}}}USDT","st":1}}}""");

    /// <inheritdoc/>
    protected override async Task TalkAsync(StubSocket socket)
    {
        var streams = socket.Request.Query["streams"].ToString().Split('/').ToHashSet(StringComparer.Ordinal);
        if (streams.Contains(Trades))
        {
            _ = TradeAsync(socket);
        }

        if (streams.Contains(Liquidations))
        {
            Subscribe(socket);
        }

        await Task.WhenAll(AnswerAsync(socket, streams), PingAsync(socket));
    }

    /// <summary>Acknowledges whatever is asked for, and ends a connection that says too much.</summary>
    private async Task AnswerAsync(StubSocket socket, HashSet<string> streams)
    {
        var (second, texts) = (NowMs / 1000, 0);
        while (await ReceiveAsync(socket, Timeout.InfiniteTimeSpan) is { } text)
        {
            (second, texts) = NowMs / 1000 == second ? (second, texts + 1) : (NowMs / 1000, 1);
            if (texts > MessagesPerSec)
            {
                await socket.CloseAsync(1008, "Too many requests");
                return;
            }

            var asked = JsonNode.Parse(text)!;
            streams.UnionWith(asked["params"]?.AsArray().Select(stream => (string)stream!) ?? []);
            await socket.SendAsync($$"""{"result":null,"id":{{asked["id"]?.ToJsonString() ?? "null"}}}""");
        }
    }

    private async Task TradeAsync(StubSocket socket)
    {
        for (var id = 3_478_018_549L; !socket.Closed.IsCompleted; id++)
        {
            if (Trading)
            {
                await TrySendAsync(socket, $$$$"""{"stream":"{{{{Trades}}}}","data":{"e":"aggTrade","E":{{{{NowMs}}}},"a":{{{{id}}}},"s":"BTCUSDT","p":"83434.40","q":"0.016","nq":"0.016","f":{{{{id}}}},"l":{{{{id + 4}}}},"T":{{{{NowMs - 150}}}},"m":true,"st":1}}""");
            }

            await PauseAsync(socket, s_tradeEvery);
        }
    }

    private async Task PingAsync(StubSocket socket)
    {
        while (true)
        {
            await PauseAsync(socket, s_pingEvery);
            if (socket.Closed.IsCompleted)
            {
                return;
            }

            var payload = NowMs.ToString(CultureInfo.InvariantCulture);
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
}
