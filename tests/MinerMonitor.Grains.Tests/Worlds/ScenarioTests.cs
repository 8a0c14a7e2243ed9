using System.Globalization;
using System.Text;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Worlds;
using Xunit;

namespace MinerMonitor.Grains.Tests.Worlds;

public sealed class ScenarioTests
{
    private static readonly Scenario s_feb = ScenarioLibrary.Find("feb-2026")!;

    [Fact]
    public void Blocks_between_known_ones_are_evenly_spaced_and_marked()
    {
        var blocks = s_feb.BlocksDue(s_feb.StartMs - 1, s_feb.EndMs);

        Assert.Equal(Enumerable.Range(934912, 935969 - 934912 + 1), blocks.Select(block => block.BlockHeight!.Value));
        Assert.Equal([935051, 935424], blocks.Where(block => block.Origin == Origin.Chain).Select(block => block.BlockHeight!.Value));
        Assert.All(blocks.Zip(blocks.Skip(1)), pair => Assert.InRange(pair.Second.BlockAtMs!.Value - pair.First.BlockAtMs!.Value, 400_000, 800_000));
        Assert.Equal(Ms("2026-02-07T14:09:26Z"), blocks.Single(block => block.BlockHeight == 935424).BlockAtMs);
    }

    [Fact]
    public void What_falls_due_does_not_depend_on_the_width_of_the_steps()
    {
        var (fromMs, untilMs) = (s_feb.StartMs - 1, s_feb.StartMs + 7_200_000);
        var coarse = s_feb.MarketsDue(MarketName.Spot, fromMs, untilMs);
        var fine = new List<MarketObservation>();
        for (var atMs = fromMs; atMs < untilMs; atMs += 7_000)
        {
            fine.AddRange(s_feb.MarketsDue(MarketName.Spot, atMs, Math.Min(atMs + 7_000, untilMs)));
        }

        Assert.Equal(122, coarse.Length); // the support, and a price each minute with both ends
        Assert.Equal(coarse, fine);
    }

    [Fact]
    public void Every_number_says_where_it_comes_from()
    {
        var all = MarketName.All.SelectMany(market => s_feb.MarketsDue(market, s_feb.StartMs - 1, s_feb.EndMs)).ToList();

        Assert.All(all, item => Assert.Contains(item.Origin, new[] { Origin.Article, Origin.Interpolated, Origin.Simulated }));
        Assert.Equal(Origin.Article, s_feb.MarketsDue(MarketName.Spot, s_feb.OpenMs - 1, s_feb.OpenMs).Single().Origin);
        Assert.Equal(70_000, s_feb.MarketsDue(MarketName.Spot, s_feb.OpenMs - 1, s_feb.OpenMs).Single().PriceUsd);
    }

    [Theory]
    [InlineData("\"everySec\": 60", "\"everySec\": 61", "everySec")]
    [InlineData("\"market\": \"etf\"", "\"market\": \"etfs\"", "etfs")]
    [InlineData("\"supportUsd\"", "\"supportEur\"", "supportEur")]
    [InlineData("\"origin\": \"chain\"", "\"origin\": \"rumour\"", "rumour")]
    [InlineData("\"height\": 935424, \"at\"", "\"height\": 935425, \"at\"", "935424")]
    [InlineData("\"expectedAt\": \"2026-02-08\", \"origin\": \"article\"", "\"expectedAt\": \"2026-02-08\", \"origin\": \"guess\"", "guess")]
    [InlineData("\"openAt\": \"2026-02-05", "\"openAt\": \"2026-01-05", "openAt")]
    [InlineData("\"netFlowUsdM\"", "\"priceUsd\"", "does not take priceUsd")]
    public void Fault_in_the_file_is_named(string good, string bad, string named)
    {
        var json = Encoding.UTF8.GetString(Resource()).Replace(good, bad, StringComparison.Ordinal);

        var fault = Assert.Throws<InvalidDataException>(() => Scenario.Parse(Encoding.UTF8.GetBytes(json)));

        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    private static byte[] Resource()
    {
        using var stream = typeof(Scenario).Assembly.GetManifestResourceStream("Scenarios/feb-2026.json")!;
        var json = new byte[stream.Length];
        stream.ReadExactly(json);
        return json;
    }

    private static long Ms(string iso) => DateTimeOffset.Parse(iso, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
