using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Markets;
using MinerMonitor.Protocol.Server;
using MinerMonitor.Silo.Feeds;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>The running server against venues of liquidations that speak the real protocols.</summary>
[Collection(ProcessGroup.Name)]
public sealed class LiquidationFeedsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Liquidations_of_three_venues_are_summed_and_survive_a_restart()
    {
        using var folder = new TempFolder();
        await using var stubs = await AllStubs.StartAsync(new StubMarket(TimeProvider.System), [.. AllStubs.Liquidations(TimeProvider.System)]);
        LiquidationsSection before;
        await using (var silo = await SiloProcess.StartAsync(folder.Path, Settings(stubs)))
        {
            before = await SumsAsync(silo, section => section.Venues.Count == 3 && section.Venues.All(venue => venue.TotalUsd > 0 && venue.BitcoinLongUsd > 0));
            await Until.TrueAsync(
                async () =>
                {
                    var feeds = (await silo.Client.GetFeedsAsync(cancellationToken: Cancelled)).Items.Where(item => item.Target == "liquidations" && item.State != InputStates.Off).ToList();
                    return (feeds.Count == 3 && feeds.All(item => item.State == InputStates.Live && item.Refused == 0), Say(feeds));
                },
                s_patience,
                "three live feeds that refuse nothing");
            Assert.Equal(0, await silo.StopAsync()); // sums are stored each 10 s and at the stop; a crash may cost the last of them
        }

        await using var again = await SiloProcess.StartAsync(folder.Path, Settings(stubs));
        var after = await SumsAsync(again, section => section.Venues.Count == 3);

        Assert.Equal("observed liquidations (Binance sampled, Bybit full, OKX sampled)", before.Label);
        Assert.All(before.Venues, venue => Assert.InRange(venue.Coverage!.Value, 0.000001, 0.01));
        Assert.All(before.Venues, venue => Assert.NotNull(venue.UnderCounts));
        Assert.NotNull(before.Largest);
        Assert.All(after.Venues.Zip(before.Venues), pair => Assert.True(
            pair.First.TotalUsd >= pair.Second.TotalUsd && pair.First.Coverage >= pair.Second.Coverage, $"{pair.Second} became {pair.First}"));
        Assert.Empty(stubs.Faults);
    }

    private static async Task<LiquidationsSection> SumsAsync(SiloProcess silo, Func<LiquidationsSection, bool> holds)
    {
        LiquidationsSection? section = null;
        await Until.TrueAsync(
            async () =>
            {
                section = (await silo.Client.GetMarketAsync("liquidations", cancellationToken: Cancelled)).Liquidations;
                return (section is not null && holds(section), $"{section?.Label}: {string.Join("; ", section?.Venues ?? [])}");
            },
            s_patience,
            "liquidations of three venues");
        return section!;
    }

    private static string Say(IEnumerable<FeedHealth> feeds) =>
        string.Join("; ", feeds.Select(item => $"{item.Feed} {item.State} {item.Reason} {string.Join(",", item.RefusalsByReason ?? new Dictionary<string, long>())}"));

    private static (string Name, string Value)[] Settings(AllStubs stubs) =>
    [
        ("Monitor__Feeds__Enabled", "true"),
        .. typeof(FeedsOptions).GetProperties()
            .Where(feed => feed.PropertyType.GetProperty("Enabled") is not null && !feed.Name.EndsWith("Liquidations", StringComparison.Ordinal))
            .Select(feed => ($"Monitor__Feeds__{feed.Name}__Enabled", "false")),
        .. stubs.Settings.Select(setting => ($"Monitor__Feeds__{setting.Name.Replace(":", "__", StringComparison.Ordinal)}", setting.Value)),
    ];
}
