using MinerMonitor.Grains.Feeds;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Server;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>The running server against providers that speak the real protocols: what it shows when they are well, and when one is not.</summary>
[Collection(ProcessGroup.Name)]
public sealed class FeedsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Price_is_the_median_of_all_venues_and_a_venue_that_falls_silent_is_out_with_its_reason()
    {
        using var folder = new TempFolder();
        await using var stubs = await AllStubs.StartAsync(TimeProvider.System);
        await using var silo = await SiloProcess.StartAsync(folder.Path, Settings(stubs));
        var venues = stubs.Running.Select(entry => entry.Stub).OfType<ExchangeStub>().Count();
        await FeedsAsync(silo, items => items.Count(item => item.Target == "spot" && item.State == InputStates.Live) == venues, "all venues are live");
        await Until.TrueAsync(
            async () =>
            {
                var spot = (await silo.Client.GetMarketAsync("spot", cancellationToken: Cancelled)).Spot!;
                return (spot.Quality == "good" && spot.Venues.Count == venues && spot.Venues.All(venue => venue.OutReason is null)
                    && Math.Abs(spot.PriceUsd!.Value - (double)stubs.Market.MidUsd) < 100, $"{spot.Quality}, {spot.PriceUsd} of {spot.Venues.Count} venues");
            },
            s_patience,
            "the price of all venues");

        var kraken = stubs.Running.Select(entry => entry.Stub).OfType<KrakenStub>().Single();
        kraken.Instead = socket => socket.Closed; // takes the connection, says nothing
        kraken.Abort();

        await FeedsAsync(silo, items => Of(items, "kraken-spot").State is FeedStates.Subscribing or FeedStates.Reconnecting, "the silent venue's feed is not live");
        await Until.TrueAsync(
            async () =>
            {
                var spot = (await silo.Client.GetMarketAsync("spot", cancellationToken: Cancelled)).Spot!;
                var out_ = spot.Venues.Single(venue => venue.Venue == "kraken").OutReason;
                return (spot.Quality == "good" && out_ is not null, $"{spot.Quality}, kraken: {out_}");
            },
            s_patience,
            "the silent venue is out with its reason, and the price stays good");
        Assert.Empty(stubs.Faults);
    }

    [Fact]
    public async Task A_feed_runs_once_in_the_cluster_and_moves_when_its_silo_is_killed()
    {
        using var folder = new TempFolder();
        await using var redis = await RedisProcess.StartAsync();
        await using var stubs = await AllStubs.StartAsync(TimeProvider.System);
        (string, string)[] settings = [.. redis.Settings, .. Settings(stubs)];
        await using var first = await SiloProcess.StartAsync(folder.Path, settings);
        await using var second = await SiloProcess.StartAsync(folder.Path, settings);
        var exchanges = stubs.Running.Select(entry => entry.Stub).OfType<ExchangeStub>().ToList();
        await FeedsAsync(second, items => items.Count(item => item.Target == "spot" && item.State == InputStates.Live) == exchanges.Count, "all venues are live");
        Assert.All(exchanges, exchange => Assert.Single(exchange.Open));

        await first.KillAsync();

        var left = "";
        await Until.TrueAsync(
            async () =>
            {
                var silos = (await SiloRequests.PatientlyAsync(() => second.Client.GetSystemAsync(cancellationToken: Cancelled), "an answer of /api/v1/system")).Silos;
                left = silos[0];
                return (silos.Count == 1, string.Join(", ", silos));
            },
            s_patience,
            "the cluster knows that one silo is left"); // until then the feeds' last words are those of the silo that was killed
        await FeedsAsync(
            second,
            items => items.Where(item => item.Target == "spot" && item.Feed.EndsWith("-spot", StringComparison.Ordinal))
                .All(item => item.State == InputStates.Live && item.Silo == left),
            "all venues are live on the silo that is left");
        await Until.TrueAsync(
            () => Task.FromResult((exchanges.All(exchange => exchange.Open.Count == 1), string.Join(", ", exchanges.Select(exchange => exchange.Open.Count)))),
            s_patience,
            "one connection to each venue");
        Assert.Empty(stubs.Faults);
    }

    private static (string Name, string Value)[] Settings(AllStubs stubs) =>
        [("Monitor__Feeds__Enabled", "true"), .. stubs.Settings.Select(setting => ($"Monitor__Feeds__{setting.Name.Replace(":", "__", StringComparison.Ordinal)}", setting.Value))];

    private static FeedHealth Of(IReadOnlyList<FeedHealth> items, string feed) => items.Single(item => item.Feed == feed);

    private static Task FeedsAsync(SiloProcess silo, Func<IReadOnlyList<FeedHealth>, bool> holds, string awaited) => Until.TrueAsync(
        async () =>
        {
            var items = (await SiloRequests.PatientlyAsync(() => silo.Client.GetFeedsAsync(cancellationToken: Cancelled), "an answer of /api/v1/feeds")).Items;
            return (holds(items), string.Join("; ", items.Select(item => $"{item.Feed} {item.State} {item.Reason}")));
        },
        s_patience,
        awaited);
}
