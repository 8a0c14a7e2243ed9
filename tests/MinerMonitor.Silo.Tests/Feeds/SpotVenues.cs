using MinerMonitor.Grains.Feeds;
using MinerMonitor.Silo.Feeds;
using MinerMonitor.Silo.Feeds.Binance;
using MinerMonitor.Silo.Feeds.Bitstamp;
using MinerMonitor.Silo.Feeds.Bybit;
using MinerMonitor.Silo.Feeds.Coinbase;
using MinerMonitor.Silo.Feeds.Kraken;
using MinerMonitor.Silo.Feeds.Okx;
using MinerMonitor.Silo.Feeds.Sockets;
using MinerMonitor.TestKit.Feeds;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>What differs between the spot venues, for tests that all of them have to pass.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Setting">Member of its settings.</param>
/// <param name="Folder">Folder of its fixtures.</param>
/// <param name="Symbol">Its pair of bitcoin.</param>
/// <param name="Refused">A pair that its stub does not know.</param>
/// <param name="ReadsTrades">True when it takes trades too.</param>
/// <param name="Open">Makes a session.</param>
/// <param name="Stub">Makes its stub.</param>
public sealed record SpotVenue(
    string Feed, string Setting, string Folder, string Symbol, string Refused, bool ReadsTrades,
    Func<FeedLink, string, object> Open, Func<StubMarket, ExchangeStub> Stub)
{
    private static readonly Dictionary<string, SpotVenue> s_all = new SpotVenue[]
    {
        new("kraken-spot", "KrakenSpot", "kraken-v2", "BTC/USD", "XBT/USD", false, (link, symbol) => new KrakenSpotSession(link, Pairs(symbol)), market => new KrakenStub(market)),
        new("coinbase-spot", "CoinbaseSpot", "coinbase-exchange", "BTC-USD", "XBT-USD", true, (link, symbol) => new CoinbaseSpotSession(link, Pairs(symbol)), market => new CoinbaseStub(market)),
        new("bitstamp-spot", "BitstampSpot", "bitstamp", "btcusd", "xbtusd", true, (link, symbol) => new BitstampSpotSession(link, Pairs(symbol)), market => new BitstampStub(market)),
        new("binance-spot", "BinanceSpot", "binance-spot", "btcusdt", "xbtusdt", false, (link, symbol) => new BinanceSpotSession(link, Pairs(symbol)), market => new BinanceStub(market)),
        new("bybit-spot", "BybitSpot", "bybit-spot", "BTCUSDT", "XBTUSDT", false, (link, symbol) => new BybitSpotSession(link, Pairs(symbol)), market => new BybitStub(market)),
        new("okx-spot", "OkxSpot", "okx-spot", "BTC-USDT", "XBT-USDT", false, (link, symbol) => new OkxSpotSession(link, Pairs(symbol)), market => new OkxStub(market)),
    }.ToDictionary(venue => venue.Feed);

    /// <summary>All of them, by feed.</summary>
    public static IEnumerable<string> All => s_all.Keys;

    /// <summary>One of them.</summary>
    public static SpotVenue Of(string feed) => s_all[feed];

    /// <summary>Takes a frame as a connection does: what cannot be read is counted.</summary>
    internal static void Take(SocketSession session, FeedLink link, byte[] frame)
    {
        try
        {
            session.Receive(frame, link.Meter.NowMs);
        }
        catch (Exception exception) when (FeedFormatException.IsCauseOf(exception))
        {
            link.Meter.Refuse("malformed", frame, exception.Message);
        }
    }

    /// <summary>A session of this venue.</summary>
    internal SocketSession Session(FeedLink link, string? symbol = null) => (SocketSession)Open(link, symbol ?? Symbol);

    private static SpotPair[] Pairs(string symbol) => [new(symbol, symbol.StartsWith("USDT/", StringComparison.Ordinal) ? null : symbol.EndsWith("USDT", StringComparison.OrdinalIgnoreCase) ? "USDT" : "USD")];
}
