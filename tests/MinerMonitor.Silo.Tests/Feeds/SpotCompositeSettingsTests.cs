using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MinerMonitor.Model.Markets;
using MinerMonitor.Silo.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>Settings of the composite price: what is configured is used, and what cannot be is refused with its key.</summary>
public sealed class SpotCompositeSettingsTests
{
    [Fact]
    public void What_is_configured_is_used_and_the_rest_is_the_default()
    {
        var options = Read(("Composite:QuoteStale", "00:00:20"), ("Composite:MinVenues", "3"), ("Composite:MaxSpread", "0.01"));

        Assert.Equal(SpotCompositeOptions.Default with { QuoteStale = TimeSpan.FromSeconds(20), MinVenues = 3, MaxSpread = 0.01 }, options);
    }

    [Theory]
    [InlineData("QuoteStale", "00:00:00", "give a time above zero")]
    [InlineData("TradeStale", "-00:00:01", "give a time above zero")]
    [InlineData("UsdtRateStale", "00:00:00", "give a time above zero")]
    [InlineData("Hold", "00:00:00", "give a time above zero")]
    [InlineData("MaxSpread", "0", "between 0 and 1")]
    [InlineData("OutlierFloor", "NaN", "between 0 and 1")]
    [InlineData("OutlierMad", "-1", "above 0")]
    [InlineData("UsdtRateMin", "1.2", "below 1")]
    [InlineData("UsdtRateMax", "0.9", "above 1")]
    [InlineData("MinVenues", "0", "1 or more")]
    [InlineData("GoodVenues", "1", "at least MinVenues")]
    [InlineData("MinVenues", "40", "spot feeds are enabled")]
    public void A_limit_that_cannot_be_is_refused_with_its_key(string setting, string value, string words)
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Read(($"Composite:{setting}", value)));

        Assert.Contains($"Monitor:Composite:{setting} is ", string.Join(" ", fault.Failures), StringComparison.Ordinal);
        Assert.Contains(words, string.Join(" ", fault.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_minimum_holds_whatever_feeds_are_off() => Assert.Equal(2, Read(
        ("Feeds:CoinbaseSpot:Enabled", "false"), ("Feeds:BitstampSpot:Enabled", "false"), ("Feeds:BinanceSpot:Enabled", "false"),
        ("Feeds:BybitSpot:Enabled", "false"), ("Feeds:OkxSpot:Enabled", "false")).MinVenues);

    [Fact]
    public void More_venues_may_be_asked_for_where_all_prices_are_posted() =>
        Assert.Equal(9, Read(("Feeds:Enabled", "false"), ("Composite:MinVenues", "9"), ("Composite:GoodVenues", "9")).MinVenues);

    private static SpotCompositeOptions Read(params (string Name, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Monitor:{setting.Name}", (string?)setting.Value)))
            .Build());
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => NoGrains.Create());
        services.AddMonitorFeeds();
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<SpotCompositeOptions>>().Value;
    }
}
