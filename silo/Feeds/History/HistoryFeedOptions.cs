using MinerMonitor.Silo.Feeds.Http;

namespace MinerMonitor.Silo.Feeds.History;

/// <summary>Settings of the back-fill of daily history. <c>Url</c> is the chain's server, <c>Every</c> the longest time between two looks for gaps.</summary>
internal sealed class HistoryFeedOptions : PollFeedOptions
{
    /// <summary>Instead of an address: that source is left out.</summary>
    public const string Off = "off";

    /// <summary>Makes the defaults.</summary>
    public HistoryFeedOptions() => Every = TimeSpan.FromDays(1);

    /// <summary>First day that is wanted. Default: 2015-01-01, where the difficulty regression begins.</summary>
    public DateOnly From { get; set; } = new(2015, 1, 1);

    /// <summary>Least time between two requests to one server. Default: 1 second.</summary>
    public TimeSpan Pace { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Bitstamp's candles, or <see cref="Off"/>.</summary>
    public string BitstampUrl { get; set; } = "https://www.bitstamp.net/api/v2/ohlc/btcusd/";

    /// <summary>Coinbase's candles, or <see cref="Off"/>.</summary>
    public string CoinbaseUrl { get; set; } = "https://api.exchange.coinbase.com/products/BTC-USD/candles";

    /// <summary>Kraken's candles, or <see cref="Off"/>.</summary>
    public string KrakenUrl { get; set; } = "https://api.kraken.com/0/public/OHLC";

    /// <summary>Binance's candles, or <see cref="Off"/>.</summary>
    public string BinanceUrl { get; set; } = "https://data-api.binance.vision/api/v3/klines";

    /// <summary>Fear and Greed, or <see cref="Off"/>.</summary>
    public string FearGreedUrl { get; set; } = "https://api.alternative.me/fng/";
}
