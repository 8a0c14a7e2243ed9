using System.Text.Json;
using MinerMonitor.Silo.Feeds.Http;

namespace MinerMonitor.Silo.Feeds.BybitLiquidations;

/// <summary>Bybit's list of instruments: <c>GET v5/market/instruments-info</c>, by pages.</summary>
internal static class BybitInstruments
{
    private const int MaxPages = 50;

    // A connection takes only so many: what the stress model was calibrated with comes first.
    private static readonly string[] s_first = ["BTC", "ETH", "SOL", "XRP", "DOGE", "BNB", "ADA"];

    /// <summary>Symbols that are traded now and count in USD: the large coins first, the others in the venue's order.</summary>
    /// <exception cref="FeedHttpException">No usable answer.</exception>
    /// <exception cref="FeedFormatException">The answer is not what it should be.</exception>
    public static async Task<string[]> FetchAsync(FeedHttp http, Uri address, string category, CancellationToken cancellationToken)
    {
        var symbols = new List<(string Symbol, bool IsFirst)>();
        var cursor = "";
        for (var page = 0; page < MaxPages; page++)
        {
            var query = cursor.Length > 0 ? $"&cursor={Uri.EscapeDataString(cursor)}" : "";
            using var document = await http.GetJsonAsync(new Uri(address, $"v5/market/instruments-info?category={category}&limit=1000{query}"), cancellationToken);
            var root = document.RootElement;
            if (root.Whole("retCode") is not 0)
            {
                throw new FeedHttpException("refused", $"{address.Host} did not list its instruments: {root.Text("retMsg")} (retCode {root.Whole("retCode")}).");
            }

            var result = root.GetProperty("result");
            symbols.AddRange(result.GetProperty("list").EnumerateArray().Where(IsTraded)
                .Select(item => (item.Text("symbol")!, s_first.Contains(item.Text("baseCoin")))));
            cursor = result.Text("nextPageCursor") ?? "";
            if (cursor.Length == 0)
            {
                return symbols.Count > 0
                    ? [.. symbols.OrderByDescending(item => item.IsFirst).Select(item => item.Symbol).Distinct(StringComparer.Ordinal)]
                    : throw new FeedFormatException($"{address.Host} lists no instrument that is traded.");
            }
        }

        throw new FeedFormatException($"The list of instruments does not end after {MaxPages} pages.");
    }

    private static bool IsTraded(JsonElement item) =>
        item.Text("status") == "Trading" && item.Text("symbol") is { Length: > 0 } && item.Text("quoteCoin")?.StartsWith("USD", StringComparison.Ordinal) != false;
}
