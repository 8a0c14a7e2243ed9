using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Silo.Feeds;
using MinerMonitor.Silo.Feeds.Energy;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>Prices of electricity from anybody's JSON: paths, units, keys, several of them.</summary>
public sealed class EnergyTests
{
    private static readonly DateTimeOffset s_now = new(2026, 4, 25, 3, 20, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("push-lmp.json", "/points/1/price", -4.06)]
    [InlineData("push-lmp.json", "$.points[0].price", 405.94)]
    [InlineData("push-lmp.json", "points[-1].price", -4.06)]
    [InlineData("ercot-dashboard-systemwideprices-2026-04-24.json", "$['rtSppData'][-1]['lzWest']", 809.79)]
    [InlineData("ercot-api-np6-905-spp.json", "/data/0/5", 405.94)]
    public void Path_leads_to_the_price_of_a_recorded_answer(string file, string path, double price) =>
        Assert.Equal(price, JsonPath.Parse(path).Find(FeedFixtures.Json("electricity", file)).GetDouble());

    [Theory]
    [InlineData("/a~1b/m~0n", """{"a/b":{"m~n":1}}""")]
    [InlineData("$['a.b'].c", """{"a.b":{"c":1}}""")]
    [InlineData("/0", """{"0":1}""")]
    [InlineData("[0]", "[1]")]
    public void Escaped_names_and_indexes_are_found(string path, string text)
    {
        using var document = JsonDocument.Parse(text);

        Assert.Equal(1, JsonPath.Parse(path).Find(document.RootElement).GetInt32());
    }

    [Theory]
    [InlineData("")]
    [InlineData("$")]
    [InlineData("$.a..b")]
    [InlineData("$.a[*]")]
    [InlineData("$.a.*")]
    [InlineData("$.a[0")]
    [InlineData("$.a[?(@.b)]")]
    public void Path_that_leads_to_no_single_value_is_refused(string path) => Assert.Throws<FormatException>(() => JsonPath.Parse(path));

    [Theory]
    [InlineData("ercot-api-np6-905-empty.json", "/data/0/5")]
    [InlineData("push-lmp.json", "$.points[-3].price")]
    [InlineData("push-lmp.json", "$.unit.price")]
    public void Path_that_leads_nowhere_says_so(string file, string path) => Assert.Contains(
        path, Assert.Throws<FeedFormatException>(() => JsonPath.Parse(path).Find(FeedFixtures.Json("electricity", file))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Negative_price_is_read_with_its_time_and_the_key_is_sent()
    {
        var time = new FakeTimeProvider(s_now);
        await using var server = await StubServer.StartAsync();
        var stub = new EnergyStub(time);
        stub.Map(server);
        await using var run = AdapterRun.Start("energy-west", time, [.. stub.Settings(server)]);

        await run.StateAsync(InputState.Live);

        var seen = Assert.Single(run.Sink.Take().Markets[MarketName.Energy]);
        Assert.Equal((-4.06, "ERCOT/HB_WEST", s_now.AddMinutes(-10).ToUnixTimeMilliseconds()), (seen.PriceUsdMwh, seen.Zone, seen.AtMs));
        Assert.DoesNotContain("stub-energy-key", run.Meter.Read().ToString(), StringComparison.Ordinal);
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task Key_that_is_refused_is_said_without_it()
    {
        await using var server = await StubServer.StartAsync();
        var stub = new EnergyStub(TimeProvider.System);
        stub.Map(server);
        await using var run = AdapterRun.Start("energy-west", [.. stub.Settings(server).Where(setting => !setting.Name.Contains("Headers", StringComparison.Ordinal)), ("Energy:West:Headers:X-Api-Key", "wrong-secret")]);

        var status = await run.StateAsync(FeedStates.Reconnecting);

        Assert.Contains("HTTP 401", status.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", status.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("USD/MWh", "50")]
    [InlineData("USD/kWh", "0.05")]
    [InlineData("EUR/MWh", "40")]
    [InlineData("EUR/kWh", "0.04")]
    public async Task Units_become_dollars_a_megawatt_hour(string unit, string price)
    {
        await using var server = await StubServer.StartAsync();
        server.OnRequest("/price", $"{{\"price\":\"{price}\"}}");
        await using var run = AdapterRun.Start(
            "energy-a", ("Energy:a:Url", $"{server.HttpUrl}/price"), ("Energy:a:Zone", "A"), ("Energy:a:ValuePath", "price"), ("Energy:a:Unit", unit), ("Energy:a:UsdPerEur", "1.25"));

        await run.StateAsync(InputState.Live);

        Assert.Equal(50, Assert.Single(run.Sink.Take().Markets[MarketName.Energy]).PriceUsdMwh!.Value, 1e-9);
    }

    [Fact]
    public async Task There_is_none_by_default_and_as_many_as_are_named()
    {
        await using var none = AdapterRun.Services(TimeProvider.System);
        await using var two = AdapterRun.Services(
            TimeProvider.System,
            ("Energy:a:Url", "https://a.example/"), ("Energy:a:Zone", "A"), ("Energy:a:ValuePath", "/p"),
            ("Energy:b:Url", "https://b.example/"), ("Energy:b:Zone", "B"), ("Energy:b:ValuePath", "/p"), ("Energy:b:Enabled", "false"));

        Assert.DoesNotContain(none.GetRequiredService<IFeedCatalogue>().Feeds, feed => feed.Target == MarketName.Energy);
        Assert.Equal(
            [("energy-a", true), ("energy-b", false)],
            two.GetRequiredService<IFeedCatalogue>().Feeds.Where(feed => feed.Target == MarketName.Energy).Select(feed => (feed.Feed, feed.IsEnabled)));
    }

    [Theory]
    [InlineData("Zone", "", "Zone")]
    [InlineData("ValuePath", "$.a[*]", "ValuePath")]
    [InlineData("Unit", "CHF/MWh", "CHF/MWh")]
    [InlineData("Unit", "EUR/MWh", "UsdPerEur")]
    [InlineData("Url", "http://prices.example/", "not encrypted")]
    public async Task Setting_that_cannot_be_used_is_refused_with_its_name(string name, string value, string word)
    {
        var good = new Dictionary<string, string> { ["Url"] = "https://a.example/", ["Zone"] = "A", ["ValuePath"] = "/p" };
        good[name] = value;
        await using var services = AdapterRun.Services(TimeProvider.System, [.. good.Select(setting => ($"Energy:a:{setting.Key}", setting.Value))]);

        Assert.Contains(word, Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<IFeedCatalogue>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_answers_lead_to_a_value_or_to_a_fault()
    {
        var path = JsonPath.Parse("$.points[-1].price");
        foreach (var payload in Mutations.Of(FeedFixtures.Text("electricity", "push-lmp.json"), seed: 8_000, count: 1_000))
        {
            try
            {
                using var body = JsonDocument.Parse(payload);
                Assert.True(double.IsFinite(EnergyFeed.PriceOf(path.Find(body.RootElement))));
            }
            catch (Exception exception) when (Mutations.IsFormatFault(exception))
            {
                // Counted by the feed's base.
            }
        }
    }
}
