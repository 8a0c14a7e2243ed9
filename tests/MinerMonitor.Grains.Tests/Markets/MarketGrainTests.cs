using System.Globalization;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Tests.Worlds;
using Orleans.Core.Internal;
using Xunit;

namespace MinerMonitor.Grains.Tests.Markets;

/// <summary>Markets of worlds that the tests drive by hand, and of <c>live</c> where storage or timers matter.</summary>
public sealed class MarketGrainTests(WorldCluster cluster)
{
    private static readonly DateTimeOffset s_t0 = DateTimeOffset.Parse("2026-02-05T12:00:00Z", CultureInfo.InvariantCulture);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Price_goes_stale_after_five_minutes_and_says_so()
    {
        var spot = Market("test~stale", MarketName.Spot);
        await spot.ObserveAsync([At(s_t0) with { PriceUsd = 70_000 }]);
        await spot.AdvanceToAsync(s_t0.AddMinutes(5));
        var at5 = (await spot.GetViewAsync()).Reading;

        await spot.AdvanceToAsync(s_t0.AddMinutes(5).AddSeconds(1));
        var after = await spot.GetViewAsync();

        Assert.Equal((InputState.Live, 70_000), (at5.State, at5.Value));
        Assert.Equal((InputState.Stale, 70_000), (after.Reading.State, after.Reading.Value));
        Assert.Contains("5 min", after.Reading.MissingReason, StringComparison.Ordinal);
        Assert.Equal("missing", Assert.IsType<SpotSection>(after.Section).Quality);
    }

    [Fact]
    public async Task Market_that_was_never_fed_is_not_called_missing()
    {
        foreach (var market in MarketDirectory.All(cluster.Grains, "test~empty"))
        {
            var reading = (await market.GetViewAsync()).Reading;

            Assert.Equal((InputState.NeverConfigured, null), (reading.State, reading.Value));
            Assert.Contains("/observations", reading.MissingReason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Bad_observations_are_refused_by_index_and_the_others_kept()
    {
        var spot = Market("test~refuse", MarketName.Spot);

        var refusals = await spot.ObserveAsync(
        [
            At(s_t0) with { PriceUsd = double.NaN },
            At(s_t0) with { PriceUsd = 70_100 },
            At(s_t0) with { PriceUsd = 70_100, Ticker = "RIOT" },
            At(s_t0) with { PriceUsd = 70_100, Origin = "rumour" },
            At(s_t0),
        ]);

        Assert.Equal([(0, "out_of_range"), (2, "malformed"), (3, "malformed"), (4, "malformed")], refusals.Select(no => (no.Index, no.Code)));
        Assert.Contains("ticker (of treasury)", refusals[1].Reason, StringComparison.Ordinal);
        Assert.Equal(70_100, (await spot.GetViewAsync()).Reading.Value);
    }

    [Fact]
    public async Task Support_is_set_and_removed()
    {
        var spot = Market("test~support", MarketName.Spot);
        await spot.ObserveAsync([At(s_t0) with { SupportUsd = 70_000 }]);
        var set = ((SpotSection)(await spot.GetViewAsync()).Section).SupportUsd;

        await spot.ObserveAsync([At(s_t0) with { SupportUsd = 0 }]);

        Assert.Equal(70_000, set);
        Assert.Null(((SpotSection)(await spot.GetViewAsync()).Section).SupportUsd);
    }

    [Fact]
    public async Task Liquidations_of_a_venue_heard_too_little_are_not_used()
    {
        var market = Market("test~liquidations", MarketName.Liquidations);
        await market.ObserveAsync([At(s_t0) with { Side = "long", NotionalUsd = 5e6, Venue = "bybit" }]);
        await market.AdvanceToAsync(s_t0);
        var partial = (await market.GetViewAsync()).Reading;

        await market.ObserveAsync([At(s_t0) with { Rolling24hUsd = 800e6, Venue = "site" }]);

        Assert.Equal((InputState.Missing, 5e6), (partial.State, partial.Value));
        Assert.Equal((InputState.Live, 805e6), ((await market.GetViewAsync()).Reading.State, (await market.GetViewAsync()).Reading.Value));
    }

    [Fact]
    public async Task Event_that_comes_twice_counts_once_and_is_told_as_a_duplicate()
    {
        const string World = "test~duplicates";
        var market = Market(World, MarketName.Liquidations);
        var seen = At(s_t0) with { Side = "long", NotionalUsd = 5e6, Venue = "bybit", Source = "desk", EventId = "a" };

        var refusals = await market.ObserveAsync([seen, seen, seen with { EventId = "b" }, seen with { Venue = "okx" }, seen with { EventId = null }]);
        var again = await market.ObserveAsync([seen]);
        await market.AdvanceToAsync(s_t0);
        var feeds = cluster.Grains.GetGrain<IFeedBoardGrain>(World);
        await feeds.AdvanceToAsync(s_t0);

        Assert.Empty(refusals);
        Assert.Empty(again);
        Assert.Equal(20e6, Section(await market.GetViewAsync()).LongUsd);
        var report = TopicWatcher.Json((await feeds.ReadAsync(null))[^1]).GetProperty("items")[0].GetProperty("report");
        Assert.Equal((4, 0, 2), (report.GetProperty("accepted").GetInt32(), report.GetProperty("refused").GetInt32(), report.GetProperty("duplicates").GetInt32()));
    }

    [Fact]
    public async Task Name_of_an_event_without_an_event_is_refused()
    {
        var refusals = await Market("test~names", MarketName.Liquidations).ObserveAsync(
        [
            At(s_t0) with { Alive = true, EventId = "a" },
            At(s_t0) with { Alive = true, Coin = "BTC" },
            At(s_t0) with { Side = "long", NotionalUsd = 1, EventId = new string('x', 201) },
            At(s_t0),
        ]);

        Assert.Equal([(0, "malformed"), (1, "malformed"), (2, "malformed"), (3, "malformed")], refusals.Select(no => (no.Index, no.Code)));
    }

    [Fact]
    public async Task Live_liquidations_coverage_and_known_events_survive_the_loss_of_their_grain()
    {
        var market = Market("live", MarketName.Liquidations);
        var seen = new MarketObservation { Side = "short", NotionalUsd = 1234.5, Venue = "bybit", Coin = "BTC", EventId = "restart" };
        Assert.Empty(await market.ObserveAsync([seen with { Alive = true }]));
        var before = await market.GetStreamIdAsync();
        var was = Assert.Single(Section(await market.GetViewAsync()).Venues);

        await market.Cast<IGrainManagementExtension>().DeactivateOnIdle(Cancelled);
        Assert.Empty(await market.ObserveAsync([seen]));

        var view = await market.GetViewAsync();
        Assert.NotEqual(before, await market.GetStreamIdAsync());
        var venue = Assert.Single(Section(view).Venues);
        Assert.Equal((1234.5, new Model.Markets.SidedUsd(0, 1234.5)), (venue.ShortUsd, venue.Bitcoin));
        Assert.True(venue.Coverage >= was.Coverage, $"coverage fell from {was.Coverage} to {venue.Coverage}");
    }

    [Fact]
    public async Task Turn_of_etf_flows_is_an_event()
    {
        const string World = "test~etf";
        var etf = Market(World, MarketName.Etf);
        await etf.ObserveAsync([At(s_t0) with { Date = "2026-02-02", NetFlowUsdM = 561.8 }, At(s_t0) with { Date = "2026-02-03", NetFlowUsdM = -272.0 }]);

        await etf.AdvanceToAsync(s_t0);
        await etf.AdvanceToAsync(s_t0.AddMinutes(1));

        var log = cluster.Grains.GetGrain<IEventLogGrain>(TopicDirectory.KeyOf(World, "events/sector"));
        var start = new TopicPosition((await log.ReadAsync(null))[^1].StreamId, 0);
        var happened = TopicWatcher.Json(Assert.Single(await log.ReadAsync(start)));
        Assert.Equal("etf-reversal", happened.GetProperty("type").GetString());
        Assert.Contains("-272.0 million USD on 2026-02-03", happened.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boards_show_every_market_and_every_source()
    {
        const string World = "test~boards";
        var spot = Market(World, MarketName.Spot);
        await spot.ObserveAsync([At(s_t0) with { PriceUsd = 70_000, Source = "desk" }, At(s_t0) with { PriceUsd = -1, Source = "desk" }]);
        await spot.AdvanceToAsync(s_t0);

        var (markets, feeds) = (cluster.Grains.GetGrain<IMarketBoardGrain>(World), cluster.Grains.GetGrain<IFeedBoardGrain>(World));
        await markets.AdvanceToAsync(s_t0);
        await feeds.AdvanceToAsync(s_t0);

        var items = TopicWatcher.Json((await markets.ReadAsync(null))[^1]).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(MarketName.All, items.Select(item => item.GetProperty("market").GetString()!));
        Assert.Equal(70_000, items[0].GetProperty("reading").GetProperty("value").GetDouble());
        var feed = Assert.Single(TopicWatcher.Json((await feeds.ReadAsync(null))[^1]).GetProperty("items").EnumerateArray());
        Assert.Equal("live", feed.GetProperty("state").GetString());
        var report = feed.GetProperty("report");
        Assert.Equal(("push:desk", 1, 1), (report.GetProperty("feed").GetString(), report.GetProperty("accepted").GetInt32(), report.GetProperty("refused").GetInt32()));
    }

    [Fact]
    public async Task Live_price_reaches_the_watchers_of_market_and_sector()
    {
        var spot = Market("live", MarketName.Spot);
        var market = await cluster.WatchAsync(spot);
        var sector = await cluster.WatchAsync(cluster.Grains.GetGrain<ISectorGrain>("live"));

        await spot.ObserveAsync([new MarketObservation { PriceUsd = 71_234.5, Source = "desk" }]);

        await market.WaitAsync(frame => TopicWatcher.Json(frame).GetProperty("reading").GetProperty("value").ToString() == "71234.5", "the price on market/spot", Cancelled);
        await sector.WaitAsync(frame => TopicWatcher.Json(frame).GetProperty("assessment").GetProperty("priceUsd").ToString() == "71234.5", "the price in the sector", Cancelled);
    }

    [Fact]
    public async Task Live_reports_survive_the_loss_of_their_grain()
    {
        var treasury = Market("live", MarketName.Treasury);
        Assert.Empty(await treasury.ObserveAsync([new MarketObservation { Ticker = "riot", Month = "2025-12", HeldBtc = 18_005, SoldBtc = 1_818 }]));
        var before = await treasury.GetStreamIdAsync();

        await treasury.Cast<IGrainManagementExtension>().DeactivateOnIdle(Cancelled);

        var view = await treasury.GetViewAsync();
        Assert.NotEqual(before, await treasury.GetStreamIdAsync());
        Assert.Equal("RIOT", Assert.Single(Assert.IsType<TreasurySection>(view.Section).Months).Ticker);
    }

    [Fact]
    public async Task Live_is_never_reset()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Market("live", MarketName.Energy).ResetAsync());
    }

    private static LiquidationSection Section(MarketView view) => Assert.IsType<LiquidationSection>(view.Section);

    private IMarketGrain Market(string world, string market) => MarketDirectory.Find(cluster.Grains, world, market)!;

    private static MarketObservation At(DateTimeOffset time) => new() { AtMs = time.ToUnixTimeMilliseconds() };
}
