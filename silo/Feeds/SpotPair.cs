using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds;

/// <summary>What a spot feed asks its venue for.</summary>
/// <param name="Symbol">The pair in the venue's spelling.</param>
/// <param name="QuoteCurrency"><c>USD</c> or <c>USDT</c> for bitcoin; null for the price of a tether in USD.</param>
internal sealed record SpotPair(string Symbol, string? QuoteCurrency)
{
    /// <summary>Reads the configured symbols. Two prices of bitcoin from one venue would hide each other, so there is one.</summary>
    /// <exception cref="InvalidOperationException">A symbol is no price of bitcoin or of a tether, or there are two of a kind.</exception>
    public static IReadOnlyList<SpotPair> Read(string feed, SocketFeedOptions options, params string[] defaults)
    {
        SpotPair[] pairs = [.. (options.Symbols.Count > 0 ? options.Symbols : defaults).Select(symbol => Read(feed, symbol))];
        return pairs.CountBy(pair => pair.QuoteCurrency is null).All(kind => kind.Value == 1)
            ? pairs
            : throw new InvalidOperationException(
                $"Feed {feed}: Symbols is {string.Join(", ", pairs.Select(pair => pair.Symbol))}; give one pair of bitcoin, and the pair USDT and USD beside it where the venue has it.");
    }

    private static SpotPair Read(string feed, string symbol) => string.Concat(symbol.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant() switch
    {
        "BTCUSD" or "XBTUSD" => new SpotPair(symbol, "USD"),
        "BTCUSDT" or "XBTUSDT" => new SpotPair(symbol, "USDT"),
        "USDTUSD" => new SpotPair(symbol, null),
        _ => throw new InvalidOperationException($"Feed {feed}: symbol '{symbol}' is neither bitcoin in USD or USDT nor USDT in USD, so it has no place in the price."),
    };
}
