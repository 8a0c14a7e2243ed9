using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>Bybit linear: a list of instruments by pages, JSON pings, one bad topic refuses its whole request, and idle connections are cut after 10 minutes.</summary>
/// <param name="time">Clock of the venue.</param>
public sealed class BybitLiquidationStub(TimeProvider time) : LiquidationStub(time, "/v5/public/linear")
{
    private const string Connection = "db2937jvnhjo7n76nht0-ce4a";
    private const string Topic = "allLiquidation.";
    private static readonly TimeSpan s_idle = TimeSpan.FromMinutes(10);

    /// <summary>Symbols and their status.</summary>
    public IReadOnlyList<(string Symbol, string Status)> Instruments { get; set; } =
        [("BTCUSDT", "Trading"), ("ETHUSDT", "Trading"), ("SOLUSDT", "Trading"), ("OLDUSDT", "Closed"), ("NEWUSDT", "PreLaunch")];

    /// <summary>Symbols that are listed as traded and whose topic does not exist all the same.</summary>
    public IReadOnlySet<string> WithoutTopic { get; set; } = new HashSet<string>();

    /// <summary>Instruments a page at most.</summary>
    public int PageSize { get; set; } = 1000;

    /// <inheritdoc/>
    public override void Map(StubServer server)
    {
        base.Map(server);
        server.OnRequest("/v5/market/instruments-info", ListAsync);
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, string Value)> Settings(StubServer server) =>
        [("BybitLiquidations:Urls:0", $"{server.SocketUrl}/v5/public/linear"), ("BybitLiquidations:RestUrl", server.HttpUrl)];

    /// <inheritdoc/>
    public override string Frame(StubLiquidation liquidation) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"topic":"{{{Topic}}}{{{liquidation.Coin}}}USDT","type":"snapshot","ts":{{{liquidation.AtMs + 400}}},"data":[{"T":{{{liquidation.AtMs}}},"s":"{{{liquidation.Coin}}}USDT","S":"{{{(liquidation.IsLong ? "Buy" : "Sell")}}}","v":"{{{liquidation.Quantity}}}","p":"{{{liquidation.PriceUsd}}}"}]}""");

    /// <inheritdoc/>
    protected override async Task TalkAsync(StubSocket socket)
    {
        var topics = new HashSet<string>(StringComparer.Ordinal);
        while (await ReceiveAsync(socket, s_idle) is { } text)
        {
            var said = JsonNode.Parse(text)!;
            if ((string?)said["op"] == "ping")
            {
                await socket.SendAsync($$"""{"success":true,"ret_msg":"pong","conn_id":"{{Connection}}","req_id":"{{(string?)said["req_id"]}}","op":"ping"}""");
                continue;
            }

            var asked = said["args"]!.AsArray().Select(topic => (string)topic!).ToList();
            var fault = asked.Where(topic => !Exists(topic)).Select(topic => $"error:handler not found,topic:{topic}")
                .Concat(asked.Where(topics.Contains).Select(topic => $"error:already subscribed,topic:{topic}")).FirstOrDefault();
            await socket.SendAsync(
                $$"""{"success":{{(fault is null ? "true" : "false")}},"ret_msg":"{{fault}}","conn_id":"{{Connection}}","req_id":"{{(string?)said["req_id"]}}","op":"subscribe"}""");
            if (fault is null)
            {
                topics.UnionWith(asked);
                Subscribe(socket);
            }
        }

        socket.Abort();
    }

    private bool Exists(string topic) =>
        topic.StartsWith(Topic, StringComparison.Ordinal)
        && Instruments.Any(instrument => instrument.Status == "Trading" && topic[Topic.Length..] == instrument.Symbol)
        && !WithoutTopic.Contains(topic[Topic.Length..]);

    private Task ListAsync(HttpContext context)
    {
        var from = int.TryParse(context.Request.Query["cursor"], CultureInfo.InvariantCulture, out var cursor) ? cursor : 0;
        var size = Math.Min(PageSize, int.Parse(context.Request.Query["limit"].ToString(), CultureInfo.InvariantCulture));
        var list = Instruments.Skip(from).Take(size).Select(instrument => new JsonObject
        {
            ["symbol"] = instrument.Symbol, ["contractType"] = "LinearPerpetual", ["status"] = instrument.Status,
            ["baseCoin"] = instrument.Symbol[..^4], ["quoteCoin"] = "USDT", ["settleCoin"] = "USDT",
        });
        var next = from + size < Instruments.Count ? (from + size).ToString(CultureInfo.InvariantCulture) : "";
        return context.Response.WriteAsync(new JsonObject
        {
            ["retCode"] = 0,
            ["retMsg"] = "OK",
            ["result"] = new JsonObject { ["category"] = "linear", ["list"] = new JsonArray([.. list]), ["nextPageCursor"] = next },
            ["time"] = NowMs,
        }.ToJsonString(), context.RequestAborted);
    }
}
