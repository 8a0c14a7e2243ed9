using MinerMonitor.Silo.Feeds.BinanceFutures;
using MinerMonitor.Silo.Feeds.BitcoinCore;
using MinerMonitor.Silo.Feeds.CsvFolder;
using MinerMonitor.Silo.Feeds.Energy;
using MinerMonitor.Silo.Feeds.History;
using MinerMonitor.Silo.Feeds.Http;
using MinerMonitor.Silo.Feeds.MempoolSpace;
using MinerMonitor.Silo.Feeds.OkxLiquidations;
using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds;

/// <summary>Configuration section <c>Monitor:Feeds</c>: one member a feed. A feed that is not mentioned runs with its defaults.</summary>
internal sealed class FeedsOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Monitor:Feeds";

    /// <summary>False switches all feeds off, whatever else is said.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Kraken spot, BTC/USD and the USDT rate.</summary>
    public SocketFeedOptions KrakenSpot { get; set; } = new();

    /// <summary>Coinbase Exchange, BTC-USD.</summary>
    public SocketFeedOptions CoinbaseSpot { get; set; } = new();

    /// <summary>Bitstamp, btcusd.</summary>
    public SocketFeedOptions BitstampSpot { get; set; } = new();

    /// <summary>Binance spot, btcusdt. <c>/stream?streams=…</c> is added to its endpoints.</summary>
    public SocketFeedOptions BinanceSpot { get; set; } = new();

    /// <summary>Bybit spot, BTCUSDT.</summary>
    public SocketFeedOptions BybitSpot { get; set; } = new();

    /// <summary>OKX spot, BTC-USDT.</summary>
    public SocketFeedOptions OkxSpot { get; set; } = new();

    /// <summary>Chain, fees and memory pool from mempool.space or an instance of one's own.</summary>
    public MempoolSpaceOptions MempoolSpace { get; set; } = new();

    /// <summary>Chain, fees and memory pool from a node of one's own; off by default.</summary>
    public BitcoinCoreOptions BitcoinCore { get; set; } = new();

    /// <summary>Fear and Greed of alternative.me.</summary>
    public PollFeedOptions FearGreed { get; set; } = new() { Every = TimeSpan.FromHours(1) };

    /// <summary>Prices of electricity by name; none by default.</summary>
    public IDictionary<string, EnergyOptions> Energy { get; set; } = new Dictionary<string, EnergyOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Bybit, liquidations of linear contracts. No symbols: all that are traded.</summary>
    public ListedSocketFeedOptions BybitLiquidations { get; set; } = new();

    /// <summary>Bybit, liquidations of inverse contracts. No symbols: all that are traded.</summary>
    public ListedSocketFeedOptions BybitInverseLiquidations { get; set; } = new() { Enabled = false };

    /// <summary>Binance, liquidations of USD-M contracts. <c>/stream?streams=…</c> is added to its endpoints.</summary>
    public BinanceLiquidationOptions BinanceLiquidations { get; set; } = new();

    /// <summary>Binance, liquidations of COIN-M contracts. <c>/stream?streams=…</c> is added to its endpoints.</summary>
    public BinanceLiquidationOptions BinanceCoinLiquidations { get; set; } = new() { Enabled = false };

    /// <summary>OKX, liquidations.</summary>
    public OkxLiquidationOptions OkxLiquidations { get; set; } = new();

    /// <summary>Back-fill of the daily history from public candles and a chain server.</summary>
    public HistoryFeedOptions History { get; set; } = new();

    /// <summary>Files that people drop into a folder.</summary>
    public CsvFolderOptions CsvFolder { get; set; } = new();
}
