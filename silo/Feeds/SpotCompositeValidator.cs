using Microsoft.Extensions.Options;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Model.Markets;

namespace MinerMonitor.Silo.Feeds;

/// <summary>Refuses limits of the composite price with which there would be no price, or one that nobody meant.</summary>
/// <param name="catalogue">The feeds, as configured.</param>
/// <param name="configuration">Tells a minimum that somebody asked for from the default.</param>
internal sealed class SpotCompositeValidator(IFeedCatalogue catalogue, IConfiguration configuration) : IValidateOptions<SpotCompositeOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SpotCompositeOptions options)
    {
        List<string> faults =
        [
            .. FaultsOf(nameof(options.QuoteStale), options.QuoteStale),
            .. FaultsOf(nameof(options.TradeStale), options.TradeStale),
            .. FaultsOf(nameof(options.UsdtRateStale), options.UsdtRateStale),
            .. FaultsOf(nameof(options.Hold), options.Hold),
            .. FaultsOf(nameof(options.MaxSpread), options.MaxSpread is > 0 and < 1, options.MaxSpread, "a fraction of the mid between 0 and 1"),
            .. FaultsOf(nameof(options.OutlierFloor), options.OutlierFloor is > 0 and < 1, options.OutlierFloor, "a fraction of the median between 0 and 1"),
            .. FaultsOf(nameof(options.OutlierMad), options.OutlierMad is > 0 and < 1000, options.OutlierMad, "a number of deviations above 0"),
            .. FaultsOf(nameof(options.UsdtRateMin), options.UsdtRateMin is > 0 and < 1, options.UsdtRateMin, "a price of a USDT in USD below 1"),
            .. FaultsOf(nameof(options.UsdtRateMax), options.UsdtRateMax is > 1 and <= 10, options.UsdtRateMax, "a price of a USDT in USD above 1, at most 10"),
            .. FaultsOf(nameof(options.MinVenues), options.MinVenues >= 1, options.MinVenues, "1 or more"),
            .. FaultsOf(nameof(options.GoodVenues), options.GoodVenues >= options.MinVenues, options.GoodVenues, $"at least MinVenues, {options.MinVenues}"),
        ];

        // With all spot feeds off prices are posted, by as many venues as there will be.
        var venues = catalogue.Feeds.Count(feed => feed is { Target: MarketName.Spot, IsEnabled: true });
        if (venues > 0 && options.MinVenues > venues && configuration[Key(nameof(options.MinVenues))] is not null)
        {
            faults.Add($"{Key(nameof(options.MinVenues))} is {options.MinVenues}, and {venues} spot feeds are enabled; enable more or ask for fewer.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOf(string setting, TimeSpan value) => FaultsOf(setting, value > TimeSpan.Zero, value, "a time above zero, written hh:mm:ss");

    private static IEnumerable<string> FaultsOf(string setting, bool isGood, object value, string wanted) =>
        isGood ? [] : [string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Key(setting)} is {value}; give {wanted}.")];

    private static string Key(string setting) => $"{SpotCompositeOptions.SectionName}:{setting}";
}
