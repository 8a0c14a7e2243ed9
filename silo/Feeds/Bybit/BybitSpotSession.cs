using System.Text.Json;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds.Bybit;

/// <summary>Bybit spot: topic <c>orderbook.1.*</c>, the top of the book whole each time; <c>tickers.*</c> has no bid and ask there.</summary>
/// <remarks>One topic a request, since one bad topic refuses its whole request. A book that did not change is repeated after 3 s with the same <c>u</c>: it still holds.</remarks>
/// <param name="link">Where readings and health go.</param>
/// <param name="pairs">For example <c>BTCUSDT</c>.</param>
internal sealed class BybitSpotSession(FeedLink link, IReadOnlyList<SpotPair> pairs) : SpotSession(link, "Bybit", "bybit", pairs)
{
    private const string Book = "orderbook.1.";

    /// <inheritdoc/>
    /// <remarks>Dead without a pong for 45 s, that is 25 s after the ping that got none.</remarks>
    public override SocketTimes Times { get; } = new()
    {
        PingEvery = TimeSpan.FromSeconds(20),
        AnswerWithin = TimeSpan.FromSeconds(25),
        LifeLimit = TimeSpan.FromSeconds(30),
    };

    /// <inheritdoc/>
    public override IEnumerable<string> Opening() =>
        Pairs.Select((pair, index) => JsonSerializer.Serialize(new { req_id = $"s{index + 1}", op = "subscribe", args = new[] { Book + pair.Symbol.ToUpperInvariant() } }));

    /// <inheritdoc/>
    public override string Ping() => """{"op":"ping"}""";

    /// <inheritdoc/>
    public override void Receive(ReadOnlyMemory<byte> message, long receivedAtMs)
    {
        using var document = JsonDocument.Parse(message);
        var root = document.RootElement;
        if (root.Text("op") is { } operation)
        {
            TakeAnswer(root, operation);
            return;
        }

        var topic = root.NeedText("topic");
        if (!topic.StartsWith(Book, StringComparison.Ordinal))
        {
            return; // not asked for
        }

        if (root.Text("type") is not (null or "snapshot"))
        {
            Meter.Count("not-whole"); // level 1 is snapshot-only; an empty side of anything else would not mean an empty book
            return;
        }

        TakeBook(topic, root, receivedAtMs);
    }

    private static decimal? Best(JsonElement side) =>
        side.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Array } level && level[1].Number() > 0 ? level[0].Number() : null;

    private void TakeAnswer(JsonElement root, string operation)
    {
        var words = root.Text("ret_msg");
        if (operation is "ping" or "pong")
        {
            HearAnswer();
        }
        else if (operation == "subscribe" && !root.GetProperty("success").GetBoolean()
            && words?.Contains("already subscribed", StringComparison.OrdinalIgnoreCase) != true)
        {
            Refused(words);
        }
    }

    private void TakeBook(string topic, JsonElement root, long receivedAtMs)
    {
        var data = root.GetProperty("data");
        if (data.NeedText("s") != topic[Book.Length..])
        {
            Meter.Count("other-symbol"); // white-label sites of the engine send books of others
            return;
        }

        if (Find(topic[Book.Length..]) is not { } pair)
        {
            return;
        }

        var update = data.GetProperty("u").GetInt64();
        if (update == 1)
        {
            Order.Forget(pair.Symbol); // the service was started anew
        }

        if (IsCurrent(pair.Symbol, update))
        {
            TakeQuote(pair, Best(data.GetProperty("b")), Best(data.GetProperty("a")), root.Whole("cts") ?? root.Whole("ts"), receivedAtMs);
        }
    }
}
