using System.Text.Json;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds.Okx;

/// <summary>OKX spot: channel <c>tickers</c>, at most every 100 ms and only on change. A value that does not exist is an empty text there.</summary>
/// <remarks>A connection on which nothing comes for 30 s is closed (4004), so the text <c>ping</c> is sent before. Notice 64008 comes about 30 s before the venue closes.</remarks>
/// <param name="link">Where readings and health go.</param>
/// <param name="pairs">For example <c>BTC-USDT</c>.</param>
internal sealed class OkxSpotSession(FeedLink link, IReadOnlyList<SpotPair> pairs) : SpotSession(link, "OKX", "okx", pairs)
{
    private const string ClosesSoon = "64008";

    /// <inheritdoc/>
    public override SocketTimes Times { get; } = new()
    {
        PingEvery = TimeSpan.FromSeconds(20),
        AnswerWithin = TimeSpan.FromSeconds(10),
        LifeLimit = TimeSpan.FromSeconds(60),
    };

    /// <inheritdoc/>
    public override IEnumerable<string> Opening() =>
        Pairs.Select(pair => JsonSerializer.Serialize(new { op = "subscribe", args = new[] { new { channel = "tickers", instId = pair.Symbol } } }));

    /// <inheritdoc/>
    public override string Ping() => "ping";

    /// <inheritdoc/>
    public override void Receive(ReadOnlyMemory<byte> message, long receivedAtMs)
    {
        if (message.Span.SequenceEqual("pong"u8))
        {
            HearAnswer();
            return;
        }

        using var document = JsonDocument.Parse(message);
        var root = document.RootElement;
        switch (root.Text("event"))
        {
            case "error":
                Refused($"{root.Text("msg")} (code {root.Text("code")})");
                return;
            case "notice" when root.Text("code") == ClosesSoon:
                Replace("asked");
                return;
            case not null:
                return;
        }

        if (root.GetProperty("arg").Text("channel") == "tickers")
        {
            var asked = root.GetProperty("arg").Text("instId");
            foreach (var ticker in root.GetProperty("data").EnumerateArray())
            {
                TakeTicker(asked, ticker, receivedAtMs);
            }
        }
    }

    private void TakeTicker(string? asked, JsonElement ticker, long receivedAtMs)
    {
        var symbol = ticker.GetProperty("instId").GetString();
        if (symbol != asked || ticker.Text("instType") is not (null or "SPOT"))
        {
            Meter.Count("other-symbol"); // the same channel carries perpetuals
            return;
        }

        var atMs = ticker.Whole("ts");
        if (Find(symbol) is { } pair && IsCurrent(pair.Symbol, atMs))
        {
            TakeQuote(pair, ticker.Number("bidPx"), ticker.Number("askPx"), atMs, receivedAtMs);
        }
    }
}
