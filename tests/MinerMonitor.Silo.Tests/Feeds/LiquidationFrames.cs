using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Silo.Feeds.BinanceFutures;
using MinerMonitor.Silo.Feeds.BybitLiquidations;
using MinerMonitor.Silo.Feeds.OkxLiquidations;
using MinerMonitor.Silo.Feeds.Sockets;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>Recorded frames of liquidations and what must be made of them.</summary>
internal static class LiquidationFrames
{
    /// <summary>The folders and how a session of each venue is made.</summary>
    public static IReadOnlyList<(string Folder, Func<FeedLink, string, SocketSession> Open)> Venues { get; } =
    [
        ("bybit-liquidation", (link, file) => Bybit(link, file.Contains("inverse", StringComparison.Ordinal))),
        ("binance-futures", (link, file) => Binance(link, file.Contains("coinm", StringComparison.Ordinal))),
        ("okx-liquidation", (link, _) => Okx(link)),
    ];

    public static SocketSession Bybit(FeedLink link, bool isInverse = false) => new BybitLiquidationSession(
        link, new BybitMarket(isInverse ? "bybit-inverse" : "bybit", isInverse ? "inverse" : "linear", isInverse), () => ["BTCUSDT", "ETHUSDT"]);

    public static SocketSession Binance(FeedLink link, bool isCoinMargined = false) => new BinanceLiquidationSession(
        link, new BinanceFamily(isCoinMargined ? "binance-coin" : "binance", isCoinMargined), "btcusdt@aggTrade");

    /// <summary>With the contracts of the recorded lists.</summary>
    public static SocketSession Okx(FeedLink link, Action? want = null)
    {
        var contracts = s_contracts.Value;
        return new OkxLiquidationSession(link, ["SWAP"], () => contracts, want ?? (() => { }));
    }

    /// <summary>Events, signs of life aside.</summary>
    public static IReadOnlyList<MarketObservation> TakeEvents(this FeedLink link) => [.. link.Take(MarketName.Liquidations).Where(seen => seen.Side is not null)];

    /// <summary>Asserts that the events are those of an <c>expected-normalised.json</c>.</summary>
    public static void AssertExpected(JsonElement file, IReadOnlyList<MarketObservation> events)
    {
        var expected = file.GetProperty("events").EnumerateArray()
            .Where(item => item.GetProperty("valid").GetBoolean() && item.GetProperty("notional").ValueKind == JsonValueKind.String).ToList();
        Assert.Equal((file.GetProperty("file").GetString(), expected.Count), (file.GetProperty("file").GetString(), events.Count));
        foreach (var (item, seen) in expected.Zip(events))
        {
            Assert.Equal(item.GetProperty("positionSide").GetString(), seen.Side);
            Assert.Equal(item.GetProperty("eventTimeMs").GetInt64(), seen.AtMs);
            Assert.Equal(double.Parse(item.GetProperty("notional").GetString()!, CultureInfo.InvariantCulture), seen.NotionalUsd!.Value, 1e-9);
            Assert.StartsWith(item.GetProperty("venue").GetString()!, seen.Venue, StringComparison.Ordinal);
            Assert.StartsWith(seen.Coin!, item.GetProperty("instrument").GetString()!, StringComparison.Ordinal);
        }
    }

    private static readonly Lazy<FrozenDictionary<string, OkxContract>> s_contracts = new(() =>
    {
        var all = new Dictionary<string, OkxContract>();
        foreach (var file in (string[])["rest-instruments-swap.json", "rest-instruments-futures-2026-09-25.json"])
        {
            foreach (var (name, contract) in OkxContract.ReadAll(FeedFixtures.Json("okx-liquidation", file)))
            {
                all[name] = contract;
            }
        }

        return all.ToFrozenDictionary(StringComparer.Ordinal);
    });
}
