using System.Text.Json;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds.Binance;

/// <summary>Binance spot: the combined stream of <c>symbol@bookTicker</c>, every change of bid and ask.</summary>
/// <remarks>
/// The streams stand in the address, so nothing is sent but the pongs that the socket sends by itself: a connection may send five messages a
/// second. The book ticker has no time; <c>u</c> gives the order.
/// </remarks>
/// <param name="link">Where readings and health go.</param>
/// <param name="pairs">For example <c>btcusdt</c>.</param>
internal sealed class BinanceSpotSession(FeedLink link, IReadOnlyList<SpotPair> pairs) : SpotSession(link, "Binance", "binance", pairs)
{
    /// <inheritdoc/>
    /// <remarks>The venue disconnects after 24 hours.</remarks>
    public override SocketTimes Times { get; } = new() { LifeLimit = TimeSpan.FromSeconds(30), ReplaceAfter = TimeSpan.FromHours(23) };

    /// <inheritdoc/>
    /// <remarks>Names of streams are lower case; others connect and stay silent.</remarks>
    public override Uri AddressOf(Uri endpoint) =>
        new($"{endpoint.AbsoluteUri.TrimEnd('/')}/stream?streams={string.Join('/', Pairs.Select(pair => $"{pair.Symbol.ToLowerInvariant()}@bookTicker"))}");

    /// <inheritdoc/>
    public override IEnumerable<string> Opening() => [];

    /// <inheritdoc/>
    public override void Receive(ReadOnlyMemory<byte> message, long receivedAtMs)
    {
        using var document = JsonDocument.Parse(message);
        var root = document.RootElement;
        if (root.TryGetProperty("code", out _))
        {
            Refused(root.Text("msg"));
            return;
        }

        if (root.TryGetProperty("result", out _))
        {
            return; // an answer to a request
        }

        var stream = root.Text("stream");
        var data = stream is null ? root : root.GetProperty("data");
        if (data.Text("e") is { } kind)
        {
            if (kind == "serverShutdown")
            {
                Replace("server-shutdown");
            }

            return; // trades, which nobody asked for, and the book ticker of futures, which has a type where that of spot has none
        }

        TakeQuote(stream, data, receivedAtMs);
    }

    private void TakeQuote(string? stream, JsonElement data, long receivedAtMs)
    {
        var (update, symbol) = (data.GetProperty("u").GetInt64(), data.NeedText("s"));
        if (stream is not null && !string.Equals(stream, $"{symbol}@bookTicker", StringComparison.OrdinalIgnoreCase))
        {
            Meter.Count("other-symbol");
            return;
        }

        if (Find(symbol) is { } pair && IsCurrent(pair.Symbol, update))
        {
            TakeQuote(pair, data.Number("b"), data.Number("a"), null, receivedAtMs);
        }
    }
}
