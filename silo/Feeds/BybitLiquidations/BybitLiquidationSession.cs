using System.Text.Json;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds.BybitLiquidations;

/// <summary>Bybit's topics <c>allLiquidation.{symbol}</c>: every liquidation, in batches of 500 ms, without an id.</summary>
/// <remarks>
/// One topic that does not exist refuses its whole request, so a refused request is asked for again topic by topic. <c>S</c> is the side of
/// the liquidated POSITION: Buy is a long. <c>p</c> is the bankruptcy price. Sizes are coins on linear contracts and USD on inverse ones.
/// </remarks>
/// <param name="link">Where readings and health go.</param>
/// <param name="market">Linear or inverse.</param>
/// <param name="symbols">Symbols to ask for; another list when it was renewed.</param>
internal sealed class BybitLiquidationSession(FeedLink link, BybitMarket market, Func<IReadOnlyList<string>> symbols) : LiquidationSession(link, market.Venue)
{
    private const string TopicPrefix = "allLiquidation.";
    private const int TopicsPerRequest = 10;
    private const int MaxTopicChars = 21_000; // of a connection, says the venue
    private const string PingText = """{"req_id":"ping","op":"ping"}""";

    private static readonly string[] s_quotes = ["USD", "PERP", "-"];

    private readonly List<(string Id, string[] Symbols)> _unanswered = [];
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _refused = new(StringComparer.Ordinal);
    private IReadOnlyList<string>? _listed;
    private string? _refusal;
    private int _topicChars;
    private int _leftOut;
    private int _request;
    private bool _isAnswered;

    /// <inheritdoc/>
    /// <remarks>Pinged every 20 s and dead when no pong came for 45 s. Idle connections are cut after about 10 min.</remarks>
    public override SocketTimes Times { get; } = new()
    {
        PingEvery = TimeSpan.FromSeconds(20),
        AnswerWithin = TimeSpan.FromSeconds(25),
        Overlap = Overlap,
        Silence = TimeSpan.FromSeconds(45),
    };

    /// <inheritdoc/>
    public override IEnumerable<string> Opening() => Ask(symbols());

    /// <inheritdoc/>
    public override string Ping() => PingText;

    /// <inheritdoc/>
    /// <remarks>Asks for what was listed since.</remarks>
    public override void Look()
    {
        var listed = symbols();
        if (_listed is not null && !ReferenceEquals(listed, _listed))
        {
            Ask(listed).ForEach(Reply);
        }
    }

    /// <inheritdoc/>
    public override void Receive(ReadOnlyMemory<byte> message, long receivedAtMs)
    {
        using var document = JsonDocument.Parse(message);
        var root = document.RootElement;
        if (root.Text("topic") is { } topic)
        {
            TakeFrame(topic, root, receivedAtMs);
        }
        else if (root.Text("op") == "subscribe")
        {
            TakeAnswer(root);
        }
        else if (root.Text("ret_msg") == "pong" || root.Text("op") == "pong")
        {
            HearAnswer();
            if (_isAnswered)
            {
                HearVenue();
            }
        }
    }

    private List<string> Ask(IReadOnlyList<string> listed)
    {
        _listed = listed;
        _leftOut = 0;
        var fresh = new List<string>();
        foreach (var symbol in listed.Where(symbol => !_asked.Contains(symbol)))
        {
            var chars = TopicPrefix.Length + symbol.Length + 3; // with quotes and comma
            if (_topicChars + chars > MaxTopicChars)
            {
                _leftOut++;
                continue;
            }

            _topicChars += chars;
            _asked.Add(symbol);
            fresh.Add(symbol);
        }

        Judge();
        return [.. fresh.Chunk(TopicsPerRequest).Select(Request)];
    }

    private string Request(string[] asked)
    {
        var id = $"liq-{++_request}";
        _unanswered.Add((id, asked));
        return JsonSerializer.Serialize(new { req_id = id, op = "subscribe", args = asked.Select(symbol => TopicPrefix + symbol) });
    }

    private void TakeAnswer(JsonElement root)
    {
        var id = root.Text("req_id");
        var index = string.IsNullOrEmpty(id) ? 0 : _unanswered.FindIndex(request => request.Id == id);
        if (index < 0 || index >= _unanswered.Count)
        {
            return;
        }

        var asked = _unanswered[index].Symbols;
        _unanswered.RemoveAt(index);
        var words = root.Text("ret_msg") ?? "";
        if (root.GetProperty("success").GetBoolean())
        {
            _refused.ExceptWith(asked);
        }
        else if (asked.Length > 1)
        {
            asked.ToList().ForEach(symbol => Reply(Request([symbol])));
        }
        else if (!words.Contains("already subscribed", StringComparison.OrdinalIgnoreCase))
        {
            _refused.Add(asked[0]);
            _refusal = words;
        }

        if (_unanswered.Count == 0)
        {
            Settle();
        }
    }

    private void Settle()
    {
        Judge();
        if (_refused.Count >= _asked.Count)
        {
            Fail("refused", $"Bybit refused every subscription: {_refusal}.", TimeSpan.FromSeconds(60));
        }
        else if (!_isAnswered)
        {
            _isAnswered = true;
            Reply(PingText); // a quiet market shows no data for minutes: the pong is the first sign of life
        }
    }

    private void Judge() => DegradedReason =
        _refused.Count > 0 ? $"Bybit refused {_refused.Count} of {_asked.Count} symbols, {_refused.Min} among them: {_refusal}."
        : _leftOut > 0 ? $"{_leftOut} symbols are left out, because a connection takes topics of {MaxTopicChars} characters; name those you want in Symbols."
        : null;

    private void TakeFrame(string topic, JsonElement root, long receivedAtMs)
    {
        if (!topic.StartsWith(TopicPrefix, StringComparison.Ordinal))
        {
            Meter.Count("other-topic");
            return;
        }

        var symbol = topic[TopicPrefix.Length..];
        var pushed = root.Whole("ts");
        var alike = new Dictionary<string, int>(StringComparer.Ordinal);
        HearVenue();
        TakeEach(root.GetProperty("data"), item => TakeEvent(symbol, item, pushed, alike, receivedAtMs));
    }

    private void TakeEvent(string symbol, JsonElement item, long? pushed, Dictionary<string, int> alike, long receivedAtMs)
    {
        if (item.Text("s") is { } named && named != symbol)
        {
            Meter.Count("other-symbol"); // white-label sites of the engine do that
            return;
        }

        var (side, size, price, at) = (item.Text("S"), item.Number("v"), item.Number("p"), item.Whole("T") ?? pushed);
        bool? isLong = side switch { "Buy" => true, "Sell" => false, _ => null };
        // Two fills that are alike in one frame are two; the same one in another frame came again.
        var key = FormattableString.Invariant($"{symbol}/{at}/{side}/{size}/{price}");
        var ordinal = alike[key] = alike.GetValueOrDefault(key) + 1;
        Take(isLong, market.IsInverse ? Worth(size, 1) : Worth(size, price), CoinOf(symbol), $"{key}/{ordinal}", at, receivedAtMs);
    }

    /// <summary>Base coin: what stands before the quote, as in BTCUSDT, BTCPERP, BTC-26DEC26, BTCUSDZ26.</summary>
    private static string CoinOf(string symbol)
    {
        var ends = s_quotes.Select(quote => symbol.IndexOf(quote, Math.Min(1, symbol.Length), StringComparison.Ordinal)).Where(index => index > 0).ToList();
        return ends.Count > 0 ? symbol[..ends.Min()] : symbol;
    }
}
