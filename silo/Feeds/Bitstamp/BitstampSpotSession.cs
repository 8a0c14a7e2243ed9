using System.Text.Json;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds.Bitstamp;

/// <summary>Bitstamp: channels <c>order_book_*</c> (the best 100 levels, whole each time) and <c>live_trades_*</c>.</summary>
/// <param name="link">Where readings and health go.</param>
/// <param name="pairs">For example <c>btcusd</c>.</param>
internal sealed class BitstampSpotSession(FeedLink link, IReadOnlyList<SpotPair> pairs) : SpotSession(link, "Bitstamp", "bitstamp", pairs)
{
    private const string Book = "order_book_";
    private const string Trades = "live_trades_";

    private int _answered;

    /// <inheritdoc/>
    /// <remarks>A connection lives for 90 days at most.</remarks>
    public override SocketTimes Times { get; } = new()
    {
        PingEvery = TimeSpan.FromSeconds(25),
        AnswerWithin = TimeSpan.FromSeconds(10),
        LifeLimit = TimeSpan.FromSeconds(60),
        ReplaceAfter = TimeSpan.FromDays(89),
    };

    /// <inheritdoc/>
    public override IEnumerable<string> Opening() =>
        from pair in Pairs
        from channel in new[] { Book, Trades }
        select JsonSerializer.Serialize(new { @event = "bts:subscribe", data = new { channel = channel + pair.Symbol } });

    /// <inheritdoc/>
    public override string Ping() => """{"event":"bts:heartbeat"}""";

    /// <inheritdoc/>
    public override void Receive(ReadOnlyMemory<byte> message, long receivedAtMs)
    {
        using var document = JsonDocument.Parse(message);
        var root = document.RootElement;
        var channel = root.Text("channel") ?? "";
        switch (root.GetProperty("event").GetString())
        {
            case "data" when channel.StartsWith(Book, StringComparison.Ordinal) && Find(channel[Book.Length..]) is { } pair:
                TakeBook(pair, root.GetProperty("data"), receivedAtMs);
                break;
            case "trade" when channel.StartsWith(Trades, StringComparison.Ordinal) && Find(channel[Trades.Length..]) is { } pair:
                var trade = root.GetProperty("data");
                TakeTrade(
                    pair, trade.GetProperty("id").GetInt64(), trade.Number("price_str") ?? trade.Number("price"), trade.Whole("microtimestamp"), receivedAtMs, areIdsDense: false);
                break;
            case "bts:heartbeat":
                HearAnswer();
                break;
            case "bts:subscription_succeeded":
                _answered++;
                break;
            case "bts:request_reconnect":
                Replace("asked");
                break;
            case "bts:error":
                TakeError(root.GetProperty("data").Text("message"));
                break;
        }
    }

    /// <summary>An error names no channel. While subscriptions wait for their answers, which come in order, it is the answer to the next: the book of a pair, then its trades.</summary>
    private void TakeError(string? words)
    {
        if (_answered < 2 * Pairs.Count && _answered++ % 2 == 0)
        {
            Refused(words);
        }
        else
        {
            Meter.Refuse("venue-error", [], $"Bitstamp says: {words}");
        }
    }

    private void TakeBook(SpotPair pair, JsonElement book, long receivedAtMs)
    {
        var epoch = book.Whole("microtimestamp") ?? book.Whole("timestamp");
        if (!IsCurrent(pair.Symbol, epoch))
        {
            return;
        }

        decimal? bid = null;
        foreach (var level in book.GetProperty("bids").EnumerateArray())
        {
            bid = level[1].Number() > 0 && !(level[0].Number() <= bid) ? level[0].Number() : bid; // a level without amount is none
        }

        decimal? ask = null;
        foreach (var level in book.GetProperty("asks").EnumerateArray())
        {
            ask = level[1].Number() > 0 && !(level[0].Number() >= ask) ? level[0].Number() : ask;
        }

        TakeQuote(pair, bid, ask, epoch, receivedAtMs);
    }
}
