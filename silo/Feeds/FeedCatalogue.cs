using Microsoft.Extensions.Options;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Silo.Feeds.Binance;
using MinerMonitor.Silo.Feeds.BinanceFutures;
using MinerMonitor.Silo.Feeds.BitcoinCore;
using MinerMonitor.Silo.Feeds.Bitstamp;
using MinerMonitor.Silo.Feeds.Bybit;
using MinerMonitor.Silo.Feeds.BybitLiquidations;
using MinerMonitor.Silo.Feeds.Coinbase;
using MinerMonitor.Silo.Feeds.CsvFolder;
using MinerMonitor.Silo.Feeds.Energy;
using MinerMonitor.Silo.Feeds.FearGreed;
using MinerMonitor.Silo.Feeds.History;
using MinerMonitor.Silo.Feeds.Kraken;
using MinerMonitor.Silo.Feeds.MempoolSpace;
using MinerMonitor.Silo.Feeds.Okx;
using MinerMonitor.Silo.Feeds.OkxLiquidations;
using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds;

/// <summary>Every feed that the server has. One line for each folder.</summary>
internal sealed class FeedCatalogue : IFeedCatalogue
{
    private readonly SortedDictionary<string, FeedSource> _sources = new(StringComparer.Ordinal);

    /// <summary>Makes the list.</summary>
    /// <exception cref="InvalidOperationException">A setting cannot be used, or names no feed.</exception>
    public FeedCatalogue(IOptions<FeedsOptions> options, IConfiguration configuration, SocketDialer dialer, IHttpClientFactory http, IGrainFactory grains)
    {
        RefuseUnknown(configuration.GetSection(FeedsOptions.Section));
        var tools = new FeedTools(options.Value, dialer, http, grains);
        Add(KrakenFeeds.All(tools));
        Add(CoinbaseFeeds.All(tools));
        Add(BitstampFeeds.All(tools));
        Add(BinanceFeeds.All(tools));
        Add(BybitFeeds.All(tools));
        Add(OkxFeeds.All(tools));
        Add(MempoolSpaceFeeds.All(tools));
        Add(BitcoinCoreFeeds.All(tools));
        Add(FearGreedFeeds.All(tools));
        Add(EnergyFeeds.All(tools));
        Add(BybitLiquidationFeeds.All(tools));
        Add(BinanceFuturesFeeds.All(tools));
        Add(OkxLiquidationFeeds.All(tools));
        Add(HistoryFeeds.All(tools));
        Add(CsvFolderFeeds.All(tools));
        Feeds = [.. _sources.Values.Select(source => source.Description)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<FeedDescription> Feeds { get; }

    /// <inheritdoc/>
    public IFeedAdapter CreateAdapter(string feed) => _sources[feed].CreateAdapter();

    private static void RefuseUnknown(IConfigurationSection section)
    {
        var known = typeof(FeedsOptions).GetProperties().Select(property => property.Name).ToList();
        if (section.GetChildren().FirstOrDefault(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new InvalidOperationException($"{unknown.Path} names no feed; those there are: {string.Join(", ", known.Order())}.");
        }
    }

    private void Add(IEnumerable<FeedSource> sources)
    {
        foreach (var source in sources)
        {
            _sources.Add(source.Description.Feed, source);
        }
    }
}
