using MinerMonitor.Model.Markets;

namespace MinerMonitor.Grains.Markets;

/// <summary>What the known venues of liquidations publish, and what they leave out.</summary>
internal static class LiquidationVenues
{
    private static readonly Dictionary<string, (string Name, bool IsSampled, string UnderCounts)> s_known = new(StringComparer.Ordinal)
    {
        ["binance"] = ("Binance", true, "Publishes the latest order a symbol and second: least complete in cascades. USDT and USDC count as USD."),
        ["binance-coin"] = ("Binance COIN-M", true, "Publishes the latest order a symbol and second: least complete in cascades."),
        ["bybit"] = ("Bybit", false, "Publishes every event of its USDT and USDC contracts, at the bankruptcy price, which lies off the market's. USDT and USDC count as USD."),
        ["bybit-inverse"] = ("Bybit inverse", false, "Publishes every event of its inverse contracts."),
        ["okx"] = ("OKX", true, "Publishes at most one order a contract and second, some of them minutes late. USDT and USDC count as USD."),
    };

    /// <summary>What a venue leaves out; null where that is not known.</summary>
    public static string? UnderCounts(VenueTotal venue) =>
        venue.Coverage is null ? "The venue's own rolling figure, as it was told."
        : s_known.TryGetValue(venue.Venue, out var known) ? known.UnderCounts
        : null;

    /// <summary>How the sum is to be called: it is what was observed, never all there was.</summary>
    public static string Label(LiquidationTotals totals) => totals.Venues.IsEmpty
        ? "observed liquidations"
        : $"observed liquidations ({string.Join(", ", totals.Venues.Select(Say))})";

    private static string Say(VenueTotal venue) =>
        venue.Coverage is null ? $"{venue.Venue} own figure"
        : s_known.TryGetValue(venue.Venue, out var known) ? $"{known.Name} {(known.IsSampled ? "sampled" : "full")}"
        : venue.Venue;
}
