using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>OKX: contract sizes over REST (errors with status 200), a channel asked for by kind only, text pings, and the end with 4004 after 30 s in which nobody said anything.</summary>
/// <param name="time">Clock of the venue.</param>
public sealed class OkxLiquidationStub(TimeProvider time) : LiquidationStub(time, "/ws/v5/public")
{
    /// <summary>The frame that comes about 30 s before the connection is closed for a service upgrade.</summary>
    public const string ClosesSoon =
        """{"event":"notice","code":"64008","msg":"The connection will soon be closed for a service upgrade. Please reconnect.","connId":"a4d3ae55"}""";

    private const string Connection = "a4d3ae55";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Coins and what one contract of each is, coins.</summary>
    public IReadOnlyDictionary<string, decimal> ContractSizes { get; set; } =
        new Dictionary<string, decimal> { ["BTC"] = 0.01m, ["ETH"] = 0.1m, ["SOL"] = 1m };

    /// <inheritdoc/>
    public override void Map(StubServer server)
    {
        base.Map(server);
        server.OnRequest("/api/v5/public/instruments", ListAsync);
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, string Value)> Settings(StubServer server) =>
        [("OkxLiquidations:Urls:0", $"{server.SocketUrl}/ws/v5/public"), ("OkxLiquidations:RestUrl", server.HttpUrl)];

    /// <inheritdoc/>
    public override string Frame(StubLiquidation liquidation)
    {
        var contracts = liquidation.Quantity / ContractSizes.GetValueOrDefault(liquidation.Coin, 1);
        return string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"arg":{"channel":"liquidation-orders","instType":"SWAP"},"data":[{"details":[{"bkLoss":"0","bkPx":"{{{liquidation.PriceUsd}}}","ccy":"","posSide":"{{{(liquidation.IsLong ? "long" : "short")}}}","side":"{{{(liquidation.IsLong ? "sell" : "buy")}}}","sz":"{{{contracts}}}","ts":"{{{liquidation.AtMs}}}"}],"instFamily":"{{{liquidation.Coin}}}-USDT","instId":"{{{liquidation.Coin}}}-USDT-SWAP","instType":"SWAP","uly":"{{{liquidation.Coin}}}-USDT"}]}""");
    }

    /// <inheritdoc/>
    protected override async Task TalkAsync(StubSocket socket)
    {
        while (true)
        {
            switch (await ReceiveAsync(socket, s_patience))
            {
                case null when Every < s_patience && Subscribed.Contains(socket):
                    break; // what is pushed counts as well
                case null:
                    await socket.CloseAsync(4004, "No data received in 30s");
                    return;
                case "ping":
                    await socket.SendAsync("pong");
                    break;
                case var text:
                    await SubscribeAsync(socket, text);
                    break;
            }
        }
    }

    private async Task SubscribeAsync(StubSocket socket, string text)
    {
        foreach (var asked in JsonNode.Parse(text)!["args"]!.AsArray().Select(one => one!.AsObject()))
        {
            var isTaken = (string?)asked["channel"] == "liquidation-orders" && (string?)asked["instType"] is "SWAP" or "FUTURES" && !asked.ContainsKey("instId");
            await socket.SendAsync(isTaken
                ? $$"""{"event":"subscribe","arg":{{asked.ToJsonString()}},"connId":"{{Connection}}"}"""
                : $$"""{"event":"error","msg":"Wrong URL or channel:{{(string?)asked["channel"]}},instId:{{(string?)asked["instId"]}} doesn't exist. Please use the correct URL, channel and parameters referring to API document.","code":"60018","connId":"{{Connection}}"}""");
            if (isTaken)
            {
                Subscribe(socket);
            }
        }
    }

    private Task ListAsync(HttpContext context)
    {
        var kind = context.Request.Query["instType"].ToString();
        if (kind is not ("SWAP" or "FUTURES"))
        {
            return context.Response.WriteAsync("""{"code":"51000","data":[],"msg":"Parameter instType error"}""", context.RequestAborted);
        }

        var contracts = ContractSizes.Select(entry => new JsonObject
        {
            ["instType"] = kind, ["instId"] = $"{entry.Key}-USDT-{kind}", ["ctType"] = "linear", ["ctMult"] = "1",
            ["ctVal"] = entry.Value.ToString(CultureInfo.InvariantCulture), ["ctValCcy"] = entry.Key, ["settleCcy"] = "USDT", ["state"] = "live",
        }).Append(new JsonObject
        {
            ["instType"] = kind, ["instId"] = $"BTC-USD-{kind}", ["ctType"] = "inverse", ["ctMult"] = "1",
            ["ctVal"] = "100", ["ctValCcy"] = "USD", ["settleCcy"] = "BTC", ["state"] = "live",
        });
        return context.Response.WriteAsync(new JsonObject { ["code"] = "0", ["msg"] = "", ["data"] = new JsonArray([.. contracts]) }.ToJsonString(), context.RequestAborted);
    }
}
