using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;

namespace MinerMonitor.Silo.Feeds;

/// <summary>Observations of the spot market, alike for all venues.</summary>
internal static class SpotQuotes
{
    /// <summary>Best bid and ask of bitcoin. Its age counts from receipt: a venue's clock says nothing about ours.</summary>
    public static MarketObservation Quote(string venue, string quoteCurrency, double bid, double ask, FeedTime at) =>
        new() { Venue = venue, Source = venue, QuoteCurrency = quoteCurrency, BidUsd = bid, AskUsd = ask, AtMs = at.ReceivedAtMs };

    /// <summary>Last trade of bitcoin.</summary>
    public static MarketObservation Trade(string venue, string quoteCurrency, double price, FeedTime at) =>
        new() { Venue = venue, Source = venue, QuoteCurrency = quoteCurrency, PriceUsd = price, AtMs = at.ReceivedAtMs };

    /// <summary>Price of a tether: the mid.</summary>
    public static MarketObservation Tether(string venue, double bid, double ask, FeedTime at) =>
        new() { Source = venue, UsdtUsd = (bid + ask) / 2, AtMs = at.ReceivedAtMs };
}
