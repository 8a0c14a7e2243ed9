using System.Text.Json;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds.BinanceFutures;

/// <summary>Binance's stream <c>!forceOrder@arr</c>: of each symbol the latest order a second. <c>o.S</c> is the side of the forced ORDER: SELL closes a long.</summary>
/// <remarks>
/// Retired paths and misspelt names connect, acknowledge and stay silent for ever, so a stream that is never silent is heard on the same
/// socket: only it proves that liquidations would come.
/// </remarks>
/// <param name="link">Where readings and health go.</param>
/// <param name="family">USD-M or COIN-M; each socket has carried orders of the other one.</param>
/// <param name="controlStream">The stream that is never silent.</param>
internal sealed class BinanceLiquidationSession(FeedLink link, BinanceFamily family, string controlStream) : LiquidationSession(link, family.Venue)
{
    private const string Stream = "!forceOrder@arr";
    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(60);

    private readonly long _openedAt = link.Time.GetTimestamp();
    private long? _eventAt;

    /// <inheritdoc/>
    /// <remarks>The venue pings every 3 min and ends a connection after 24 h.</remarks>
    public override SocketTimes Times { get; } = new()
    {
        LifeLimit = TimeSpan.FromSeconds(30),
        FirstData = TimeSpan.FromSeconds(30),
        Overlap = Overlap,
        Silence = TimeSpan.FromSeconds(60), // life is judged before
        ReplaceAfter = TimeSpan.FromHours(23),
    };

    /// <inheritdoc/>
    public override Uri AddressOf(Uri endpoint) => new($"{endpoint.AbsoluteUri.TrimEnd('/')}/stream?streams={Stream}/{controlStream}");

    /// <inheritdoc/>
    /// <remarks>The address names the streams already; the request is for its answer, which says what is wrong with a name.</remarks>
    public override IEnumerable<string> Opening() =>
        [JsonSerializer.Serialize(new { method = "SUBSCRIBE", @params = new[] { Stream, controlStream }, id = 1 })];

    /// <inheritdoc/>
    public override void Look() => DegradedReason = Time.GetElapsedTime(_eventAt ?? _openedAt) >= s_quiet
        ? "No liquidation of any symbol came for 60 min although the connection works; the venue may have moved the stream."
        : null;

    /// <inheritdoc/>
    public override void Receive(ReadOnlyMemory<byte> message, long receivedAtMs)
    {
        using var document = JsonDocument.Parse(message);
        var root = document.RootElement;
        var stream = root.Text("stream");
        var data = stream is null ? root : root.GetProperty("data");
        if (stream == controlStream)
        {
            HearVenue();
            return;
        }

        switch (data.ValueKind == JsonValueKind.Array ? "forceOrder" : data.Text("e"))
        {
            case "forceOrder" when data.ValueKind == JsonValueKind.Array:
                TakeEach(data, item => TakeOrder(item, receivedAtMs));
                break;
            case "forceOrder":
                TakeOrder(data, receivedAtMs);
                break;
            case "serverShutdown":
                Replace("asked");
                break;
            case null:
                TakeAnswer(root);
                break;
            default:
                Meter.Count("other-stream");
                break;
        }
    }

    private void TakeAnswer(JsonElement root)
    {
        var error = root.TryGetProperty("error", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : root;
        if (error.TryGetProperty("code", out var code))
        {
            Fail("refused", $"Binance refused the subscription: {error.Text("msg")} (code {code.GetRawText()}).", TimeSpan.FromSeconds(60));
        }
    }

    private void TakeOrder(JsonElement data, long receivedAtMs)
    {
        var order = data.GetProperty("o");
        var name = order.GetProperty("s").GetString()!;
        if (BinanceSymbol.Read(name) is not { } symbol)
        {
            Meter.Count("other-quote");
            return;
        }

        if (symbol.IsCoinMargined != family.IsCoinMargined)
        {
            Meter.Count("other-family"); // its own feed counts it
            return;
        }

        _eventAt = Time.GetTimestamp();
        var (filled, asked, average, limit) = (order.Number("z"), order.Number("q"), order.Number("ap"), order.Number("p"));
        var notional = symbol.IsCoinMargined
            ? Worth(filled > 0 ? filled : asked, symbol.CoinContractUsd)
            : Worth(filled, average) ?? Worth(asked, limit);
        var side = order.Text("S");
        bool? isLong = side switch { "SELL" => true, "BUY" => false, _ => null };
        var at = order.Whole("T") ?? data.Whole("E");
        Take(isLong, notional, symbol.Coin, FormattableString.Invariant($"{name}/{side}/{at}/{asked}/{average}"), at, receivedAtMs);
    }
}
