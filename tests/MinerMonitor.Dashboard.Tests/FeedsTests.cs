using Microsoft.Playwright;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Server;

namespace MinerMonitor.Dashboard.Tests;

[Collection(nameof(BrowserTests))]
public sealed class FeedsTests(Browser browser)
{
    private const string Attribution = "Fear and Greed index by alternative.me";

    [Fact]
    public async Task Shows_every_source_the_ones_in_trouble_first()
    {
        await using var monitor = await StageAsync();
        await using var screen = await browser.OpenAsync(monitor.Url + "?view=feeds");

        await screen.HasTextAsync("feeds-summary", "2 of 5 sources are live; off: 1.");
        var titles = await screen["feeds-table"].Locator("tbody th").AllTextContentsAsync();
        Assert.Equal(["Binance spot", "Bybit liquidations", "Coinbase spot", "Kraken spot", "push:desk", "Bitcoin Core"], titles);
        await screen.ContainsAsync("feed-binance-spot", "blocked");
        await screen.ContainsAsync("feed-binance-spot", "refuses this address or region");
        await screen.ContainsAsync("feed-coinbase-spot", "Nothing came for 10 s.");
        await screen.ContainsAsync("feed-coinbase-spot", "7 (silent 5, lost 2)");
        await screen.ContainsAsync("feed-kraken-spot", "42 / 180 ms");
        await screen.ContainsAsync("feed-kraken-spot", "ws.kraken.com");
        await screen.ContainsAsync("attributions", Attribution);
        await screen.ContainsAsync("venues-liquidations", "93\u202f%");
        Assert.Equal(0, await screen.OverflowAsync());
        await screen.ShotAsync("feeds");
    }

    [Fact]
    public async Task Follows_a_source_that_comes_back()
    {
        await using var monitor = await StageAsync();
        await using var screen = await browser.OpenAsync(monitor.Url + "?view=feeds");
        await screen.ContainsAsync("feed-coinbase-spot", "reconnecting");

        monitor.Scene.Publish("live", "feeds", Board(coinbase: Coinbase with { State = InputStates.Live, Reason = null }), Snapshots.Hour);

        await screen.HasTextAsync("feeds-summary", "3 of 5 sources are live; off: 1.");
        await Assertions.Expect(screen["feed-coinbase-spot"]).ToHaveAttributeAsync("data-state", "live");
    }

    [Fact]
    public async Task Is_reached_from_every_page()
    {
        await using var monitor = await StageAsync();
        await using var screen = await browser.OpenAsync(monitor.Url);
        await screen["nav-feeds"].ClickAsync();
        await screen.ContainsAsync("feeds-table", "Kraken spot");
        Assert.EndsWith("?view=feeds", screen.Page.Url, StringComparison.Ordinal);
    }

    private static FeedHealth Coinbase => new()
    {
        Feed = "coinbase-spot", Target = "spot", Title = "Coinbase spot", State = "reconnecting", Reason = "Nothing came for 10 s. Tries again in 3 s.",
        SinceMs = Snapshots.Hour - 4_000, HeardAtMs = Snapshots.Hour - 14_000, ReadingAtMs = Snapshots.Hour - 14_000, Messages = 120_400,
        Reconnects = 7, ReconnectsByReason = new Dictionary<string, long> { ["silent"] = 5, ["lost"] = 2 },
    };

    private static FeedsSnapshot Board(FeedHealth coinbase) => new()
    {
        World = "live", AsOfMs = Snapshots.Hour,
        Items =
        [
            coinbase,
            new()
            {
                Feed = "kraken-spot", Target = "spot", Title = "Kraken spot", State = InputStates.Live, SinceMs = Snapshots.Hour - 86_400_000,
                HeardAtMs = Snapshots.Hour, ReadingAtMs = Snapshots.Hour, Messages = 1_204_003, Accepted = 800_000, LagMs = 42, LagP99Ms = 180,
                Endpoint = "ws.kraken.com", Silo = "127.0.0.1:11111", Attribution = Attribution,
            },
            new()
            {
                Feed = "binance-spot", Target = "spot", Title = "Binance spot", State = InputStates.Blocked, SinceMs = Snapshots.Hour - 600_000,
                Reason = "data-stream.binance.vision refuses this address or region (HTTP 451); configure another endpoint or switch the feed off.",
            },
            new()
            {
                Feed = "bybit-liquidations", Target = "liquidations", Title = "Bybit liquidations", State = InputStates.Stale,
                Reason = "The newest reading is older than the limit of 900 s.", Refused = 3,
                RefusalsByReason = new Dictionary<string, long> { ["malformed"] = 3 },
            },
            new() { Feed = "bitcoin-core", Target = "network", Title = "Bitcoin Core", State = InputStates.Off, Reason = "Switched off by configuration." },
            new() { Feed = "push:desk", Target = "etf", State = InputStates.Live, Accepted = 12, HeardAtMs = Snapshots.Hour - 60_000, ReadingAtMs = Snapshots.Hour - 60_000 },
        ],
    };

    private static async Task<FakeMonitor> StageAsync()
    {
        var monitor = await Stage.LiveAsync();
        monitor.Scene.Set("live", "feeds", Board(Coinbase), Snapshots.Hour);
        return monitor;
    }
}
