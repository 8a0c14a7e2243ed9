using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;

namespace MinerMonitor.Silo.Feeds.Energy;

/// <summary>Prices of electricity: as many feeds as are configured, none by default.</summary>
internal static class EnergyFeeds
{
    private const int MaxNameLength = 32;

    /// <summary>The feeds, as configured: <c>Monitor:Feeds:Energy:{name}</c>.</summary>
    /// <exception cref="InvalidOperationException">A setting cannot be used; the sentence names it.</exception>
    public static IEnumerable<FeedSource> All(FeedTools tools) => tools.Options.Energy.Select(entry => Make(tools, entry.Key, entry.Value));

    private static FeedSource Make(FeedTools tools, string key, EnergyOptions options)
    {
        var section = $"{FeedsOptions.Section}:Energy:{key}";
        if (key.Length > MaxNameLength || !key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            throw new InvalidOperationException($"{section}: the name of a price has up to {MaxNameLength} letters, digits and dashes.");
        }

        if (options.Zone.Length is 0 or > 64)
        {
            throw new InvalidOperationException($"{section}:Zone is '{options.Zone}'; name the zone in 1 to 64 characters, for example ERCOT/HB_WEST.");
        }

        var name = $"energy-{key.ToLowerInvariant()}";
        var value = Path(section, "ValuePath", options.ValuePath);
        var time = options.TimePath.Length > 0 ? Path(section, "TimePath", options.TimePath) : null;
        var factor = FactorOf(section, options);
        return tools.Poll(
            new FeedDescription(name, MarketName.Energy, true, $"Electricity, {options.Zone}", options.Every * 3, null),
            options,
            options.Url,
            address => new EnergyFeed(name, options, value, time, factor, address, tools.Http));
    }

    private static JsonPath Path(string section, string setting, string text)
    {
        try
        {
            return JsonPath.Parse(text);
        }
        catch (FormatException exception)
        {
            throw new InvalidOperationException($"{section}:{setting}: {exception.Message}", exception);
        }
    }

    private static double FactorOf(string section, EnergyOptions options)
    {
        var perMwh = options.Unit switch
        {
            "USD/MWh" or "EUR/MWh" => 1,
            "USD/kWh" or "EUR/kWh" => 1000,
            var unit => throw new InvalidOperationException($"{section}:Unit is '{unit}'; give USD/MWh, USD/kWh, EUR/MWh or EUR/kWh."),
        };
        if (options.Unit.StartsWith("USD", StringComparison.Ordinal))
        {
            return perMwh;
        }

        return options.UsdPerEur is > 0.2 and < 5 and var rate
            ? perMwh * rate
            : throw new InvalidOperationException($"{section}:UsdPerEur is '{options.UsdPerEur}'; a price in EUR needs the dollars for a euro, between 0.2 and 5.");
    }
}
